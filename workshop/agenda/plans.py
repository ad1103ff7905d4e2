"""Agendas to begin with. Each is a list of phases with their minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshop.agenda.kinds import NEEDS, NO_PAIRS, Kind


class Line(NamedTuple):
    """One phase to be. `rounds` counts how often its steps are gone through."""

    kind: str
    minutes: int
    rounds: int = 1
    title: str | Promise = ""
    breakouts: bool = False  # its tables are groups of three or four on a call


@dataclass(frozen=True)
class Plan:
    name: str
    label: str | Promise
    explanation: str | Promise
    minutes: int  # booked
    lines: tuple[Line, ...]


ONE_DAY = Plan(
    "one-day",
    _("One day"),
    _("09:00 to 16:00 in one room, with lunch: the whole way from the posters to the pairs."),
    420,
    (
        Line(Kind.ARRIVE, 15),
        Line(Kind.WALK, 25),
        Line(Kind.REVEAL, 15),
        Line(Kind.GOAL, 30),
        Line(Kind.BREAK, 15),
        Line(Kind.SOLVE, 75, 3),
        Line(Kind.BREAK, 60, title=_("Lunch")),
        Line(Kind.SOLVE, 50, 2),
        Line(Kind.BREAK, 15),
        Line(Kind.CHOOSE, 35),
        Line(Kind.COMMIT, 45),
        Line(Kind.DOORS, 10),
        Line(Kind.CLOSE, 30),
    ),
)
HALF_DAY = Plan(
    "half-day",
    _("Half a day"),
    _("Four hours: two rounds of solving, shorter everything else. Right for four to six posters."),
    240,
    (
        Line(Kind.ARRIVE, 10),
        Line(Kind.WALK, 20),
        Line(Kind.REVEAL, 10),
        Line(Kind.GOAL, 20),
        Line(Kind.SOLVE, 50, 2),
        Line(Kind.BREAK, 15),
        Line(Kind.SOLVE, 25, 1),
        Line(Kind.CHOOSE, 25),
        Line(Kind.COMMIT, 35),
        Line(Kind.DOORS, 10),
        Line(Kind.CLOSE, 20),
    ),
)
REMOTE = Plan(
    "remote",
    _("90 minutes, remote"),
    _(
        "On a call, in breakouts of three or four. The poster walk is done before:"
        " open the workshop for joining a few days ahead."
    ),
    90,
    (
        Line(Kind.ARRIVE, 5),
        Line(Kind.REVEAL, 8),
        Line(Kind.SOLVE, 40, 2, breakouts=True),
        Line(Kind.CHOOSE, 12),
        Line(Kind.COMMIT, 15),
        Line(Kind.DOORS, 3),
        Line(Kind.CLOSE, 7),
    ),
)
BLANK = Plan(
    "blank",
    _("Blank"),
    _("No phases: everybody writes from the start to the close. Add phases as you like."),
    0,
    (),
)
PLANS = {plan.name: plan for plan in (ONE_DAY, HALF_DAY, REMOTE, BLANK)}


def what_will_be_missing(kinds: Sequence[str], *, pairs_open_doors: bool) -> list[str]:
    """For the kinds of an agenda in its order, skipped ones left out: a sentence for each that
    comes without what it works with, and one where no pair would be found that the door rule
    wants."""
    lacking = [
        str(sentence)
        for place, kind in enumerate(kinds)
        if kind in NEEDS
        for needed, sentence in (NEEDS[kind],)
        if needed not in kinds[:place]
    ]
    if pairs_open_doors and kinds and Kind.COMMIT not in kinds:
        lacking.append(str(NO_PAIRS))
    return lacking
