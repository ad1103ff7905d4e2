from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = timedelta(days=180)


class PauseForm(forms.Form):
    until = forms.DateField(
        label=_("Pause until"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choose a day.")},
    )

    def __init__(self, first: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        bounds = {"min": first.isoformat(), "max": (first + LONGEST).isoformat()}
        self.fields["until"].widget.attrs |= bounds

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.first <= until <= self.first + LONGEST:
            raise forms.ValidationError(_("Choose a day from tomorrow on, within half a year."))
        return until
