"""What the outcomes page shows of pulse and network: the figures as they were counted."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workshop.followup.pulse.questions import PARTS
from workshop.followup.pulse.rounds import OF_NETWORK, OF_PULSE, Round
from workshop.measures.suppression import MEAN_AT_LEAST
from workshop.models import Workshop
from workshop.outcomes.models import RoundFigures
from workshop.outcomes.pulse_measures import (
    HIGHEST,
    LOWEST,
    is_part_of_the_picture,
    smallest_change,
)
from workshop.outcomes.rounds import NETWORK
from workshop.people.models import Team

HEADINGS = {
    "safety": _("Safe to speak up"),
    "across": _("Working across teams"),
    "goal": _("Committed to the goal"),
}
LEFT, RIGHT, TALLEST = 10, 190, 28  # of the pictures, in which a mean is a dot, a count a bar


@dataclass
class Row:
    """One part at one round: how many of how many, and the mean where it may be shown."""

    round: Round
    people: int
    asked: int
    mean: float | None
    teams: list[tuple[Team, int, float]] = field(default_factory=list)
    spread: float | None = None  # of the goal: from the lowest to the highest mean of a team

    @property
    def is_part(self) -> bool:
        return is_part_of_the_picture(self.people, self.asked)

    @property
    def x(self) -> int:
        """Where the dot lies; for a row with a mean."""
        assert self.mean is not None, "a row without a mean has no dot"
        return round(LEFT + (self.mean - LOWEST) / (HIGHEST - LOWEST) * (RIGHT - LEFT))


@dataclass
class Change:
    """From one round to the next that was shown, and from which difference on it says something."""

    earlier: Row
    later: Row

    @property
    def difference(self) -> float:
        return round((self.later.mean or 0) - (self.earlier.mean or 0), 1)

    @property
    def smallest(self) -> float:
        return round(smallest_change(self.earlier.people, self.later.people), 1)

    @property
    def is_more_than_chance(self) -> bool:
        return abs(self.difference) >= self.smallest


@dataclass
class Cell:
    """One question at one round."""

    round: Round
    mean: float | None
    counts: list[int] | None

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """Of each step from 1 to 5: where its bar begins from the left and the top, how tall."""
        counts = self.counts or []
        most = max(counts, default=0) or 1
        talls = [round(TALLEST * count / most) for count in counts]
        return [(2 + 16 * place, 2 + TALLEST - tall, tall) for place, tall in enumerate(talls)]


@dataclass
class Part:
    name: str
    heading: str | Promise
    rows: list[Row]
    questions: list[tuple[Promise, list[Cell]]]

    @property
    def changes(self) -> list[Change]:
        shown = [row for row in self.rows if row.mean is not None]
        return [Change(*pair) for pair in pairwise(shown)]

    @property
    def is_distributed(self) -> bool:
        return any(cell.counts for _question, cells in self.questions for cell in cells)


@dataclass
class Network:
    """The figures of each round that was compared; none where too few took part."""

    members: int
    people: int
    rows: list[tuple[Round, float | None, float | None]]  # D in percent, E-I


@dataclass
class PulseBoard:
    parts: list[Part]
    network: Network | None  # None until day 90 is counted
    at_least: int = MEAN_AT_LEAST


def pulse_board(workshop: Workshop) -> PulseBoard | None:
    """Two queries. None where the workshop closed before there was a pulse."""
    found = RoundFigures.objects.filter(workshop=workshop).values_list("round", "figures")
    counted: dict[str, dict[str, Any]] = dict(found)
    rounds = [when for when in OF_PULSE if when in counted and counted[when]["asked"]]
    if not rounds:
        return None
    teams = {team.pk: team for team in Team.objects.filter(workshops=workshop)}
    parts = [
        Part(name, HEADINGS[name], rows(name, at, counted, teams), cells(name, at, counted))
        for name in PARTS
        if (at := [when for when in rounds if name in counted[when]])
    ]
    return PulseBoard(parts, network(counted.get(NETWORK)))


def rows(
    part: str, rounds: list[Round], counted: dict[str, dict[str, Any]], teams: dict[int, Team]
) -> list[Row]:
    made = []
    for when in rounds:
        said = counted[when][part]
        by_team = [
            (teams[each["team"]], each["people"], each["mean"])
            for each in said.get("teams", ())
            if each["team"] in teams
        ]
        asked, spread = counted[when]["asked"], said.get("spread")
        row = Row(when, said["people"], asked, said["mean"], by_team, spread)
        made.append(row)
    return made


def cells(
    part: str, rounds: list[Round], counted: dict[str, dict[str, Any]]
) -> list[tuple[Promise, list[Cell]]]:
    """Each question with its figures at those rounds where there are any."""
    shown = [(when, counted[when][part]["questions"]) for when in rounds]
    shown = [(when, questions) for when, questions in shown if questions]
    return [
        (question, [Cell(when, **questions[place]) for when, questions in shown])
        for place, question in enumerate(PARTS[part])
        if shown
    ]


def network(figures: dict[str, Any] | None) -> Network | None:
    if figures is None:
        return None
    compared: list[tuple[Round, float | None, float | None]] = [
        (when, percent(figures["rounds"][when]["density"]), figures["rounds"][when]["outwardness"])
        for when in OF_NETWORK
        if when in figures["rounds"]
    ]
    return Network(figures["members"], figures["people"], compared)


def percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)
