from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Problem
from problems.printing.sheets import POSTERS_LIMIT
from workshop.models import Workshop
from workshop.numbers import SeveralField


class PrintForm(forms.Form):
    """What goes on which paper, in which language. Every answer may be left out."""

    paper = forms.ChoiceField(
        label=_("Paper"),
        choices=[("a4", "A4"), ("a3", "A3")],
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=_("Language of the printed words"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("What you wrote yourselves stays as you wrote it."),
    )
    poster = SeveralField(
        Problem.objects.none(),
        label=_("Which posters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick those you want, or none for all."),
    )

    def __init__(self, workshop: Workshop, language: str, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.usual = {"paper": "a4", "language": language}
        self.initial = {**self.usual, **self.initial}
        self.workshop = workshop
        posters = self.fields["poster"]
        assert isinstance(posters, SeveralField)
        posters.queryset = workshop.problems.prefetch_related("stuck_between", "pictures")

    def problems(self) -> list[Problem]:
        """All there are, in their order."""
        return list(self.workshop.problems.prefetch_related("stuck_between", "pictures"))

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = dict(self.cleaned_data)
        return said | {name: said.get(name) or usual for name, usual in self.usual.items()}

    def clean_poster(self) -> list[Problem]:
        """The ticked posters, or all of them, in their order."""
        chosen = list(self.cleaned_data["poster"]) or self.problems()
        if len(chosen) > POSTERS_LIMIT:
            raise forms.ValidationError(
                gettext("%(limit)s posters go into one file. Tick those that you want first.")
                % {"limit": POSTERS_LIMIT}
            )
        return chosen
