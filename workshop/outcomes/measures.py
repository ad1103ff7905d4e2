"""What is measured of a workshop, as pure functions on plain lists. All of it describes groups.

Participation balance: Gini coefficient over contributions (after Woolley et al. 2010 and their
critics). Cross-team building: Krackhardt & Stern 1988 (E–I), with a correction for group size.
"""

import random
from collections import Counter
from collections.abc import Collection, Hashable, Sequence

PEOPLE_AT_LEAST = 8
MEAN_AT_LEAST = 4
COUNTS_FROM_BUILDS = 20
INDEX_FROM_BUILDS = 40
BUILDERS_AT_LEAST = 5
DUE_AT_LEAST = 5
DRAWS = 2000
ROOM_FOR_DRAWS = 400_000  # posts thrown in all, so that a large room costs no more than a second


def gini(counts: Sequence[int]) -> float:
    """Half the mean difference between two people, in means: 0 alike, (n − 1)/n all from one.

    `counts` holds one number for each person and is not all zero.
    """
    n, total = len(counts), sum(counts)
    weighted = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return 2 * weighted / (n * total) - (n + 1) / n


def balance(counts: Sequence[int]) -> float:
    """1 − n/(n − 1) · Gini: 0 one voice, 1 everybody the same. For two people or more."""
    n = len(counts)
    return 1 - n / (n - 1) * gini(counts)


def participation_balance(counts: Sequence[int]) -> float | None:
    """The balance of contributions per admitted person, zeros included; None below the minimum
    of 8 people with 4 contributions each on average."""
    if len(counts) < PEOPLE_AT_LEAST or sum(counts) < MEAN_AT_LEAST * len(counts):
        return None
    return balance(counts)


def balance_by_chance(people: int, contributions: int, seed: int = 10) -> float:
    """The 5th percentile of the balance where each contribution comes from anybody alike.

    Simulated, with the same answer each time: rooms of equals fall below it once in twenty.
    """
    chance = random.Random(seed)  # noqa: S311
    draws = max(100, min(DRAWS, ROOM_FOR_DRAWS // contributions))
    balances = []
    for _draw in range(draws):
        thrown = Counter(chance.choices(range(people), k=contributions))
        balances.append(balance([thrown[person] for person in range(people)]))
    return sorted(balances)[draws // 20]


def across(builds: Collection[tuple[Hashable, Collection[Hashable]]]) -> int:
    """How many builds stand on a solution that is not of the builder's team; each is (builder's
    team, the solution's teams: several where solutions were merged)."""
    return sum(builder not in teams for builder, teams in builds)


def expected_across(
    builders: Collection[Hashable], solutions: Collection[Collection[Hashable]]
) -> float:
    """E: the mean, over builders, of the share of other teams' solutions among those they see.

    `builders` has the team of each person who built, `solutions` the teams of each solution:
    what was merged is one, and nobody's other where one's own team is in it.
    """
    seen = Counter(team for teams in solutions for team in set(teams))
    others = sum(len(solutions) - seen[team] for team in builders)
    return others / (len(builders) * len(solutions))


def cross_building(observed: float, expected: float) -> float | None:
    """XB = (O − E)/(1 − E) where O ≥ E, else (O − E)/E: from −1 to 1, 0 is team-blind.

    None where nobody had a choice (E is 0 or 1).
    """
    if expected in (0, 1):
        return None
    room = 1 - expected if observed >= expected else expected
    return (observed - expected) / room


def joint_share(teams: Collection[Collection[Hashable]]) -> float | None:
    """The share of problems whose solutions or builds come from two teams or more."""
    return sum(len(set(seam)) >= 2 for seam in teams) / len(teams) if teams else None


def follow_through(followed: int, due: int) -> float | None:
    """(done + stopped with a learning) / due; None below 5 due."""
    return followed / due if due >= DUE_AT_LEAST else None
