"""Partners across teams as people arrive, against what is promised, in any order of arriving."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from workshop.agenda.pairing import partners

ARRIVING = st.lists(st.sampled_from(["Sales", "Development", "Support"]), max_size=24)


def groups(meets):
    return {frozenset([person, *others]) for person, others in enumerate(meets) if others}


@given(ARRIVING)
def test_everybody_meets_somebody_of_another_team_as_soon_as_there_is_one(teams):
    meets = partners(teams)
    for person, others in enumerate(meets):
        assert all(person in meets[other] for other in others)
        assert any(teams[other] != teams[person] for other in others) is (len(set(teams)) > 1)
    assert sum(map(len, groups(meets))) == sum(map(bool, meets)), "nobody is in two groups"


@given(ARRIVING)
def test_groups_differ_by_one_at_most_and_are_twos_and_threes_where_teams_allow(teams):
    sizes = [len(group) for group in groups(partners(teams))]
    if not sizes:
        return
    most = max(Counter(teams).values())
    assert max(sizes) - min(sizes) <= 1 or len(sizes) == 1
    if len(set(teams)) == 2 and most <= 2 * (len(teams) - most):
        assert max(sizes) <= 3


@given(ARRIVING)
def test_a_pair_stays_when_more_people_come(teams):
    for here in range(len(teams)):
        before, after = partners(teams[:here]), partners(teams[: here + 1])
        for person, others in enumerate(before):
            across = [other for other in others if teams[other] != teams[person]]
            together = {person, *others}
            is_pair = len(together) == 2
            if is_pair and across:
                assert set(across) <= set(after[person])


@given(ARRIVING, st.data())
def test_whoever_has_gone_meets_nobody_and_nobody_meets_them(teams, data):
    gone = [data.draw(st.booleans()) for _each in teams]
    meets = partners(teams, gone)
    for person, others in enumerate(meets):
        assert not (gone[person] and others)
        assert not any(gone[other] for other in others)
        if others:
            assert any(teams[other] != teams[person] for other in others)


def test_one_of_two_teams_goes_and_the_other_meets_somebody_new():
    assert partners(["S", "D", "S", "D"]) == [[1], [0], [3], [2]]
    assert partners(["S", "D", "S", "D"], [True, False, False, False])[1] == [2, 3]


def test_the_odd_one_goes_with_the_first_pair_until_somebody_comes():
    assert partners(["S", "D", "S"]) == [[1, 2], [0, 2], [0, 1]]
    assert partners(["S", "D", "S", "D"]) == [[1], [0], [3], [2]]


def test_three_hundred_people_are_paired_at_once():
    teams = [f"T{number % 8}" for number in range(300)]
    assert all(partners(teams))
