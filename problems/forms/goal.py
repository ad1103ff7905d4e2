"""What people write on the way to the shared goal."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from workshop.models.goal_draft import GOAL_LIMIT
from workshop.plain_text import PlainText

PATTERN = _("Together we want … to be able to …, so that …")


class SentenceForm(forms.Form):
    """One's own sentence, or that of a group."""

    text = PlainText(
        max_length=GOAL_LIMIT,
        label=_("Your sentence"),
        multiline=True,
        hints="goal",
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": PATTERN}),
    )


class GroupSentenceForm(SentenceForm):
    # The version that was on the screen.
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["text"].label = _("Our sentence")


class GoalForm(GroupSentenceForm):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["text"].label = _("Our shared goal")


class StanceForm(forms.Form):
    stands = forms.ChoiceField(
        choices=[("yes", _("I can stand behind this")), ("no", _("I can’t live with it"))]
    )
    because = PlainText(
        max_length=GOAL_LIMIT,
        label=_("I can’t live with it because …"),
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("stands") == "no" and not said.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say what is in the way, so that the room can mend it."))
        return said


def over(data: QueryDict, version: int) -> QueryDict:
    """What was sent, to be sent once more over the words that have come meanwhile."""
    again = data.copy()
    again["version"] = str(version)
    return again
