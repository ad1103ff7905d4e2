from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from problems.models.commitment import latest_first_step
from workshop.followup.models.answer import step_now
from workshop.plain_text import PlainText

WORDS = ("cue", "step", "belief", "test", "change_mind", "confidence")


class RenewalForm(forms.Form):
    """The words of the last ninety days, to go on with or to change. `today` is the day in the
    workshop's zone."""

    cue = PlainText(label=_("If …"), max_length=200, help_text=_("The moment that sets it off."))
    step = PlainText(label=_("… then we"), max_length=200, help_text=_("The next small step."))
    first_step_on = forms.DateField(
        label=_("First step by"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day.")},
    )
    belief = PlainText(label=_("We believe that …"), max_length=300, multiline=True)
    test = PlainText(label=_("The smallest test"), max_length=300, multiline=True)
    change_mind = PlainText(label=_("What would change our mind?"), max_length=300, multiline=True)
    confidence = forms.IntegerField(
        label=_("How sure are we, 0 to 100?"), min_value=0, max_value=100
    )

    def __init__(self, commitment: Commitment, today: date, data: Any = None) -> None:
        words = {name: getattr(commitment, name) for name in WORDS}
        super().__init__(data, initial={**words, "step": step_now(commitment)})
        self.first, self.last = today + timedelta(days=1), latest_first_step(today)
        bounds = {"min": self.first.isoformat(), "max": self.last.isoformat()}
        self.fields["first_step_on"].widget.attrs |= bounds

    def clean_first_step_on(self) -> date:
        day: date = self.cleaned_data["first_step_on"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(_("Choose a day from tomorrow on, within two weeks."))
        return day
