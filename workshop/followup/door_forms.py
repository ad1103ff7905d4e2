from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.followup.models import DoorRequest, SponsorSays
from workshop.plain_text import PlainText

LATEST = timedelta(days=366)


class AskForm(forms.Form):
    """Whom the pair asks, and for what."""

    sponsor = PlainText(
        label=_("Who could open that door?"),
        help_text=_("The name, as you would call them."),
        max_length=80,
        error_messages={"required": _("Say whom you ask.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail"), help_text=_("One mail goes there, and no other."), max_length=254
    )
    text = PlainText(
        label=_("What do you ask for?"),
        help_text=_("What is in the way, and what would open it. They see just this text."),
        max_length=600,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what you ask for.")},
    )

    def as_request(self, **more: Any) -> DoorRequest:
        """What would be asked, not saved: for the preview."""
        return DoorRequest(**self.cleaned_data, **more)


class SponsorForm(forms.Form):
    """One of three answers; each asks only what it needs."""

    said = forms.ChoiceField(
        choices=[(value, label) for value, label in SponsorSays.choices if value],
        error_messages={"required": _("Choose one of the three answers.")},
    )
    because = PlainText(
        label=_("Because …"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    on = forms.DateField(
        label=_("Ask me again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean(self) -> None:
        said = self.cleaned_data.get("said")
        because, on = self.cleaned_data.get("because"), self.cleaned_data.get("on")
        if said == SponsorSays.CANNOT and not because and "because" not in self.errors:
            self.add_error("because", _("A reason helps them to find another door."))
        if said == SponsorSays.LATER and "on" not in self.errors:
            if on is None:
                self.add_error("on", _("Choose a day."))
            elif not self.today < on <= self.today + LATEST:
                self.add_error("on", _("Choose a day after today, within a year."))

    def answer(self) -> dict[str, Any]:
        said = self.cleaned_data["said"]
        return {
            "said": said,
            "because": self.cleaned_data["because"] if said == SponsorSays.CANNOT else "",
            "on": self.cleaned_data["on"] if said == SponsorSays.LATER else None,
        }
