"""What is said of a network, as pure functions. `team_of` holds each person's team, `ties` pairs of
people, whichever way round; all of them answered in every round that is compared.

E–I: Krackhardt & Stern 1988, less what the sizes of the teams alone would give.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

PEOPLE_AT_LEAST = 12
ANSWERED_AT_LEAST = 0.8

Person = TypeVar("Person", bound=Hashable)


def is_enough(people: int, members: int) -> bool:
    """12 people who answered, and 8 in 10 of those on the list."""
    return people >= PEOPLE_AT_LEAST and people >= ANSWERED_AT_LEAST * members


def crossing(
    team_of: Mapping[Person, Hashable], ties: Collection[tuple[Person, Person]]
) -> tuple[int, int]:
    """E and I: how many pairs are tied across teams, and within one. A tie counts once."""
    pairs = {frozenset(tie) for tie in ties if tie[0] != tie[1]}
    external = sum(len({team_of[person] for person in pair}) == 2 for pair in pairs)
    return external, len(pairs) - external


def possible(team_of: Mapping[Person, Hashable]) -> tuple[int, int]:
    """How many pairs there are across teams, Σ n_a n_b, and within them, Σ n_a(n_a − 1)/2."""
    sizes = Counter(team_of.values()).values()
    people = sum(sizes)
    within = sum(size * (size - 1) // 2 for size in sizes)
    return people * (people - 1) // 2 - within, within


def density_across(
    team_of: Mapping[Person, Hashable], ties: Collection[tuple[Person, Person]]
) -> float | None:
    """D: of all pairs across teams, the share that is tied. None where there is only one team."""
    pairs, _within = possible(team_of)
    return crossing(team_of, ties)[0] / pairs if pairs else None


def outwardness(
    team_of: Mapping[Person, Hashable], ties: Collection[tuple[Person, Person]]
) -> float | None:
    """(E − I)/(E + I), less the same of all possible pairs: 0 where teams don't matter, above it
    where people ring other teams more than chance would have it. None without ties or pairs."""
    external, internal = crossing(team_of, ties)
    across, within = possible(team_of)
    if not external + internal or not across + within:
        return None
    by_size = (across - within) / (across + within)
    return (external - internal) / (external + internal) - by_size
