"""What a facilitator says about an agenda and its phases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.agenda.kinds import Kind
from workshop.agenda.plans import PLANS
from workshop.models.phase import LONGEST_MINUTES, MOST_ROUNDS
from workshop.people.models import Organisation
from workshop.plain_text import PlainText

MINUTES = _("A phase takes one minute to eight hours.")
ROUNDS = _("One to twelve rounds.")


def plan_choices(organisation: Organisation) -> list[tuple[str, Any]]:
    """Our plans, then the organisation's own."""
    ours = [(plan.name, plan.label) for plan in PLANS.values()]
    own = [
        (f"own-{template.pk}", template.title) for template in organisation.agenda_templates.all()
    ]
    return [*ours, *own]


def explained(organisation: Organisation) -> dict[str, Any]:
    """A line for each choice that says what it means."""
    ours: dict[str, Any] = {plan.name: plan.explanation for plan in PLANS.values()}
    own = {
        f"own-{template.pk}": _("Kept by your organisation.")
        for template in organisation.agenda_templates.all()
    }
    return ours | own


class PlanForm(forms.Form):
    """Another agenda to begin with."""

    plan = forms.ChoiceField(label=_("Agenda"))

    def __init__(self, organisation: Organisation, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["plan"].choices = plan_choices(organisation)  # type: ignore[attr-defined]


class PhaseForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_MINUTES,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), MINUTES),
    )
    rounds = forms.IntegerField(
        label=_("Rounds"),
        min_value=1,
        max_value=MOST_ROUNDS,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), ROUNDS),
    )
    title = PlainText(label=_("Its name"), max_length=60, required=False)

    def clean_rounds(self) -> int:
        return self.cleaned_data["rounds"] or 1


class NewPhaseForm(PhaseForm):
    kind = forms.ChoiceField(label=_("What happens"), choices=Kind.choices)

    field_order = ["kind", "minutes", "rounds", "title"]


class BookedForm(forms.Form):
    """For how long the room is booked, in minutes."""

    booked = forms.IntegerField(
        label=_("Booked minutes"),
        min_value=0,
        max_value=1440,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Up to a day, in minutes.")
        ),
    )


class KeepForm(forms.Form):
    title = PlainText(
        label=_("Name of the template"),
        max_length=60,
        error_messages={"required": _("What shall it be called?")},
    )


class OrderForm(forms.Form):
    """The ids of all phases in their new order, separated by commas."""

    order = forms.CharField(max_length=1000)

    def clean_order(self) -> list[int]:
        try:
            return [int(part) for part in self.cleaned_data["order"].split(",")]
        except ValueError:
            raise forms.ValidationError(_("The agenda has changed meanwhile.")) from None


class ReasonForm(forms.Form):
    reason = PlainText(
        label=_("Why go on all the same?"),
        help_text=_("The reason stays on the record and in the report."),
        max_length=500,
        multiline=True,
        error_messages={"required": _("A sentence is enough.")},
    )
