"""What was felt and guessed, as all screens show it: the frozen figures beside their posters."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.translation import gettext

from problems.models import Fact, Problem, Revealed
from problems.models.perspective import MOST
from workshop.models import Workshop
from workshop.people.models import Team

NOTICEABLE = 0.5  # points between what was believed and what is, before it is worth a word
ENOUGH_OF_THE_ROOM = 0.6
TEAMS_ON_THE_WALL = 4  # at each of the most misjudged posters; phones have them all
FACTS_BESIDE = 2  # on the wall, at each of the most misjudged posters


@dataclass(frozen=True)
class Line:
    """One team, or with None the whole group: what it felt, and what the others guessed."""

    team: Team | None
    felt: float
    guessed: float | None

    @property
    def off(self) -> float:
        return abs(self.guessed - self.felt) if self.guessed is not None else 0

    @property
    def felt_at(self) -> str:
        return along(self.felt)

    @property
    def guessed_at(self) -> str:
        return along(self.guessed) if self.guessed is not None else ""


@dataclass
class Shown:
    """One poster at the reveal. Without lines there were too few to say."""

    problem: Problem
    figures: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    facts_count: int = 0

    @property
    def people(self) -> int:
        people: int = self.figures.get("people", 0)
        return people

    @property
    def worst_first(self) -> list[Line]:
        """Whom the others misjudged most comes first, of equals as teams stand."""
        return sorted(self.lines, key=lambda line: -line.off)

    @property
    def worst(self) -> Line | None:
        return next(iter(self.worst_first), None)

    @property
    def may_be_chance(self) -> bool:
        """Teams of this size may be as far apart as that without meaning anything by it."""
        return self.figures.get("is_real") is False

    @property
    def word(self) -> str:
        """How far apart teams are against what they believed; empty where it can't be said."""
        surprise = self.figures.get("surprise")
        if surprise is None:
            return ""
        if surprise >= NOTICEABLE:
            return gettext("Closer than we believed")
        if surprise <= -NOTICEABLE:
            return gettext("Further apart than we believed")
        return gettext("About as far apart as we believed")


@dataclass
class Reveal:
    """All posters, the most misjudged ones first on the wall. `is_shown` is False while nothing
    was frozen, because there were too few to say or nobody walked."""

    posters: list[Shown]
    misjudged: list[Shown]
    is_shown: bool
    people: int = 0
    answered: int = 0

    @property
    def is_part_of_the_picture(self) -> bool:
        return self.answered < ENOUGH_OF_THE_ROOM * self.people

    @property
    def rest(self) -> list[Shown]:
        return [shown for shown in self.posters if shown not in self.misjudged]


def reveal_of(workshop: Workshop, *, with_hidden: bool = False) -> Reveal:
    """Five queries at any size. `with_hidden` brings every fact, for those who can hide them."""
    problems = list(workshop.problems.all())
    revealed = Revealed.objects.filter(workshop=workshop).first()
    figures = revealed.figures if revealed else {"posters": {}, "misjudged": []}
    teams = {team.pk: team for team in workshop.teams.all()}
    posters = {
        problem.pk: Shown(
            problem, its := figures["posters"].get(str(problem.pk), {}), lines_of(its, teams)
        )
        for problem in problems
    }
    visible = Fact.objects.of_workshop(workshop)
    if not with_hidden:
        visible = visible.visible_to_room()
    for problem, count in visible.order_by().values_list("problem").annotate(count=Count("pk")):
        posters[problem].facts_count = count
    misjudged = [posters[pk] for pk in figures["misjudged"] if pk in posters]
    wanted = list(posters) if with_hidden else [shown.problem.pk for shown in misjudged]
    for fact in visible.filter(problem__in=wanted).select_related("team"):
        posters[fact.problem_id].facts.append(fact)
    return Reveal(
        list(posters.values()),
        misjudged,
        revealed is not None,
        figures.get("people", 0),
        figures.get("answered", 0),
    )


def lines_of(figures: dict[str, Any], teams: dict[int, Team]) -> list[Line]:
    if whole := figures.get("all"):
        return [Line(None, *whole)]
    return [
        Line(teams[team], felt, guessed)
        for team, felt, guessed in figures.get("teams", [])
        if team in teams
    ]


def along(value: float) -> str:
    """The place of a value on a scale, as svg wants it; a dot at either end stays whole."""
    return f"{4 + 92 * value / MOST:.1f}%"


def freeze(workshop: Workshop, now: datetime) -> None:
    Revealed.freeze(workshop, now)


def freeze_at_close(workshop: Workshop, now: datetime) -> None:
    """Without a reveal on the day the figures are taken at the close; what people knew was for
    the room, so it stays unsaid."""
    Revealed.freeze(workshop, now, with_facts=False)


def draw_wall(workshop: Workshop) -> str:
    context = {
        "workshop": workshop,
        "reveal": reveal_of(workshop),
        "teams_at_most": TEAMS_ON_THE_WALL,
        "facts_beside": FACTS_BESIDE,
    }
    return render_to_string("problems/wall/_reveal.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    context = {"workshop": workshop, "reveal": reveal_of(workshop, with_hidden=True)}
    return render_to_string("problems/cockpit/_reveal.html", context)
