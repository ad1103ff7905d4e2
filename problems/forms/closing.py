from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import NotOursYet
from workshop.forms.when import refuse_past
from workshop.models import Workshop
from workshop.plain_text import PlainText


class OverrideForm(forms.Form):
    reason = PlainText(
        max_length=500,
        label=_("Why close although a door is shut?"),
        multiline=True,
        help_text=_("The reason stays on the record and in the report."),
    )


class PauseForm(forms.Form):
    """`today` is the day in the workshop's zone."""

    until = forms.DateField(
        label=_("Goes on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.today = today

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until:
            refuse_past(until, self.today)
        return until


class NotOursYetForm(forms.ModelForm[NotOursYet]):
    """An open exit: a reason, a question, and two people of two teams who keep asking it."""

    reason = PlainText(max_length=500, label=_("Why it isn't ours yet"), multiline=True)
    question = PlainText(
        max_length=300, label=_("What we would have to learn first"), multiline=True
    )
    owner = PlainText(max_length=40, label=_("Who keeps asking"))
    other_owner = PlainText(max_length=40, label=_("And who from another team"))

    class Meta:
        model = NotOursYet
        fields = ["reason", "question", "owner", "owner_team", "other_owner", "other_team"]

    def __init__(self, workshop: Workshop, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in ("owner_team", "other_team"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = workshop.teams.all()
            field.empty_label = gettext("Choose")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("owner_team") and cleaned.get("owner_team") == cleaned.get("other_team"):
            self.add_error("other_team", gettext("The second owner comes from another team."))
        return cleaned
