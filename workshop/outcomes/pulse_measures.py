"""What is said of a pulse, as pure functions on plain lists. All of it describes groups.

The questions are our own wording, inspired by Edmondson 1999 (safety) and by the dimensions of
Gittell's relational coordination (working across); they are no validated instrument.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from statistics import NormalDist, fmean
from typing import TypeVar

from workshop.measures.suppression import DISTRIBUTION_AT_LEAST, MEAN_AT_LEAST

DIRECTION_AT_LEAST = 8
WHOLE_PICTURE_FROM = 0.6
LOWEST, HIGHEST = 1, 5
SPREAD = 0.8  # the standard deviation that such answers usually have
CONFIDENCE = 0.975  # two-sided 95 %

Group = TypeVar("Group", bound=Hashable)


def mean_shown(figures: Sequence[float]) -> float | None:
    """The mean to one decimal, which is all that is kept; None below 5 people."""
    return round(fmean(figures), 1) if len(figures) >= MEAN_AT_LEAST else None


def distribution_shown(figures: Sequence[int]) -> list[int] | None:
    """How many said 1, 2, 3, 4, 5; None below 8 people."""
    if len(figures) < DISTRIBUTION_AT_LEAST:
        return None
    return [sum(figure == step for figure in figures) for step in range(LOWEST, HIGHEST + 1)]


def groups_shown(
    sizes: Mapping[Group, int], elsewhere: int = 0, at_least: int = DIRECTION_AT_LEAST
) -> set[Group]:
    """Of which groups a figure may stand beside that of everybody, by how many answered in each;
    `elsewhere` answered in none of them.

    None below `at_least`; and where all others together would be below it, too, so that taking
    the shown ones from everybody's figure would lay them bare, the smallest shown go as well.
    """
    shown = sorted((group for group in sizes if sizes[group] >= at_least), key=lambda g: sizes[g])
    everybody = sum(sizes.values()) + elsewhere
    while shown and 0 < everybody - sum(sizes[group] for group in shown) < at_least:
        shown.pop(0)
    return set(shown)


def is_part_of_the_picture(people: int, asked: int) -> bool:
    """Fewer than six in ten answered."""
    return people < WHOLE_PICTURE_FROM * asked


def smallest_change(people: int, people_then: int) -> float:
    """From which difference of two means on it is more than chance would do, at a spread of 0.8.

    t(0.975) · 0.8 · √(1/n + 1/m), as the two rounds are not tied together. For 2 people or more.
    """
    freedom = people + people_then - 2
    return student(freedom) * SPREAD * math.sqrt(1 / people + 1 / people_then)


def student(freedom: int) -> float:
    """The 97.5th percentile of Student's t: Abramowitz & Stegun 26.7.5, good to 0.001 from eight
    degrees of freedom on, the fewest that two shown means have."""
    z = NormalDist().inv_cdf(CONFIDENCE)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / math.pow(freedom, power) for power, term in enumerate(terms))
