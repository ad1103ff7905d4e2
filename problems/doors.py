"""The doors: what state each problem is in, by the workshop's rule. Doors lock problems only."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Value, prefetch_related_objects
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from problems.models import Build, Commitment, NotOursYet, Problem, Solution
from problems.models.solution import STANDS_ALONE
from problems.rotation import tables_at
from workshop.models import DoorRule, Workshop
from workshop.people.models import Team
from workshop.prepared import Prepared

LOCKED, WAITING, OPEN, NOT_OURS_YET = "locked", "waiting", "open", "not-ours-yet"
SOLUTION, BUILD, COMMITMENT = "solution", "build", "commitment"


@dataclass
class Door:
    """One problem's door, with what stands on its poster."""

    problem: Problem
    rule: str
    solutions: int = 0
    builds: int = 0
    teams: list[Team] = field(default_factory=list)  # the seam: teams with a visible post
    newest_pk: int | None = None  # the newest idea that hangs there
    newest: Solution | None = None  # itself, on doors of posters_of()
    commitments: int = 0
    exit: NotOursYet | None = None
    tables: list[int] = field(default_factory=list)  # who stands there in this round
    quiet: int = 0  # minutes since anything came, where that is known

    @property
    def state(self) -> str:
        if self.exit:
            return NOT_OURS_YET
        if not self.solutions:
            return LOCKED
        if self.rule == DoorRule.ONE:
            return OPEN
        if len(self.teams) < 2 or (self.rule == DoorRule.OWNED and not self.commitments):
            return WAITING
        return OPEN

    @property
    def is_open(self) -> bool:
        return self.state in (OPEN, NOT_OURS_YET)

    @property
    def is_joint(self) -> bool:
        return len(self.teams) >= 2

    @property
    def icon(self) -> str:
        return {OPEN: "lock-open", NOT_OURS_YET: "door-open"}.get(self.state, "lock")

    @property
    def now(self) -> str:
        """What the cockpit says beside the figures."""
        if self.state == LOCKED:
            return gettext("quiet so far")
        if self.state == NOT_OURS_YET:
            return gettext("not ours yet")
        if len(self.teams) < 2:
            return gettext("one team so far")
        return gettext("a pair has it") if self.commitments else gettext("two teams in")

    @property
    def word(self) -> str:
        """The state where there is no room for more."""
        if self.state == OPEN:
            return gettext("Open · %(n)s") % {"n": self.solutions}
        words = {LOCKED: gettext("Locked"), WAITING: gettext("Waiting")}
        return words.get(self.state, self.label)

    @property
    def label(self) -> str:
        """The state in words, as every screen shows it."""
        if self.state == OPEN:
            counted = ngettext("%(n)s solution", "%(n)s solutions", self.solutions)
            return gettext("Open · %(solutions)s") % {"solutions": counted % {"n": self.solutions}}
        if self.state == NOT_OURS_YET:
            return gettext("Not ours yet")
        if self.state == LOCKED:
            return gettext("Locked · no ideas yet")
        if len(self.teams) < 2:
            return gettext("Waiting for a second team")
        return gettext("Waiting for a pair")


RULES = {
    DoorRule.ONE: _("The workshop can close when every problem has a solution."),
    DoorRule.JOINT: _("The workshop can close when two teams are on every poster."),
    DoorRule.OWNED: _(
        "The workshop can close when two teams are on every poster and a pair has taken it on."
    ),
}


class Doors(list[Door]):
    """The doors of one workshop, in the order of the wall."""

    @property
    def rule(self) -> str:
        """The door rule in a sentence."""
        return str(RULES[DoorRule(self[0].rule)]) if self else ""

    @property
    def open(self) -> int:
        return sum(door.state == OPEN for door in self)

    @property
    def left(self) -> int:
        """Those that left openly: they hold up no close, and are not counted as open."""
        return sum(door.state == NOT_OURS_YET for door in self)

    @property
    def joint(self) -> int:
        return sum(door.is_joint for door in self)

    @property
    def shut(self) -> list[Door]:
        return [door for door in self if not door.is_open]


PROBLEMS = Problem.objects.select_related("not_ours_yet")
problems_of = Prepared(lambda workshop: PROBLEMS.filter(workshop=workshop), workshop=int)
some_problems_of = Prepared(
    lambda workshop, only: PROBLEMS.filter(workshop=workshop, pk__in=only), workshop=int, only=list
)


