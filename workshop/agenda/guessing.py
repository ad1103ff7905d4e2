"""Which other team each person guesses about in the poster walk."""

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

Team = TypeVar("Team", bound=Hashable)


def guess_teams(
    team_of_each: Sequence[Team], already: Sequence[Team | None] = ()
) -> list[Team | None]:
    """The team that each person guesses about: never their own, None where there is no other.

    `team_of_each` is in the order in which people joined; `already` has what the first of them were
    given before, and they keep it.

    Within each team, any two other teams are guessed by numbers of people that differ by at most
    one; over the whole room, totals are as even as one person after another can make them. Whoever
    joins later changes nothing for those before, even without `already`, unless they bring a new
    team: then what was given must be passed in, and the newcomers even it out.
    """
    teams = list(dict.fromkeys(team_of_each))
    given: list[Team | None] = list(already[: len(team_of_each)])
    by_team = Counter(zip(team_of_each, given, strict=False))
    overall = Counter(given)

    def least_guessed(team: Team) -> Team | None:
        after = teams.index(team) + 1
        others = teams[after:] + teams[: after - 1]
        return min(others, key=lambda other: (by_team[team, other], overall[other]), default=None)

    for team in team_of_each[len(given) :]:
        other = least_guessed(team)
        by_team[team, other] += 1
        overall[other] += 1
        given.append(other)
    return given
