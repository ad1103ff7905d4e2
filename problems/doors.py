"""The doors: what state each problem is in, by the workshop's rule. Doors lock problems only."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from problems.models import Build, Commitment, NotOursYet, Problem, Solution
from workshop.models import DoorRule, Workshop
from workshop.people.models import Team

LOCKED, WAITING, OPEN, NOT_OURS_YET = "locked", "waiting", "open", "not-ours-yet"


@dataclass
class Door:
    """One problem's door, with what stands on its poster."""

    problem: Problem
    rule: str
    solutions: int = 0
    builds: int = 0
    teams: list[Team] = field(default_factory=list)  # the seam: teams with a visible post
    newest: Solution | None = None
    commitments: int = 0
    exit: NotOursYet | None = None

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


def doors_of(workshop: Workshop, only: int | None = None) -> Doors:
    """Every door of the workshop, or the one of problem `only`: seven queries at any size."""
    problems = workshop.problems.prefetch_related("stuck_between", "pictures")
    if only is not None:
        problems = problems.filter(pk=only)
    doors = {
        problem.pk: Door(problem, workshop.door_rule)
        for problem in problems.select_related("not_ours_yet")
    }
    for door in doors.values():
        door.problem.workshop = workshop
        door.exit = getattr(door.problem, "not_ours_yet", None)

    solutions = Solution.objects.visible_to_room().filter(problem__in=doors)
    builds = Build.objects.visible_to_room().filter(
        solution__problem__in=doors, solution__withdrawn=False, solution__hidden=False
    )
    seams: dict[int, set[int]] = defaultdict(set)
    newest: dict[int, int] = {}
    for problem, team, count, last in solutions.order_by().values_list(
        "problem", "team", Count("pk"), Max("pk")
    ):
        doors[problem].solutions += count
        seams[problem].add(team)
        newest[problem] = max(last, newest.get(problem, 0))
    for problem, team, count in builds.order_by().values_list(
        "solution__problem", "team", Count("pk")
    ):
        doors[problem].builds += count
        seams[problem].add(team)
    teams = {
        team.pk: team
        for team in Team.objects.filter(pk__in={pk for seam in seams.values() for pk in seam})
    }
    for problem, seam in seams.items():
        doors[problem].teams = sorted(
            (teams[pk] for pk in seam), key=lambda team: (team.position, team.pk)
        )
    for solution in Solution.objects.filter(pk__in=newest.values()).select_related("team"):
        doors[solution.problem_id].newest = solution
    for problem, count in (
        Commitment.objects.filter(solution__in=solutions)
        .order_by()
        .values_list("solution__problem", Count("pk"))
    ):
        doors[problem].commitments = count
    return Doors(doors.values())


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