def doors_of(workshop: Workshop, only: Collection[int] | None = None) -> Doors:
    """Every door of the workshop, or those of the problems in `only`: three queries at any size."""
    problems = (
        problems_of(workshop=workshop.pk)
        if only is None
        else some_problems_of(workshop=workshop.pk, only=only)
    )
    doors = {problem.pk: Door(problem, workshop.door_rule) for problem in problems}
    for door in doors.values():
        door.problem.workshop = workshop
        door.exit = getattr(door.problem, "not_ours_yet", None)
    count_posts(doors)
    return Doors(doors.values())


def posters_of(workshop: Workshop, only: Collection[int] | None = None) -> Doors:
    """Doors with what hangs on their posters: six queries at any size."""
    doors = doors_of(workshop, only)
    hang(doors)
    return doors


def hang(doors: Collection[Door]) -> None:
    """Fill in what a poster shows beside its door: where it is stuck, pictures, and the newest
    idea where ideas are not hidden from everybody."""
    prefetch_related_objects([door.problem for door in doors], "stuck_between", "pictures")
    newest = Solution.objects.select_related("team").in_bulk(
        [
            door.newest_pk
            for door in doors
            if door.newest_pk and not door.problem.workshop.hides_ideas
        ]
    )
    for door in doors:
        door.newest = newest.get(door.newest_pk or 0)


def hang_on_wall(workshop: Workshop, doors: Collection[Door]) -> None:
    """The same, and the tables that stand at each poster in this round."""
    hang(doors)
    standing = tables_at(workshop)
    for door in doors:
        door.tables = standing.get(door.problem.pk, [])


def tally(
    kind: str, rows: QuerySet[Any], problem: str, team: str, those: Q | None = None
) -> QuerySet[Any, Any]:
    """By problem and team (the fields' names): (kind, problem, team, how many, the newest one)."""
    groups: QuerySet[Any, Any] = rows.order_by().values(problem, team)
    counted: QuerySet[Any, Any] = groups.annotate(
        kind=Value(kind), count=Count("pk", filter=those), newest=Max("pk", filter=those)
    )
    return counted.values_list("kind", problem, team, "count", "newest")


def tallies(problems: Collection[int]) -> QuerySet[Any, Any]:
    """What the room sees on these posters. What was merged counts as one, with both teams."""
    on_ideas = {
        "solution__problem__in": problems,
        "solution__withdrawn": False,
        "solution__hidden": False,
    }
    solutions = Solution.objects.visible_to_room().filter(problem__in=problems)
    builds = Build.objects.visible_to_room().filter(**on_ideas)
    commitments = Commitment.objects.filter(**on_ideas)
    return tally(SOLUTION, solutions, "problem", "team", STANDS_ALONE).union(
        tally(BUILD, builds, "solution__problem", "team"),
        tally(COMMITMENT, commitments, "solution__problem", "lead_team"),
        all=True,
    )


all_tallies = Prepared(tallies, problems=list)
teams_by_pk = Prepared(lambda pks: Team.objects.filter(pk__in=pks).order_by(), pks=list)


def count_posts(doors: dict[int, Door]) -> None:
    """Fill in the doors' solutions, builds, commitments and teams, as the room sees them."""
    seams: dict[int, set[int]] = defaultdict(set)
    for kind, problem, team, count, newest in all_tallies(problems=doors):
        door = doors[problem]
        if kind == COMMITMENT:
            door.commitments += count
            continue
        seams[problem].add(team)
        if kind == BUILD:
            door.builds += count
        else:
            door.solutions += count
            door.newest_pk = max(newest or 0, door.newest_pk or 0)
    written = {pk for seam in seams.values() for pk in seam}
    teams = {team.pk: team for team in teams_by_pk(pks=written)}
    for problem, seam in seams.items():
        doors[problem].teams = sorted(
            (teams[pk] for pk in seam), key=lambda team: (team.position, team.pk)
        )


def shut_sentences(workshop: Workshop) -> list[str]:
    """What keeps the workshop from closing, one sentence a door. A guard of workshop.closing."""
    return [
        gettext("%(number)s. %(title)s: %(state)s")
        % {
            "number": door.problem.position,
            "title": door.problem.title,
            "state": door.label,
        }
        for door in doors_of(workshop).shut
    ]
