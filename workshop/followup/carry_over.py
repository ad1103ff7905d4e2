"""What one workshop left open, and how it comes to the next."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from problems.doors import OPEN, Door, doors_of
from problems.models import Commitment, LastPromise, Problem
from workshop.followup import states
from workshop.followup.models import Reopening
from workshop.followup.states import Promise
from workshop.models import Status, Workshop

SOURCES = 50


@dataclass
class LeftProblem:
    """A problem without an answer, and what is known of it."""

    problem: Problem
    why: str


@dataclass
class Left:
    promises: list[Promise]
    problems: list[LeftProblem]

    def __bool__(self) -> bool:
        return bool(self.promises or self.problems)


def left_by(source: Workshop, now: datetime) -> Left:
    """Open promises, and problems that left as “not ours yet”, were opened again by evidence, or
    whose door was shut at the close. The same number of queries at any size."""
    told = states.promises(Commitment.objects.of_workshop(source), now)
    reopened = Reopening.objects.filter(problem__workshop=source).order_by("at", "pk")
    because = {each.problem_id: each.because for each in reopened}
    problems = [
        LeftProblem(door.problem, why)
        for door in doors_of(source)
        if (why := unanswered(door, because))
    ]
    return Left([promise for promise in told if promise.is_open], problems)


def unanswered(door: Door, because: dict[int, str]) -> str:
    """Why this problem has no answer yet, in a sentence; empty where it has one."""
    if door.problem.opened_again_at:
        said = because.get(door.problem.pk, "")
        return gettext("Open again: %(because)s") % {"because": said} if said else door.label
    if door.exit:
        return gettext("Not ours yet: %(question)s") % {"question": door.exit.question}
    return "" if door.state == OPEN else door.label


def sources_for(target: Workshop) -> list[Workshop]:
    """The workshops of the same house that have closed, the newest first."""
    closed = target.organisation.workshops.real().filter(status=Status.CLOSED)
    return list(closed.order_by("-closed_at", "-pk")[:SOURCES])


@transaction.atomic
def bring(
    target: Workshop, left: Left, promises: Collection[int], problems: Collection[int]
) -> None:
    """Show these promises in `target`, and hang these problems up there; promises of the same
    workshop that are not named go again. Safe to repeat. Raises WrongStep after its close."""
    steps = {promise.commitment.pk: promise.step for promise in left.promises}
    LastPromise.leave(target, steps.keys() - set(promises))
    LastPromise.bring(target, {pk: step for pk, step in steps.items() if pk in promises})
    for each in left.problems:
        if each.problem.pk in problems:
            each.problem.carry_to(target)
