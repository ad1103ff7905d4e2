"""What a facilitator does to an agenda, before the day and during it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext

from workshop.agenda.kinds import Kind
from workshop.agenda.plans import PLANS, Line
from workshop.models.phase import AgendaTemplate, Phase
from workshop.models.states import WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import Organisation

MOST_PHASES = 40


@contextmanager
def changing(workshop: Workshop) -> Iterator[Workshop]:
    """Hold a workshop's agenda for a change. Tells the cockpits at the end.

    Raises WrongStep after the close.
    """
    with transaction.atomic():
        held = workshop.held()
        if held.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        yield held
        held.stream.announce(("agenda", ""))


def lay_out(workshop: Workshop, lines: Sequence[Line], booked_minutes: int) -> None:
    """A whole agenda in the place of the one before. Raises WrongStep once the day has begun."""
    with changing(workshop) as held:
        if held.day_has_begun:
            raise WrongStep(gettext("The day has begun. Change its phases one by one."))
        held.phases.all().delete()
        Phase.objects.bulk_create(
            Phase(workshop=workshop, position=position, **line._asdict())
            for position, line in enumerate(lines, start=1)
        )
        set_booked(workshop, booked_minutes)


def book(workshop: Workshop, minutes: int) -> None:
    """For how long the room is booked; 0 where nobody has said. Raises WrongStep after the
    close."""
    with changing(workshop):
        set_booked(workshop, minutes)


def set_booked(workshop: Workshop, minutes: int) -> None:
    workshop.booked_minutes = minutes
    workshop.save(update_fields=["booked_minutes"])


def add(workshop: Workshop, kind: str, minutes: int, rounds: int = 1, title: str = "") -> Phase:
    """At the end of the agenda. Raises WrongStep when it is full."""
    with changing(workshop) as held:
        if held.phases.count() >= MOST_PHASES:
            raise WrongStep(gettext("An agenda holds forty phases at most."))
        return Phase.objects.create(
            workshop=workshop,
            position=held.phases.count() + 1,
            kind=kind,
            minutes=minutes,
            rounds=rounds,
            title=title,
        )


def change(phase: Phase, *, minutes: int, rounds: int, title: str) -> None:
    """Another length or name. The rounds of a phase that has begun stay as they are."""
    with changing(phase.workshop) as held:
        present = held.phases.filter(pk=phase.pk)
        present.update(minutes=minutes, title=title)
        present.filter(began_at=None).update(rounds=rounds)


def move(phase: Phase, places: int) -> None:
    """Up (-1) or down (1); at either end it stays. Raises WrongStep as arrange() does."""
    with changing(phase.workshop) as held:
        phases = list(held.phases.all())
        order = [each.pk for each in phases]
        if phase.pk not in order:
            raise WrongStep(gone())
        place = order.index(phase.pk)
        to = min(max(place + places, 0), len(order) - 1)
        order.insert(to, order.pop(place))
        number(phases, order)


def arrange(workshop: Workshop, order: Sequence[int]) -> None:
    """Into this order of ids. Raises WrongStep unless it names exactly the phases there are, and
    when one that has not begun would come before one that has."""
    with changing(workshop) as held:
        phases = list(held.phases.all())
        if sorted(order) != sorted(phase.pk for phase in phases):
            raise WrongStep(gettext("The agenda has changed meanwhile. Here it is as it stands."))
        number(phases, list(order))


def number(phases: Sequence[Phase], order: list[int]) -> None:
    by_pk = {phase.pk: phase for phase in phases}
    ordered = [by_pk[pk] for pk in order]
    if not jumped_over(ordered) <= jumped_over(phases):
        raise WrongStep(gettext("What has begun stays before what is still to come."))
    for position, phase in enumerate(ordered, start=1):
        phase.position = position
    Phase.objects.bulk_update(ordered, ["position"])


def jumped_over(phases: Sequence[Phase]) -> set[Phase]:
    """Those that have not begun, though one after them has."""
    begun = [place for place, phase in enumerate(phases) if phase.began_at]
    return {phase for phase in phases[: max(begun, default=0)] if phase.began_at is None}


def skip(phase: Phase, skipped: bool) -> None:
    """Leave a phase out, or bring it back. Raises WrongStep for the present one."""
    with changing(phase.workshop) as held:
        if skipped and phase.pk == held.phase_id:
            raise WrongStep(gettext("The room is in this phase. Go on to leave it."))
        if skipped and held.held_phases.count() == 1:
            raise WrongStep(gettext("This is the last phase that is left. Delete it instead."))
        Phase.objects.filter(pk=phase.pk).update(skipped=skipped)


def remove(phase: Phase) -> None:
    """Off the agenda. Raises WrongStep when it has begun. Safe to repeat."""
    with changing(phase.workshop) as held:
        present = held.phases.filter(pk=phase.pk)
        if present.exclude(began_at=None).exists():
            raise WrongStep(gettext("This phase has begun, so it stays on the agenda."))
        present.delete()
        left = list(held.phases.all())
        number(left, [each.pk for each in left])


def keep(workshop: Workshop, title: str) -> AgendaTemplate:
    """As the organisation's own template; one with the same name is replaced."""
    lines = [line._asdict() for line in lines_of(workshop)]
    template, _made = AgendaTemplate.objects.update_or_create(
        organisation=workshop.organisation,
        title=title,
        defaults={"lines": lines, "booked_minutes": workshop.booked_minutes},
    )
    return template


def plan_named(organisation: Organisation, name: str) -> tuple[list[Line], int]:
    """The lines of a plan and its booked minutes: ours by name, an organisation's by “own-<pk>”."""
    if name in PLANS:
        return list(PLANS[name].lines), PLANS[name].minutes
    template = organisation.agenda_templates.get(pk=int(name.removeprefix("own-")))
    return [Line(**line) for line in template.lines], template.booked_minutes


def lines_of(workshop: Workshop) -> list[Line]:
    """The agenda as it could be laid out again."""
    return [
        Line(phase.kind, phase.minutes, phase.rounds, phase.title, phase.breakouts)
        for phase in workshop.held_phases
    ]


def no_next_meeting(workshop: Workshop) -> list[str]:
    """A guard of workshop.closing: a day with a close phase ends with the next date."""
    if workshop.next_meeting_on or not workshop.held_phases.filter(kind=Kind.CLOSE).exists():
        return []
    return [gettext("Nobody has said yet when you meet again.")]


def gone() -> str:
    return gettext("This phase is not on the agenda any more.")
