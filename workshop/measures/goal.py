"""Who stands behind the shared goal, and how committed people are to it.

Commitment: the four items of the KUT measure, public domain (Klein, Cooper, Molloy & Swanson 2014).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

PEOPLE_AT_LEAST = 5
MEAN_FROM_PEOPLE = 8
ITEMS = 4
LOW, HIGH = 1, 5

# One participant's team, and whether they stand behind the goal: yes, “I can't live with it”, or
# nothing said so far.
Stance = tuple[Hashable, bool | None]


@dataclass(frozen=True)
class GoalSupport:
    """What may be shown of the stances; None is “too few to say”.

    `people` participants, of whom `answered` said either; `share`, 0–1, of all of them who stand
    behind the goal; `teams`, for each, whether more than half of it does.
    """

    people: int
    answered: int
    share: float | None
    teams: Mapping[Hashable, bool | None]


def goal_support(stances: Collection[Stance]) -> GoalSupport:
    """Support of everybody in the room, silence counting as none; shares and teams from 5 people.

    Five is where a team's yes or no stops telling: in a team of four, somebody who doesn't stand
    behind the goal and sees “yes” would know that all the others do.
    """
    people = len(stances)
    return GoalSupport(
        people=people,
        answered=sum(stands is not None for _team, stands in stances),
        share=_standing(stances) / people if people >= PEOPLE_AT_LEAST else None,
        teams={
            team: _is_behind(members) if len(members) >= PEOPLE_AT_LEAST else None
            for team, members in _by_team(stances).items()
        },
    )


def is_supported_by_every_team(stances: Collection[Stance]) -> bool:
    """Whether the room may move on: each team has more than half of its people behind the goal.

    Small teams count, too. Say only yes or no of it, never whose support is missing. Nobody at all
    supports nothing.
    """
    by_team = _by_team(stances)
    return bool(by_team) and all(_is_behind(members) for members in by_team.values())


@dataclass(frozen=True)
class Commitment:
    """`mean`, 1–5, of so many people's answers; `spread`, highest less lowest mean of a team."""

    people: int
    mean: float | None
    spread: float | None


def commitment(answers: Sequence[tuple[Hashable, Sequence[int]]]) -> Commitment:
    """The mean over all people from 8 on, and the spread over the teams with 5 people or more, if
    there are two of them.

    `answers` has each person's team and their four answers, each 1–5. Raises ValueError for others:
    who left one out is left out by the caller.
    """
    by_team: defaultdict[Hashable, list[float]] = defaultdict(list)
    for team, items in answers:
        if len(items) != ITEMS or not all(LOW <= item <= HIGH for item in items):
            raise ValueError(f"commitment is {ITEMS} answers between {LOW} and {HIGH}")
        by_team[team].append(fmean(items))
    everybody = [person for people in by_team.values() for person in people]
    means = [fmean(people) for people in by_team.values() if len(people) >= PEOPLE_AT_LEAST]
    return Commitment(
        people=len(everybody),
        mean=fmean(everybody) if len(everybody) >= MEAN_FROM_PEOPLE else None,
        spread=max(means) - min(means) if len(means) >= 2 else None,
    )


def _by_team(stances: Iterable[Stance]) -> dict[Hashable, list[Stance]]:
    by_team: defaultdict[Hashable, list[Stance]] = defaultdict(list)
    for team, stands in stances:
        by_team[team].append((team, stands))
    return by_team


def _standing(stances: Iterable[Stance]) -> int:
    return sum(stands is True for _team, stands in stances)


def _is_behind(members: Collection[Stance]) -> bool:
    return 2 * _standing(members) > len(members)
