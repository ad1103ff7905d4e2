"""Lets made-up people sit down, write and promise, through the verbs that real ones use."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle

from problems.importing.columns import Mapping as Columns
from problems.importing.parked import SAMPLE
from problems.importing.plan import plan
from problems.importing.reading import read_rows
from problems.models import Build, Commitment, Problem, Solution
from problems.models.marked import marks
from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT, Idea, Promise
from workshop.models import Participant, Workshop
from workshop.people.models import User

# Who looks after the sample's departments in a company of four teams.
LOOKED_AFTER_BY = {
    "product": DEVELOPMENT,
    "operations": SUPPORT,
    "customer success": SALES,
    "finance/billing": SALES,
    "legal": MARKETING,
}


def hang_posters(workshop: Workshop, rows: slice, by: User) -> None:
    """Import these problems of the sample file, as a facilitator would."""
    table = read_rows(SAMPLE.read_bytes())
    columns = Columns.guessed(table)
    names = columns.columns["stuck_between"]
    for row in table.rows[1:]:
        cells = row.cells[names].split(";")
        row.cells[names] = ";".join(LOOKED_AFTER_BY.get(name, name) for name in cells)
    table.rows = [table.rows[0], *table.rows[1:][rows]]
    plan(workshop, table, columns).save(by=by)


class Room:
    """The seats of a workshop that is live, and a clock that goes on with each post."""

    def __init__(
        self, workshop: Workshop, people: Mapping[str, Sequence[str]], now: datetime
    ) -> None:
        self.workshop, self.now = workshop, now
        self.teams = {team.name: team for team in workshop.organisation.teams.all()}
        self.seats: dict[str, list[Participant]] = {
            team: [Participant.admit(workshop, name, self.teams[team], now)[0] for name in names]
            for team, names in people.items()
        }
        # The same room each time: who writes next is chance, and nobody is left out for long.
        self._turns: dict[str, Iterator[Participant]] = {}
        chance = random.Random(workshop.title)  # noqa: S311
        for team, seats in self.seats.items():
            self._turns[team] = cycle(chance.sample(seats, len(seats)))

    def write(self, posters: Sequence[Sequence[Idea]], until: datetime) -> list[list[Solution]]:
        """Post everything, in rounds: each poster's first idea, then each one's second …"""
        problems = list(self.workshop.problems.all())
        written: list[list[Solution]] = [[] for _problem in problems]
        posts = sum(1 + len(idea.builds) for ideas in posters for idea in ideas)
        step = (until - self.now) / (posts + 1)
        for turn in range(max(len(ideas) for ideas in posters)):
            for problem, ideas, solutions in zip(problems, posters, written, strict=True):
                if turn < len(ideas):
                    solutions.append(self._idea(problem, ideas[turn], step))
        return written

    def _idea(self, problem: Problem, idea: Idea, step: timedelta) -> Solution:
        self.now += step
        seat = next(self._turns[idea.team])
        solution = Solution.post(problem, seat, idea.text, str(uuid.uuid4()), self.now)
        for team, text in idea.builds:
            self.now += step
            Build.post(solution, next(self._turns[team]), text, str(uuid.uuid4()), self.now)
        return solution

    def promise(self, solution: Solution, promise: Promise, first_step_in: int) -> Commitment:
        """The pair signs; `first_step_in` days from the day of the workshop."""
        commitment = Commitment(
            solution=solution,
            first_step_on=self.workshop.date + timedelta(days=first_step_in),
            confidence=promise.confidence,
            **promise.words,
        )
        for part, (name, team) in (("lead", promise.lead), ("partner", promise.partner)):
            setattr(commitment, part, name)
            setattr(commitment, f"{part}_email", f"{name.lower()}@example.org")
            setattr(commitment, f"{part}_team", self.teams[team])
        lead = next(seat for seat in self.seats[promise.lead[1]] if seat.name == promise.lead[0])
        if self.workshop.key:
            for name, mark in marks(lead, self.workshop.key, str(uuid.uuid4())).items():
                setattr(commitment, name, mark)
        commitment.make(self.now)
        return commitment
