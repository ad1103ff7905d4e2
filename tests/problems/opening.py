"""A day in its first hour, and what people say at its posters."""

from datetime import UTC, datetime
from itertools import count

from problems.models import Perspective, Problem
from tests.conftest import Guest, take_seat
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.models import Workshop, agenda

NINE = datetime(2030, 2, 6, 8, tzinfo=UTC)  # 09:00 in Stockholm
_numbers = count(1)


def hang(workshop: Workshop, posters: int = 2) -> None:
    for position in range(1, posters + 1):
        problem = Problem.objects.create(
            workshop=workshop, position=position, title=f"Problem {position}"
        )
        problem.stuck_between.set(workshop.teams.all())


def begin(workshop: Workshop, lines=ONE_DAY.lines) -> Workshop:
    agenda.lay_out(workshop, lines, ONE_DAY.minutes)
    workshop.open_for_joining()
    workshop.start_day(NINE)
    return workshop


def to(workshop: Workshop, fay, kind: str, now=NINE) -> None:
    workshop.refresh_from_db()
    workshop.go_to(
        workshop.phases.filter(kind=kind).first(), now, fay.user, workshop.turn, "Because."
    )
    workshop.refresh_from_db()


def crowd(workshop: Workshop, team, people: int) -> list[Guest]:
    return [take_seat(workshop, f"Guest {next(_numbers)}", team) for _each in range(people)]


def feel(problem: Problem, guest: Guest, pain: int, guess: int | None = None, fact: str = ""):
    """What the guest says at a poster, about the team that the page asks for."""
    form = guest.client.get(f"/room/{problem.workshop_id}/posters/{problem.pk}/felt/").context[
        "form"
    ]
    seat = guest.seat
    seat.refresh_from_db()
    return Perspective.give(
        problem, seat, pain=pain, guess=guess, about=form.initial["about"], fact=fact
    )


def say(problem: Problem, guest: Guest, **said):
    """The same by the form of the page, as a browser without script posts it."""
    address = f"/room/{problem.workshop_id}/posters/{problem.pk}/felt/"
    about = guest.client.get(address).context["form"].initial["about"]
    return guest.client.post(address, {"about": about or "", **said})


__all__ = ["NINE", "Kind", "begin", "crowd", "feel", "hang", "say", "to"]
