"""Quiet corners: where the room could use a word. Posters and teams only, never people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext, gettext_noop, ngettext

from problems.models import Build, Concern, Note, Problem, Solution
from workshop.agenda.kinds import Kind
from workshop.models import Workshop
from workshop.people.models import Team
from workshop.screens import teams_here

QUIET_AFTER = timedelta(minutes=8)
# Whatever somebody writes breaks a silence: each with the way to its poster.
WHERE: dict[type[Any], str] = {
    Solution: "problem",
    Build: "solution__problem",
    Concern: "solution__problem",
    Note: "problem",
}
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


def quiet_corners(workshop: Workshop, quiet: dict[int, int], now: datetime) -> list[Corner]:
    """The quietest poster and the quiet teams of the present round, while the room solves."""
    since = silence_counts_from(workshop)
    if since is None or now - since < QUIET_AFTER:
        return []
    return [*quiet_teams(workshop), *quietest_poster(quiet)]


def silence_counts_from(workshop: Workshop) -> datetime | None:
    """When the present round of writing began, or went on after a pause; None where silence is
    nothing to talk about."""
    if workshop.kind != Kind.SOLVE or not workshop.takes_posts or not workshop.round_began_at:
        return None
    return max(workshop.round_began_at, workshop.resumed_at or workshop.round_began_at)


def quiet_minutes(workshop: Workshop, now: datetime) -> dict[int, int]:
    """Whole minutes since anything came to each poster, by its number; empty while silence does
    not count."""
    since = silence_counts_from(workshop)
    if since is None:
        return {}
    last: dict[int, datetime] = dict.fromkeys(workshop.problems.values_list("pk", flat=True), since)
    for model, problem in WHERE.items():
        rows = model.objects.filter(**{f"{problem}__workshop": workshop}, at__gt=since).order_by()
        for pk, at in rows.values_list(problem).annotate(last=Max("at")):
            last[pk] = max(last[pk], at)
    return {pk: int((now - at).total_seconds() // 60) for pk, at in last.items()}


def quietest_poster(quiet: dict[int, int]) -> list[Corner]:
    """The poster that nothing came to for longest, if that is long enough."""
    pk = max(quiet, key=quiet.__getitem__, default=None)
    if pk is None or timedelta(minutes=quiet[pk]) < QUIET_AFTER:
        return []
    problem = Problem.objects.get(pk=pk)
    sentence = ngettext(
        "Nothing has come to poster %(n)s for %(minutes)s minute.",
        "Nothing has come to poster %(n)s for %(minutes)s minutes.",
        quiet[pk],
    ) % {"n": problem.position, "minutes": quiet[pk]}
    return [Corner(sentence, prompt_for(pk), problem=problem)]


def quiet_teams(workshop: Workshop) -> list[Corner]:
    """Teams of five or more here from which nothing has come in this round."""
    wrote: set[int] = set()
    for model, problem in WHERE.items():
        posts = model.objects.filter(
            **{f"{problem}__workshop": workshop}, at__gte=workshop.round_began_at
        )
        wrote.update(posts.values_list("team", flat=True))
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
