"""What can be worked out by adding and subtracting what is shown, tried in every way."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.measures.suppression import hidden_groups

COUNTS = st.lists(st.integers(0, 14), max_size=5)
MINIMUM = st.sampled_from([1, 2, 5, 8])


def worked_out(counts, hidden, minimum):
    """Every set of groups whose sum follows from the shown groups and, from `minimum`, the total.

    Each published sum is added, subtracted or left out; what remains must be whole groups.
    """
    groups = range(len(counts))
    published = [{group} for group in groups if group not in hidden]
    if sum(counts) >= minimum:
        published.append(set(groups))
    for signs in product([-1, 0, 1], repeat=len(published)):
        inside = [
            sum(sign for sign, sums in zip(signs, published, strict=True) if group in sums)
            for group in groups
        ]
        if any(inside) and set(inside) <= {0, 1}:
            yield [group for group in groups if inside[group]]


def is_safe(counts, hidden, minimum) -> bool:
    """Whether nothing follows about a group too small, nor about too few people together."""
    return all(
        sum(counts[group] for group in groups) >= minimum
        for groups in worked_out(counts, hidden, minimum)
    )


@given(COUNTS, MINIMUM)
def test_nothing_follows_about_too_few_people(counts, minimum):
    hidden = hidden_groups(dict(enumerate(counts)), minimum)
    assert is_safe(counts, hidden, minimum)
    assert hidden >= {group for group, people in enumerate(counts) if people < minimum}


@given(COUNTS, MINIMUM)
def test_nothing_is_hidden_without_need(counts, minimum):
    hidden = hidden_groups(dict(enumerate(counts)), minimum)
    safe = [
        (len(groups), sum(counts[group] for group in groups))
        for many in range(len(counts) + 1)
        for groups in combinations(range(len(counts)), many)
        if is_safe(counts, groups, minimum)
    ]
    assert (len(hidden), sum(counts[group] for group in hidden)) == min(safe)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"Sales": 8, "Development": 5, "Legal": 6}, set()),
        ({"Sales": 8, "Development": 5, "Legal": 1}, {"Legal", "Development"}),
        ({"Sales": 8, "Development": 4, "Legal": 1}, {"Legal", "Development"}),
        ({"Sales": 8, "Development": 3, "Legal": 1}, {"Legal", "Development", "Sales"}),
        ({"Sales": 8, "Development": 8, "Legal": 0}, {"Legal", "Sales"}),
        ({"Sales": 4, "Legal": 4}, {"Sales", "Legal"}),
        ({"Sales": 1}, {"Sales"}),
        ({}, set()),
    ],
)
def test_small_teams_take_the_smallest_large_one_with_them(counts, hidden):
    assert hidden_groups(counts, 5) == hidden
