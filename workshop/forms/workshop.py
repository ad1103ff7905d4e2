"""What a facilitator says about a workshop before it happens."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.agenda.plans import BLANK, ONE_DAY
from workshop.forms.agenda import explained, plan_choices
from workshop.forms.teams import TeamsField
from workshop.forms.ticket import Ticket
from workshop.forms.when import (
    FALLBACK_ZONE,
    TimeZoneField,
    date_field,
    refuse_gap,
    refuse_past,
    start_field,
    zone_names,
)
from workshop.ground_rules import default_ground_rules
from workshop.models import DoorRule, Status, Workshop
from workshop.people.models import Organisation
from workshop.plain_text import PlainText

WHEN = ("date", "start", "time_zone")

DOOR_RULES = {
    DoorRule.ONE: _("A door opens with the first solution. Right for a first try, or a short one."),
    DoorRule.JOINT: _(
        "A door opens when two teams have written on the poster: a solution from one and a build"
        " from the other is enough."
    ),
    DoorRule.OWNED: _(
        "As joint, and two people from different teams have said that they take the first step."
    ),
}


class ExplainedRadio(forms.RadioSelect):
    """Each choice brings a line of `explanations` that says what it means."""

    explanations: Mapping[Any, Any] = DOOR_RULES

    def create_option(self, name: str, value: Any, *options: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *options, **more)
        return option | {"explanation": self.explanations.get(value, "")}


class WorkshopForm(forms.Form):
    """A new workshop of `organisation`, or another frame for `workshop`."""

    title = PlainText(
        label=_("Title"),
        max_length=80,
        hints="title",
        error_messages={"required": _("What is it called?")},
    )
    goal = PlainText(
        label=_("Shared goal"),
        help_text=_("Together we want [customers] to be able to … so that …"),
        max_length=300,
        multiline=True,
        hints="goal",
        error_messages={"required": _("What do you want together? One sentence is enough.")},
    )
    date = date_field()
    start = start_field()
    time_zone = TimeZoneField(
        label=_("Time zone, or its city"),
        max_length=40,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
    )
    venue = PlainText(
        label=_("Venue"),
        help_text=_("Somewhere that belongs to neither team."),
        max_length=160,
        required=False,
    )
    teams = TeamsField(label=_("Teams"))
    door_rule = forms.ChoiceField(
        label=_("When does a door open?"),
        choices=DoorRule.choices,
        widget=ExplainedRadio,
        error_messages={"required": _("Choose one of the three.")},
    )
    ground_rules = PlainText(
        label=_("Ground rules"),
        help_text=_("One a line. Everybody sees them at the door."),
        max_length=2000,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    plan = forms.ChoiceField(
        label=_("Agenda"),
        help_text=_("Something to begin with. You can change every phase."),
        required=False,
        widget=ExplainedRadio,
    )
    ticket = Ticket(purpose="workshop")

    def __init__(
        self,
        organisation: Organisation,
        now: datetime,
        *arguments: Any,
        workshop: Workshop | None = None,
        **named: Any,
    ) -> None:
        first = said_by(workshop) if workshop else suggested(organisation)
        super().__init__(*arguments, **named | {"initial": first})
        self.workshop = workshop
        self.now = now
        self.fields["teams"].offer(organisation, workshop)  # type: ignore[attr-defined]
        self.offer_plans(organisation)
        if workshop:
            del self.fields["ticket"], self.fields["plan"]
        if workshop and workshop.day_has_begun:
            for name in WHEN:
                self.fields[name].disabled = True

    @property
    def time_zones(self) -> list[str]:
        return zone_names()

    def offer_plans(self, organisation: Organisation) -> None:
        plan = self.fields["plan"]
        plan.choices = plan_choices(organisation)  # type: ignore[attr-defined]
        plan.widget.explanations = explained(organisation)

    def clean_plan(self) -> str:
        return self.cleaned_data["plan"] or BLANK.name

    def clean_ground_rules(self) -> str:
        lines = (line.strip() for line in self.cleaned_data["ground_rules"].splitlines())
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.decides_when(said):
            if "date" in said:
                zone = ZoneInfo(said.get("time_zone", "UTC"))
                self.hold("date", refuse_past, said["date"], self.now.astimezone(zone).date())
            if all(name in said for name in WHEN):
                self.hold("start", refuse_gap, *(said[name] for name in WHEN))
        return said

    def decides_when(self, said: dict[str, Any]) -> bool:
        """A day that is under way, or over, may be described better without being moved."""
        workshop = self.workshop
        if workshop is None or workshop.status == Status.DRAFT:
            return True
        return any(said.get(name) != getattr(workshop, name) for name in WHEN)

    def hold(self, name: str, rule: Any, *facts: Any) -> None:
        try:
            rule(*facts)
        except forms.ValidationError as error:
            self.add_error(name, error)


def suggested(organisation: Organisation) -> dict[str, Any]:
    """What a new workshop begins with; place and rule follow the organisation's last one."""
    last = organisation.workshops.real().order_by("-pk").first()
    return {
        "start": last.start if last else time(9),
        "time_zone": last.time_zone if last else FALLBACK_ZONE,
        "door_rule": last.door_rule if last else DoorRule.JOINT,
        "ground_rules": default_ground_rules(),
        "plan": ONE_DAY.name,
    }


def said_by(workshop: Workshop) -> dict[str, Any]:
    names = ("title", "goal", *WHEN, "venue", "door_rule", "ground_rules")
    return {name: getattr(workshop, name) for name in names} | {"teams": workshop.teams.all()}


class CopyForm(forms.Form):
    """The new day of a workshop that is held again."""

    date = date_field(help_text=_("The day of the new workshop."))
    ticket = Ticket(purpose="workshop")

    def __init__(self, workshop: Workshop, now: datetime, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.workshop = workshop
        self.now = now

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        refuse_past(day, self.now.astimezone(self.workshop.zone).date())
        refuse_gap(day, self.workshop.start, self.workshop.time_zone)
        return day
