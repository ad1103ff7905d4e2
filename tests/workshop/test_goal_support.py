"""Against the definitions of goal support and commitment, worked out again the slow way."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.measures.goal import commitment, goal_support, is_supported_by_every_team

TEAMS = st.sampled_from(["Sales", "Development", "Legal"])
STANCES = st.lists(st.tuples(TEAMS, st.sampled_from([True, True, False, None])), max_size=40)
ITEMS = st.lists(st.integers(1, 5), min_size=4, max_size=4)
ANSWERS = st.lists(st.tuples(TEAMS, ITEMS), max_size=40)


def of(team, pairs):
    return [said for name, said in pairs if name == team]


@given(STANCES)
def test_support_is_the_share_of_all_who_are_here(stances):
    support = goal_support(stances)
    behind = [team for team, stands in stances if stands]
    assert support.people == len(stances)
    assert support.answered == len([team for team, stands in stances if stands in {True, False}])
    if len(stances) < 5:
        assert support.share is None
    else:
        assert support.share == pytest.approx(float(Fraction(len(behind), len(stances))))


@given(STANCES)
def test_a_team_says_yes_with_more_than_half_and_nothing_below_five(stances):
    support = goal_support(stances)
    assert set(support.teams) == {team for team, _stands in stances}
    majorities = {}
    for team in support.teams:
        members = of(team, stances)
        majorities[team] = members.count(True) > len(members) - members.count(True)
        assert support.teams[team] is (majorities[team] if len(members) >= 5 else None)
    everybody = bool(majorities) and all(majorities.values())
    assert is_supported_by_every_team(stances) is everybody


def rooms_that_look_the_same(size, own, shown):
    """All a member knows: their own stance, and what is shown of their team."""
    for others in product([True, False, None], repeat=size - 1):
        if goal_support([("Sales", own), *(("Sales", other) for other in others)]).teams == shown:
            yield others


@pytest.mark.parametrize("size", range(1, 8))
@pytest.mark.parametrize("own", [True, False, None])
def test_a_member_learns_no_colleagues_stance_from_yes_or_no(size, own):
    for answer in ({"Sales": True}, {"Sales": False}, {"Sales": None}):
        rooms = list(rooms_that_look_the_same(size, own, answer))
        for colleague in range(size - 1) if rooms else []:
            stands = {others[colleague] is True for others in rooms}
            assert stands == {True, False}


@given(ANSWERS)
def test_commitment_is_the_mean_of_people_and_the_spread_of_teams(answers):
    shown = commitment(answers)
    scores = [(team, Fraction(sum(items), 4)) for team, items in answers]
    assert shown.people == len(answers)
    if len(scores) < 8:
        assert shown.mean is None
    else:
        mean = sum(score for _team, score in scores) / len(scores)
        assert shown.mean == pytest.approx(float(mean))
    teams = [of(team, scores) for team in {team for team, _score in scores}]
    means = [sum(members) / len(members) for members in teams if len(members) >= 5]
    if len(means) < 2:
        assert shown.spread is None
    else:
        assert shown.spread == pytest.approx(float(max(means) - min(means)), abs=1e-9)


def test_a_team_of_one_is_in_the_mean_and_not_in_the_spread():
    answers = [("Sales", [5, 5, 5, 5])] * 5 + [("Development", [4, 4, 4, 4])] * 5
    shown = commitment([*answers, ("Legal", [1, 1, 1, 1])])
    assert shown.mean == pytest.approx((25 + 20 + 1) / 11)
    assert shown.spread == pytest.approx(1)


@pytest.mark.parametrize("items", [[], [3, 3, 3], [3, 3, 3, 3, 3], [0, 3, 3, 3], [3, 3, 3, 6]])
def test_commitment_takes_four_answers_between_one_and_five(items):
    with pytest.raises(ValueError, match="commitment is 4 answers"):
        commitment([("Sales", items)])


def test_nobody_supports_nothing():
    assert goal_support([]).share is None
    assert is_supported_by_every_team([]) is False
    assert is_supported_by_every_team([("Legal", True)]) is True
