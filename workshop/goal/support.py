"""Who stands behind the goal, as groups: what all may see of it, and what holds the room up."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext

from workshop.agenda.stage import Objection
from workshop.measures.goal import (
    PEOPLE_AT_LEAST,
    GoalSupport,
    goal_support,
    is_supported_by_every_team,
)
from workshop.measures.suppression import hidden_groups
from workshop.models import Workshop
from workshop.models.goal_stance import Said, stances_of
from workshop.people.models import Team

WHOLE_PICTURE_FROM = 0.6  # of the people in the room
TEAM_SHOWN_FROM = 8  # people; texts of smaller teams show no team


@dataclass
class TeamSupport:
    team: Team
    behind: bool | None  # None: too few to say


@dataclass
class OpenObjection:
    """“I can't live with it because …”, without a name, and without a small team."""

    pk: int
    because: str
    hidden: bool
    shown_team: Team | None


@dataclass
class Support:
    """What every screen may show of the stances."""

    answered: int
    people: int
    by_every_team: bool
    teams: list[TeamSupport] = field(default_factory=list)
    objections: list[OpenObjection] = field(default_factory=list)


def support_of(workshop: Workshop) -> Support:
    """Four queries at any size."""
    said = stances_of(workshop)
    measured = goal_support(said)
    return Support(
        answered=measured.answered,
        people=measured.people,
        by_every_team=is_supported_by_every_team(said),
        teams=teams_of(measured, said),
        objections=open_objections(workshop, said),
    )


def teams_of(measured: GoalSupport, said: list[Said]) -> list[TeamSupport]:
    """Each team with its yes or no; a team that is too small has none, nor has one that would give
    away a smaller one's."""
    hidden = hidden_groups(sizes_of(said), PEOPLE_AT_LEAST)
    teams = Team.objects.filter(pk__in=sizes_of(said)).order_by("position", "pk")
    return [
        TeamSupport(team, None if team.pk in hidden else measured.teams[team.pk]) for team in teams
    ]


def open_objections(workshop: Workshop, said: list[Said]) -> list[OpenObjection]:
    """Everybody's, also that of somebody who has left: their word stands."""
    sizes = sizes_of(said)
    small = hidden_groups(sizes, TEAM_SHOWN_FROM)
    return [
        OpenObjection(
            stance.pk,
            stance.because,
            stance.hidden,
            stance.team if stance.team_id in sizes.keys() - small else None,
        )
        for stance in workshop.stances.filter(stands=False).select_related("team")
    ]


def sizes_of(said: list[Said]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for team, _stands in said:
        sizes[team] = sizes.get(team, 0) + 1
    return sizes


def objections_to_leaving(workshop: Workshop) -> list[Objection]:
    """What holds the room at the goal. Going on all the same takes a reason."""
    if workshop.goal_asked < workshop.goal_version:
        sentence = gettext("Nobody was asked yet whether they can stand behind the goal.")
        return [Objection(sentence, needs_reason=True)]
    said = stances_of(workshop)
    sentences = []
    if not is_supported_by_every_team(said):
        sentences.append(gettext("Not every team stands behind the goal yet."))
    if count := workshop.stances.filter(stands=False).count():
        sentences.append(
            ngettext(
                "%(n)s “I can’t live with it” is open.",
                "%(n)s “I can’t live with it” are open.",
                count,
            )
            % {"n": count}
        )
    return [Objection(sentence, needs_reason=True) for sentence in sentences]


def figures_of(workshop: Workshop) -> dict[str, Any] | None:
    """Goal support as it is kept at the close: group figures only. None where nobody was asked."""
    if not workshop.goal_asked:
        return None
    said = stances_of(workshop)
    measured = goal_support(said)
    return {
        "people": measured.people,
        "answered": measured.answered,
        "share": None if measured.share is None else round(measured.share, 2),
        "teams": [
            {"team": each.team.pk, "name": each.team.name, "behind": each.behind}
            for each in teams_of(measured, said)
        ],
        "part_of_the_picture": measured.answered < WHOLE_PICTURE_FROM * measured.people,
    }
