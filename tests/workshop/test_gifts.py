"""Ideas of another team to build on, against every choice that could have been made."""

from collections import Counter
from itertools import product
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from workshop.agenda.gifts import choose_gifts

TEAMS = st.integers(1, 3)
POSTERS = st.integers(1, 3)
PLACES = st.lists(st.tuples(TEAMS, POSTERS), max_size=6)


def named(prefix, places):
    return [(f"{prefix}{number}", *place) for number, place in enumerate(places)]


@st.composite
def rounds(draw, most=6):
    places = st.lists(st.tuples(TEAMS, POSTERS), max_size=most)
    people, ideas = named("person", draw(places)), named("idea", draw(places))
    names = [person for person, *_ in people] + ["gone"]
    known = [idea for idea, *_ in ideas] + ["withdrawn"]
    already = draw(st.dictionaries(st.sampled_from(names), st.sampled_from(known), max_size=3))
    return people, ideas, already


def allowed(person, ideas):
    """What measures up: another team's, from the own poster where there is one."""
    _name, team, poster = person
    others = [idea for idea in ideas if idea[1] != team]
    here = [idea for idea in others if idea[2] == poster]
    return [name for name, *_ in here or others] or [None]


@given(rounds(most=30))
def test_everybody_is_given_another_teams_idea_from_their_poster_if_there_is_one(room):
    people, ideas, already = room
    gifts = choose_gifts(people, ideas, already)
    assert set(gifts) == {name for name, *_ in people}
    listed = {name for name, *_ in ideas}
    for person in people:
        name = person[0]
        if already.get(name) in listed:
            assert gifts[name] == already[name]
        else:
            assert gifts[name] in allowed(person, ideas)


def squared(loads) -> int:
    return sum(load**2 for load in loads.values())


@given(rounds(most=5))
def test_no_other_choice_is_more_even(room):
    people, ideas, already = room
    listed = {name for name, *_ in ideas}
    kept = {person: idea for person, idea in already.items() if idea in listed}
    waiting = [person for person in people if person[0] not in kept]
    most_even = min(
        squared(Counter([*kept.values(), *(idea for idea in choice if idea)]))
        for choice in product(*(allowed(person, ideas) for person in waiting))
    )
    gifts = {**kept, **choose_gifts(people, ideas, already)}
    assert squared(Counter(idea for idea in gifts.values() if idea)) == most_even


@given(rounds(most=20))
def test_the_same_lists_give_the_same_gifts(room):
    assert choose_gifts(*room) == choose_gifts(*room)


@given(rounds(most=20), st.tuples(TEAMS, POSTERS))
def test_whoever_comes_later_takes_nothing_from_anybody(room, place):
    people, ideas, already = room
    before = {who: idea for who, idea in choose_gifts(people, ideas, already).items() if idea}
    after = choose_gifts([*people, ("late", *place)], ideas, {**already, **before})
    assert {who: after[who] for who in before} == before


def test_an_earlier_newcomer_makes_room_for_one_with_less_choice():
    ideas = [("first", "Legal", 1), ("second", "Support", 1)]
    people = [("pat", "Sales", 1), ("tom", "Support", 1)]
    assert choose_gifts(people, ideas, {}) == {"pat": "second", "tom": "first"}
    assert choose_gifts(people, ideas, {"pat": "first"}) == {"pat": "first", "tom": "first"}


def test_own_ideas_only_are_no_gift():
    assert choose_gifts([("pat", "Sales", 1)], [("own", "Sales", 1)], {}) == {"pat": None}
    assert choose_gifts([("pat", "Sales", 1)], [], {"pat": "withdrawn"}) == {"pat": None}
    assert choose_gifts([], [("own", "Sales", 1)], {}) == {}


def test_a_room_of_three_hundred_waits_for_less_than_a_second():
    people = [(number, number % 8, number % 40) for number in range(300)]
    ideas = [(number, number % 7, number % 31) for number in range(300)]
    begun = process_time()
    gifts = choose_gifts(people, ideas, {})
    assert process_time() - begun < 1
    assert max(Counter(gifts.values()).values()) <= 3
