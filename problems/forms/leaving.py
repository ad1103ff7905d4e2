"""What people say as the day ends."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.forms.when import refuse_past
from workshop.plain_text import PlainText


class ConsentForm(forms.Form):
    can_live = forms.ChoiceField(
        label=_("Can you live with this?"),
        choices=[("yes", _("Yes, I can live with it")), ("no", _("Not yet, because …"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    because = PlainText(
        label=_("Because"),
        help_text=_("Everybody sees it, without team or name."),
        max_length=300,
        multiline=True,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("can_live") == "no" and not said.get("because"):
            self.add_error("because", gettext("What would have to change? A few words are enough."))
        return said


class ContactForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    phone = PlainText(label=_("Phone"), max_length=40, required=False)


class WishForm(forms.Form):
    wanted = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class NextMeetingForm(forms.Form):
    """`today` is the day in the workshop's zone."""

    day = forms.DateField(
        label=_("We meet again on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Choose a day.")},
    )

    def __init__(self, today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        refuse_past(day, self.today)
        return day
