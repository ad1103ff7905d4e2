from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from problems.models.commitment import latest_first_step
from workshop.models import Workshop
from workshop.plain_text import PlainText


class CommitmentForm(forms.ModelForm[Commitment]):
    """Two people of two teams take a solution on. `today` is the day in the workshop's zone."""

    lead = PlainText(max_length=40, label=_("Who leads"))
    partner = PlainText(max_length=40, label=_("Partner from another team"))
    cue = PlainText(max_length=200, label=_("If …"), help_text=_("The moment that sets it off."))
    step = PlainText(max_length=200, label=_("… then we"), help_text=_("The first small step."))
    serves_goal = PlainText(max_length=300, label=_("How does it serve our goal?"), multiline=True)
    belief = PlainText(
        max_length=300,
        label=_("We believe that …"),
        multiline=True,
        help_text=_("What you expect to see. In two weeks we ask whether it came true."),
    )
    assumption = PlainText(
        max_length=300,
        label=_("What would have to be true?"),
        required=False,
        multiline=True,
        help_text=_("The riskiest assumption, if you know it."),
    )
    test = PlainText(max_length=300, label=_("The smallest test"), multiline=True)
    change_mind = PlainText(max_length=300, label=_("What would change our mind?"), multiline=True)

    class Meta:
        model = Commitment
        fields = [
            "lead", "lead_email", "lead_team", "partner", "partner_email", "partner_team",
            "cue", "step", "first_step_on", "serves_goal", "belief", "assumption", "test",
            "change_mind", "confidence",
        ]  # fmt: skip
        widgets = {
            "first_step_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "confidence": forms.NumberInput(attrs={"min": 0, "max": 100, "inputmode": "numeric"}),
        }
        labels = {"confidence": _("How sure are we, 0 to 100?")}

    def __init__(self, workshop: Workshop, today: date, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.workshop = workshop
        self.today = today
        for name in ("lead_team", "partner_team"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = workshop.teams.all()
            field.empty_label = gettext("Choose")

    def clean_first_step_on(self) -> date:
        day: date = self.cleaned_data["first_step_on"]
        signed = self.today
        if self.instance.pk:
            if day == self.instance.first_step_on:
                return day
            signed = self.instance.at.astimezone(self.workshop.zone).date()
        if day < self.today:
            raise forms.ValidationError(gettext("That day has passed. Choose today or later."))
        if day > latest_first_step(signed):
            raise forms.ValidationError(
                gettext("The first step is at most 14 days away, so at the latest on %(day)s.")
                % {"day": date_format(latest_first_step(signed), "j F Y")}
            )
        return day

    def clean_lead_email(self) -> str:
        email: str = self.cleaned_data["lead_email"].lower()
        return email

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("lead_team") and cleaned.get("lead_team") == cleaned.get("partner_team"):
            self.add_error("partner_team", gettext("The partner comes from another team."))
        if (
            cleaned.get("lead_email")
            and cleaned["lead_email"] == str(cleaned.get("partner_email", "")).lower()
        ):
            self.add_error("partner_email", gettext("Lead and partner are two people."))
        return cleaned
