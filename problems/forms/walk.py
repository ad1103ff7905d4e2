"""What the poster walk asks at a poster."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models.perspective import FACT_LIMIT, MOST
from workshop.people.models import Team
from workshop.plain_text import PlainText

SCALE = [(str(number), str(number)) for number in range(MOST + 1)]


class Scale(forms.TypedChoiceField):
    """A number from 0 to 10 by eleven large buttons; none of them is chosen to begin with."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=SCALE, coerce=int, empty_value=None, widget=forms.RadioSelect, **options
        )


class PerspectiveForm(forms.Form):
    pain = Scale(
        label=_("How much does this hurt you in your work?"),
        error_messages={"required": _("Choose a number. 0 is not at all, 10 is unbearable.")},
    )
    guess = Scale(required=False)
    # The team that the page asked about, so that a guess is never taken for another one.
    about = forms.IntegerField(required=False, widget=forms.HiddenInput)
    fact = PlainText(
        label=_("A fact others may lack"),
        max_length=FACT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, other: Team | None, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["guess"].label = _("How much does it hurt %(team)s? Your guess") % {
            "team": other
        }
        self.initial.setdefault("about", other and other.pk)
        if other is None:
            del self.fields["guess"]
