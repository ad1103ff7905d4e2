"""Who guesses about which team, against every assignment that could have been made."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.agenda.guessing import guess_teams

ROOMS = st.integers(2, 8).flatmap(lambda teams: st.lists(st.integers(1, teams), max_size=60))


def is_even_within_teams(room, guesses) -> bool:
    """Whether each team's guesses at any two others differ by at most one."""
    given_by = Counter(zip(room, guesses, strict=True))
    for team in set(room):
        counts = [given_by[team, other] for other in set(room) if other != team]
        if counts and max(counts) - min(counts) > 1:
            return False
    return True


@given(ROOMS)
def test_everybody_guesses_about_another_team_that_is_there(room):
    guesses = guess_teams(room)
    assert len(guesses) == len(room)
    for team, guess in zip(room, guesses, strict=True):
        assert guess != team
        assert guess in room or (guess is None and len(set(room)) == 1)


@given(ROOMS)
def test_guesses_are_even_within_each_team(room):
    assert is_even_within_teams(room, guess_teams(room))


@given(ROOMS, st.integers(0, 60))
def test_whoever_joins_later_changes_nothing_for_those_before(room, first):
    before, all_of_them = guess_teams(room[:first]), guess_teams(room)
    if set(room[:first]) == set(room):
        assert all_of_them[:first] == before
    kept = guess_teams(room, before)
    assert kept[:first] == before
    assert all(guess is not None for guess in kept[first:]) or len(set(room)) == 1


def test_newcomers_of_a_new_team_are_guessed_about_from_then_on():
    before = guess_teams(["Sales", "Sales", "Legal"])
    assert before == ["Legal", "Legal", "Sales"]
    room = ["Sales", "Sales", "Legal", "Support", "Sales", "Legal"]
    assert guess_teams(room, before) == [*before, "Sales", "Support", "Support"]


def test_a_team_among_itself_has_nobody_to_guess_about():
    assert guess_teams(["Sales", "Sales"]) == [None, None]
    assert guess_teams([]) == []
    assert guess_teams(["Sales", "Sales", "Legal"], [None, None]) == [None, None, "Sales"]


@pytest.mark.parametrize("teams", range(2, 9))
@pytest.mark.parametrize("people", [1, 2, 5, 8])
def test_equal_teams_that_join_in_turn_are_guessed_about_equally(teams, people):
    overall = Counter(guess_teams(list(range(teams)) * people))
    assert max(overall.values()) - min(overall.values()) <= 1


def most_even_totals(room) -> int:
    """The least difference between two teams' totals, over all assignments even within teams."""
    teams = sorted(set(room))
    options = []
    for team in teams:
        each, more = divmod(room.count(team), len(teams) - 1)
        others = [other for other in teams if other != team]
        options.append(
            [
                [each * (other != team) + (other in favoured) for other in teams]
                for favoured in combinations(others, more)
            ]
        )
    totals = ([sum(column) for column in zip(*choice, strict=True)] for choice in product(*options))
    return min(max(total) - min(total) for total in totals)


@given(st.lists(st.integers(1, 4), min_size=3, max_size=30).filter(lambda r: len(set(r)) > 2))
def test_totals_are_near_the_most_even_that_hindsight_could_find(room):
    overall = Counter(guess_teams(room))
    totals = [overall[team] for team in set(room)]
    assert max(totals) - min(totals) <= most_even_totals(room) + 2
