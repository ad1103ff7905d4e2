"""Quiet corners: where the room could use a word. Posters and teams only, never people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, gettext_noop, ngettext

from problems.models import Build, Problem, Solution
from workshop.agenda.kinds import STEPS, Kind
from workshop.models import Workshop
from workshop.people.models import Team
from workshop.screens import teams_here

QUIET_AFTER = timedelta(minutes=8)
TEAM_AT_LEAST = 5  # people here; of fewer, silence would point at somebody

PROMPTS = (
    gettext_noop("You’re the customer. What just happened?"),
    gettext_noop("What would you try first, if nobody had to agree?"),
    gettext_noop("What do you know here that the others can’t know?"),
    gettext_noop("What is the smallest thing that would help by Friday?"),
)


@dataclass(frozen=True)
class Corner:
    """One quiet poster with the minutes since anything came, or a team that has not written."""

    sentence: str
    prompt: str
    team: Team | None = None
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """What tells one corner from another on a page."""
        return (
            f"team-{self.team.pk}"
            if self.team
            else f"poster-{self.problem.pk if self.problem else 0}"
        )


def quiet_corners(workshop: Workshop, now: datetime) -> list[Corner]:
    """The quietest poster and the quiet teams of the present round, while the room solves."""
    began = round_began(workshop)
    if workshop.kind != Kind.SOLVE or not workshop.takes_posts or began is None:
        return []
    if now - began < QUIET_AFTER:
        return []
    return [*quiet_teams(workshop, began), *quiet_posters(workshop, began, now)]


def round_began(workshop: Workshop) -> datetime | None:
    """When the present round of writing began: what its steps before this one took is over."""
    if workshop.phase is None or workshop.turned_at is None:
        return None
    in_round = workshop.step % len(STEPS[workshop.phase.kind])
    before = range(workshop.step - in_round, workshop.step)
    return workshop.turned_at - timedelta(seconds=sum(map(workshop.phase.seconds_of, before)))


def quiet_posters(workshop: Workshop, began: datetime, now: datetime) -> list[Corner]:
    """The poster that nothing came to for longest, if that is long enough."""
    last: dict[int, datetime] = dict.fromkeys(workshop.problems.values_list("pk", flat=True), began)
    for posts, owner in ((Solution.objects, "problem"), (Build.objects, "solution__problem")):
        rows: Any = (
            posts.filter(**{f"{owner}__workshop": workshop})
            .order_by()
            .values_list(owner)
            .annotate(last=Max("at"))
        )
        for problem, at in rows:
            last[problem] = max(last[problem], at)
    if not last:
        return []
    quietest = min(last, key=lambda problem: last[problem])
    minutes = int((now - last[quietest]).total_seconds() // 60)
    if now - last[quietest] < QUIET_AFTER:
        return []
    problem = Problem.objects.get(pk=quietest)
    sentence = ngettext(
        "Poster %(n)s has had no idea for %(minutes)s minute.",
        "Poster %(n)s has had no idea for %(minutes)s minutes.",
        minutes,
    ) % {"n": problem.position, "minutes": minutes}
    return [Corner(sentence, prompt_for(problem.pk), problem=problem)]


def quiet_teams(workshop: Workshop, began: datetime) -> list[Corner]:
    """Teams of five or more here from which nothing has come in this round."""
    wrote = {
        *Solution.objects.filter(problem__workshop=workshop, at__gte=began).values_list(
            "team", flat=True
        ),
        *Build.objects.filter(solution__problem__workshop=workshop, at__gte=began).values_list(
            "team", flat=True
        ),
    }
    return [
        Corner(
            gettext("%(team)s has not written in this round.") % {"team": team.name},
            prompt_for(team.pk),
            team=team,
        )
        for team in teams_here(workshop)
        if team.here >= TEAM_AT_LEAST and team.pk not in wrote
    ]


def prompt_for(number: int) -> str:
    return gettext(PROMPTS[number % len(PROMPTS)])
