"""Against the definitions of the measures, worked out again the slow way."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import factorial, prod

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workshop.outcomes import measures

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=40).filter(any)
TEAMS = st.integers(1, 4)


def gini_by_definition(counts) -> Fraction:
    n = len(counts)
    mean = Fraction(sum(counts), n)
    return sum(abs(a - b) for a in counts for b in counts) / (2 * n * n * mean)


@given(COUNTS)
def test_gini_is_half_the_mean_difference_in_means(counts):
    assert measures.gini(counts) == pytest.approx(float(gini_by_definition(counts)))


@given(COUNTS)
def test_balance_is_between_one_voice_and_everybody_alike(counts):
    n = len(counts)
    expected = 1 - Fraction(n, n - 1) * gini_by_definition(counts)
    assert measures.balance(counts) == pytest.approx(float(expected), abs=1e-9)
    assert 0 <= expected <= 1


@given(st.integers(2, 60), st.integers(1, 50))
def test_balance_at_its_ends(n, many):
    assert measures.balance([many] + [0] * (n - 1)) == pytest.approx(0, abs=1e-9)
    assert measures.balance([many] * n) == pytest.approx(1)


@given(COUNTS, st.integers(2, 5))
def test_balance_knows_neither_names_nor_scale(counts, times):
    again = measures.balance([count * times for count in sorted(counts)])
    assert again == pytest.approx(measures.balance(counts), abs=1e-9)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([4] * 8, True),
        ([4] * 7, False),
        ([4] * 7 + [3], False),
        ([32] + [0] * 7, True),
        ([], False),
    ],
)
def test_participation_is_shown_from_eight_people_with_four_each(counts, shown):
    assert (measures.participation_balance(counts) is not None) is shown


@given(st.lists(st.integers(0, 9), max_size=14))
def test_participation_balance_is_the_definition_from_its_minimum_on(counts):
    shown = measures.participation_balance(counts)
    people = len(counts)
    if people < 8 or Fraction(sum(counts), people) < 4:
        assert shown is None
        return
    slow = 1 - Fraction(people, people - 1) * gini_by_definition(counts)
    assert shown == pytest.approx(float(slow), abs=1e-9)


def test_chance_gives_what_the_definitions_say():
    assert measures.balance_by_chance(12, 12 * 4) == pytest.approx(0.61, abs=0.015)
    assert measures.balance_by_chance(12, 12 * 8) == pytest.approx(0.73, abs=0.015)


def test_chance_is_the_fifth_percentile_of_all_rooms_of_equals():
    people, contributions = 4, 8
    rooms = [
        measures.balance([thrown.count(person) for person in range(people)])
        for thrown in product(range(people), repeat=contributions)
    ]
    simulated = measures.balance_by_chance(people, contributions)
    below = sum(room < simulated - 1e-9 for room in rooms) / len(rooms)
    up_to = sum(room <= simulated + 1e-9 for room in rooms) / len(rooms)
    assert below < 0.06
    assert up_to > 0.04


def rooms_of_equals(people, contributions):
    """Every way in which contributions may fall to people, with its exact chance."""
    for bars in combinations(range(contributions + people - 1), people - 1):
        edges = [-1, *bars, contributions + people - 1]
        counts = [after - before - 1 for before, after in pairwise(edges)]
        ways = factorial(contributions) // prod(factorial(count) for count in counts)
        yield counts, Fraction(ways, people**contributions)


@settings(max_examples=40)
@given(st.integers(2, 5), st.integers(1, 12))
def test_chance_band_is_the_exact_fifth_percentile(people, contributions):
    simulated = measures.balance_by_chance(people, contributions)
    below = up_to = Fraction(0)
    for counts, chance in rooms_of_equals(people, contributions):
        exact = 1 - Fraction(people, people - 1) * gini_by_definition(counts)
        below += chance * (float(exact) < simulated - 1e-9)
        up_to += chance * (float(exact) <= simulated + 1e-9)
    tolerance = 4 * (0.05 * 0.95 / measures.DRAWS) ** 0.5
    assert below < 0.05 + tolerance
    assert up_to > 0.05 - tolerance


def test_chance_says_the_same_every_time_and_costs_little():
    first = measures.balance_by_chance(300, 3000)
    assert first == measures.balance_by_chance(300, 3000)
    assert 0.7 < first < 0.9


OWNERS = st.sets(TEAMS, min_size=1, max_size=3)  # several where solutions were merged


@given(st.lists(st.tuples(TEAMS, OWNERS), min_size=1, max_size=60))
def test_across_counts_builds_on_other_teams(builds):
    expected = 0
    for builder, owners in builds:
        if all(builder != owner for owner in owners):
            expected += 1
    assert measures.across(builds) == expected


@given(st.lists(TEAMS, min_size=1, max_size=30), st.lists(OWNERS, min_size=1, max_size=30))
def test_expected_is_the_mean_share_of_other_teams_solutions(builders, solutions):
    shares = []
    for team in builders:
        others = [owners for owners in solutions if team not in owners]
        shares.append(Fraction(len(others), len(solutions)))
    expected = sum(shares) / len(shares)
    assert measures.expected_across(builders, solutions) == pytest.approx(float(expected))


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_cross_building_by_its_two_branches(observed, expected):
    index = measures.cross_building(observed, expected)
    if expected in (0, 1):
        assert index is None
    elif observed >= expected:
        assert index == (observed - expected) / (1 - expected)
    else:
        assert index == (observed - expected) / expected
    assert index is None or -1 <= index <= 1


@given(st.floats(0.01, 0.99))
def test_cross_building_at_its_ends(expected):
    assert measures.cross_building(1, expected) == pytest.approx(1)
    assert measures.cross_building(0, expected) == pytest.approx(-1)
    assert measures.cross_building(expected, expected) == 0


@st.composite
def free_choices(draw):
    """Teams of people, teams of the solutions they see, and who built on which of these."""
    people = draw(st.lists(TEAMS, min_size=1, max_size=12))
    solutions = draw(st.lists(OWNERS, min_size=1, max_size=12))
    person, solution = st.integers(0, len(people) - 1), st.integers(0, len(solutions) - 1)
    builds = draw(st.lists(st.tuples(person, solution), min_size=1, max_size=60))
    return people, solutions, builds


def cross_building_by_definition(people, solutions, builds) -> Fraction | None:
    """Word by word: observed, expected and cross-team building of who built on what."""
    elsewhere = [
        solution for person, solution in builds if people[person] not in solutions[solution]
    ]
    observed = Fraction(len(elsewhere), len(builds))
    shares = []
    for builder in {person for person, _solution in builds}:
        others = [owners for owners in solutions if people[builder] not in owners]
        shares.append(Fraction(len(others), len(solutions)))
    expected = sum(shares) / len(shares)
    if expected in {0, 1}:
        return None
    if observed >= expected:
        return (observed - expected) / (1 - expected)
    return (observed - expected) / expected


@given(free_choices())
def test_cross_building_from_who_built_on_what(room):
    people, solutions, builds = room
    teams = [(people[person], solutions[solution]) for person, solution in builds]
    observed = measures.across(teams) / len(builds)
    builders = [people[person] for person in {person for person, _solution in builds}]
    index = measures.cross_building(observed, measures.expected_across(builders, solutions))
    slow = cross_building_by_definition(people, solutions, builds)
    assert index == (slow if slow is None else pytest.approx(float(slow), abs=1e-9))


@given(st.integers(0, 12), st.data())
def test_joint_share_from_who_wrote_where(problems, data):
    posts = []
    if problems:
        where = st.tuples(st.integers(0, problems - 1), TEAMS)
        posts = data.draw(st.lists(where, max_size=40))
    share = measures.joint_share(
        [[team for at, team in posts if at == problem] for problem in range(problems)]
    )
    pairs = Counter(problem for problem, _team in set(posts))
    joint = sum(teams > 1 for teams in pairs.values())
    assert share == (pytest.approx(float(Fraction(joint, problems))) if problems else None)


@given(st.lists(st.lists(TEAMS, max_size=4), max_size=40))
def test_joint_share_is_of_all_problems(seams):
    assume(seams)
    joint = [seam for seam in seams if len(set(seam)) > 1]
    assert measures.joint_share(seams) == pytest.approx(len(joint) / len(seams))


def test_joint_share_of_no_problems_is_none():
    assert measures.joint_share([]) is None


def test_follow_through_is_shown_from_five_due():
    assert measures.follow_through(4, 4) is None
    assert measures.follow_through(3, 5) == pytest.approx(0.6)
