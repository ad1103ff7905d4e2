"""A day whose first phase is Solve, taken through its steps by the real verbs."""

from datetime import UTC, datetime
from itertools import count

import pytest

from problems.models import Build, Problem, Solution
from tests.conftest import take_seat
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Workshop, agenda

NOW = datetime(2030, 2, 6, 9, tzinfo=UTC)
keys = count()


@pytest.fixture
def planned(draft):
    """Ten minutes to arrive, then three rounds of Solve, lunch, and two more."""
    lines = [
        Line(Kind.ARRIVE, 10),
        Line(Kind.SOLVE, 75, 3),
        Line(Kind.BREAK, 30),
        Line(Kind.SOLVE, 50, 2),
        Line(Kind.CHOOSE, 20),
    ]
    agenda.lay_out(draft, lines, 185)
    return draft


@pytest.fixture
def live(planned):
    """Everybody arrives; two posters hang."""
    hang(planned, 2)
    planned.start_day(NOW)
    return planned


def hang(workshop, posters: int) -> None:
    for position in range(workshop.problems.count() + 1, posters + 1):
        Problem.objects.create(workshop=workshop, position=position, title=f"Problem {position}")


def step(workshop, fay, label: str) -> None:
    """On, as fay presses “next”, until the turn is called so."""
    while True:
        workshop = Workshop.objects.get(pk=workshop.pk)
        workshop.go_on(NOW, fay.user, workshop.turn, "The test goes on.")
        if label in workshop.turn_label:
            return


def back(workshop, fay) -> None:
    workshop = Workshop.objects.get(pk=workshop.pk)
    workshop.go_back(NOW, fay.user, workshop.turn)


def fresh(workshop) -> Workshop:
    return Workshop.objects.select_related("stream", "key", "phase").get(pk=workshop.pk)


def seated(workshop, *sizes: int, teams=None) -> list:
    """So many people of each team, with their phones."""
    teams = teams or list(workshop.teams.order_by("position"))
    return [
        take_seat(workshop, f"P{n}", team)
        for team, size in zip(teams, sizes, strict=True)
        for n in range(size)
    ]


def write(guest, problem, text="An idea") -> Solution:
    answer = guest.client.post(
        f"/room/{problem.workshop_id}/posters/{problem.pk}/",
        {"text": text, "post_key": f"key-of-idea-{next(keys)}"},
    )
    assert answer.status_code == 302, answer.text
    return problem.solutions.latest("pk")


def build(guest, idea, text="and more", key=""):
    return guest.client.post(
        f"/room/{idea.problem.workshop_id}/ideas/{idea.pk}/build/",
        {"text": text, "post_key": key or f"key-of-build-{next(keys)}"},
    )


def built(guest, idea, text="and more") -> Build:
    answer = build(guest, idea, text)
    assert answer.status_code == 302, answer.text
    return idea.builds.latest("pk")


def doubt(guest, idea, text="Somebody has to answer", test="Ask ten", key=""):
    return guest.client.post(
        f"/room/{idea.problem.workshop_id}/ideas/{idea.pk}/concern/",
        {"text": text, "test": test, "post_key": key or f"key-of-concern-{next(keys)}"},
    )


def note(guest, problem, kind, text, key=""):
    return guest.client.post(
        f"/room/{problem.workshop_id}/posters/{problem.pk}/{kind}/",
        {"text": text, "post_key": key or f"key-of-note-{next(keys)}"},
    )
