"""Pulse figures, against their definitions worked out the slow way."""

import math
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.outcomes import pulse_measures as measures

FIGURES = st.lists(st.integers(1, 5), max_size=30)
SIZES = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20), max_size=6)


@given(FIGURES)
def test_a_mean_is_shown_from_five_people_on(figures):
    shown = measures.mean_shown(figures)
    assert (shown is None) is (len(figures) < 5)
    if shown is not None:
        exact = Fraction(sum(figures), len(figures))
        assert abs(Fraction(str(shown)) - exact) <= Fraction(1, 20) + Fraction(1, 10**9)


@given(FIGURES)
def test_a_distribution_is_shown_from_eight_people_on(figures):
    shown = measures.distribution_shown(figures)
    assert (shown is None) is (len(figures) < 8)
    if shown:
        again = [step for step, count in enumerate(shown, start=1) for _each in range(count)]
        assert again == sorted(figures)


@given(SIZES, st.integers(0, 12))
def test_what_is_hidden_is_not_laid_bare_by_what_is_shown(sizes, elsewhere):
    """Whoever takes any of the shown ones from the whole is left with nobody, or with eight."""
    shown = measures.groups_shown(sizes, elsewhere)
    assert all(sizes[group] >= 8 for group in shown)
    whole = sum(sizes.values()) + elsewhere
    for count in range(len(shown) + 1):
        for taken in combinations(shown, count):
            rest = whole - sum(sizes[group] for group in taken)
            if whole >= 8:
                assert rest == 0 or rest >= 8


@given(SIZES, st.integers(0, 12))
def test_no_more_is_hidden_than_must_be(sizes, elsewhere):
    """By trying all sets of groups: the one shown is the largest of those that give nothing away."""
    large = [group for group in sizes if sizes[group] >= 8]
    whole = sum(sizes.values()) + elsewhere
    safe = [
        set(chosen)
        for count in range(len(large) + 1)
        for chosen in combinations(large, count)
        if not chosen or not 0 < whole - sum(sizes[group] for group in chosen) < 8
    ]
    shown = measures.groups_shown(sizes, elsewhere)
    assert shown in safe
    assert len(shown) == max(map(len, safe))


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"sales": 9, "support": 3}, set()),
        ({"sales": 9, "development": 8, "support": 3}, {"sales"}),
        ({"sales": 9, "development": 8}, {"sales", "development"}),
        ({"sales": 7, "development": 7}, set()),
        ({"sales": 12, "development": 4, "support": 4}, {"sales"}),
        ({}, set()),
    ],
)
def test_which_teams_are_shown(sizes, shown):
    assert measures.groups_shown(sizes) == shown


@given(st.integers(1, 200), st.data())
def test_part_of_the_picture_is_below_six_in_ten(asked, data):
    people = data.draw(st.integers(0, asked))
    assert measures.is_part_of_the_picture(people, asked) is (
        Fraction(people, asked) < Fraction(3, 5)
    )


@pytest.mark.parametrize(("people", "change"), [(8, 0.9), (12, 0.7), (20, 0.5), (30, 0.4)])
def test_the_smallest_change_is_as_the_definitions_say(people, change):
    assert round(measures.smallest_change(people, people), 1) == change


@given(st.integers(5, 60), st.integers(5, 60))
def test_the_smallest_change_by_the_density_of_t(people, then):
    """97.5 % of Student's t lie below it, by adding up its density in small steps."""
    freedom = people + then - 2
    t = measures.student(freedom)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    scale /= math.sqrt(freedom * math.pi)
    steps = 2000
    width = t / steps
    below = 0.5 + sum(
        scale * (1 + ((place + 0.5) * width) ** 2 / freedom) ** (-(freedom + 1) / 2) * width
        for place in range(steps)
    )
    assert below == pytest.approx(0.975, abs=1e-4)
    by_hand = t * 0.8 * math.sqrt(1 / people + 1 / then)
    assert measures.smallest_change(people, then) == pytest.approx(by_hand)
