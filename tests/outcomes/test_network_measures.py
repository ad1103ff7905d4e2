"""D and E–I, against their definitions worked out pair by pair."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.outcomes import network_measures as measures


@st.composite
def networks(draw):
    people = range(draw(st.integers(0, 12)))
    teams = {person: draw(st.sampled_from("abc")) for person in people}
    person = st.sampled_from(list(people)) if people else st.nothing()
    ties = draw(st.lists(st.tuples(person, person), max_size=40)) if people else []
    return teams, ties


def pairs(teams, across):
    return [{a, b} for a, b in combinations(teams, 2) if (teams[a] != teams[b]) is across]


def tied(pair, ties):
    a, b = pair
    return (a, b) in ties or (b, a) in ties


@given(networks())
def test_density_is_the_share_of_pairs_across_teams_that_is_tied(network):
    teams, ties = network
    across = pairs(teams, across=True)
    shown = measures.density_across(teams, ties)
    if not across:
        assert shown is None
    else:
        share = Fraction(sum(tied(pair, ties) for pair in across), len(across))
        assert shown == pytest.approx(float(share))
        assert 0 <= shown <= 1


@given(networks())
def test_outwardness_is_e_i_less_that_of_all_pairs(network):
    teams, ties = network
    across, within = pairs(teams, across=True), pairs(teams, across=False)
    external = sum(tied(pair, ties) for pair in across)
    internal = sum(tied(pair, ties) for pair in within)
    shown = measures.outwardness(teams, ties)
    if not external + internal:
        assert shown is None
        return
    index = Fraction(external - internal, external + internal)
    chance = Fraction(len(across) - len(within), len(across) + len(within))
    assert shown == pytest.approx(float(index - chance))


@given(networks())
def test_which_way_round_and_how_often_makes_no_difference(network):
    teams, ties = network
    turned = [(b, a) for a, b in ties] + ties
    assert measures.density_across(teams, turned) == measures.density_across(teams, ties)
    assert measures.outwardness(teams, turned) == measures.outwardness(teams, ties)


def test_outwardness_is_nought_where_everybody_rings_everybody():
    teams = dict(enumerate("aaabbbbb"))
    assert measures.outwardness(teams, list(combinations(teams, 2))) == pytest.approx(0)


@given(st.integers(0, 40), st.integers(0, 40))
def test_it_takes_twelve_people_and_eight_in_ten(people, members):
    enough = people >= 12 and Fraction(people) >= Fraction(4, 5) * members
    assert measures.is_enough(people, members) is enough
