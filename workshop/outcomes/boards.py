"""What the two outcomes pages show, gathered in a constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime

from problems.doors import Doors, doors_of
from problems.models import Commitment, Revealed
from workshop.followup.letters import lost_letters
from workshop.followup.models import Decision, Learning, Letter, Recipient
from workshop.followup.states import Promise, State, promises
from workshop.models import Override, Workshop
from workshop.outcomes.chart import Line, joint_line
from workshop.outcomes.measures import follow_through
from workshop.outcomes.models import Figures
from workshop.people.models import Team

BETS_SHOWN = 30


def learnings_of(workshops: list[Workshop]) -> list[Learning]:
    return list(
        Learning.objects.filter(commitment__solution__problem__workshop__in=workshops).with_story()
    )


@dataclass
class Bets:
    """The promises of some workshops, and how they went."""

    promises: list[Promise]

    @property
    def open(self) -> list[Promise]:
        return [promise for promise in self.promises if promise.is_open]

    @property
    def ended(self) -> list[Promise]:
        return [promise for promise in self.promises if not promise.is_open]

    @property
    def due(self) -> int:
        return sum(promise.is_due for promise in self.promises)

    @property
    def followed_percent(self) -> int | None:
        """None where too few promises were due."""
        followed = sum(promise.is_due and promise.followed_through for promise in self.promises)
        share = follow_through(followed, self.due)
        return None if share is None else round(100 * share)


@dataclass
class OrganisationBoard:
    """All of an organisation's closed workshops, or some; oldest first."""

    workshops: list[Workshop]
    learnings: list[Learning]
    bets: Bets
    teams: int

    @property
    def problems(self) -> int:
        return self._sum("problems")

    @property
    def opened(self) -> int:
        return self._sum("opened")

    @property
    def not_ours_yet(self) -> int:
        return self._sum("not_ours_yet")

    @property
    def changed(self) -> int:
        """Learnings that changed what a pair does."""
        return sum(
            learning.decision in (Decision.CHANGE, Decision.STOP) for learning in self.learnings
        )

    @property
    def line(self) -> Line:
        return joint_line(self.workshops)

    def _sum(self, name: str) -> int:
        return sum(
            workshop.figures.figures[name]
            for workshop in self.workshops
            if hasattr(workshop, "figures")
        )


def organisation_board(workshops: list[Workshop], now: datetime) -> OrganisationBoard:
    """`workshops` come with their figures, oldest first."""
    commitments = Commitment.objects.filter(solution__problem__workshop__in=workshops)
    newest_first = commitments.order_by(
        "-solution__problem__workshop__closed_at", "first_step_on", "pk"
    )
    return OrganisationBoard(
        workshops,
        learnings_of(workshops),
        Bets(promises(newest_first, now)),
        Team.objects.filter(workshops__in=workshops).distinct().count(),
    )


@dataclass
class WorkshopBoard:
    """One closed workshop. The last four are for its facilitators, and empty for others."""

    workshop: Workshop
    doors: Doors
    learnings: list[Learning]
    bets: Bets
    overrides: list[Override]
    figures: dict[str, object]
    perspective: dict[str, object]  # as it was revealed; empty where nobody walked
    quiet: list[Promise] = field(default_factory=list)
    noticed: list[Promise] = field(default_factory=list)
    failed: list[Recipient] = field(default_factory=list)
    lost_letters: list[Letter] = field(default_factory=list)


def workshop_board(workshop: Workshop, now: datetime, *, facilitates: bool) -> WorkshopBoard:
    measured = Figures.objects.filter(workshop=workshop).first()
    revealed = Revealed.objects.filter(workshop=workshop).first()
    board = WorkshopBoard(
        workshop,
        doors_of(workshop),
        learnings_of([workshop]),
        Bets(promises(Commitment.objects.of_workshop(workshop), now)),
        list(workshop.overrides.order_by("at", "pk")),
        measured.figures if measured else {},
        revealed.figures if revealed else {},
    )
    if facilitates:
        told = board.bets.promises
        board.quiet = [promise for promise in told if promise.state == State.QUIET]
        board.noticed = [promise for promise in told if promise.answer and promise.answer.noticed]
        board.failed = list(Recipient.objects.of_workshop(workshop).failed())
        board.lost_letters = lost_letters(workshop)
    return board
