"""Every seating against what arithmetic allows, searched through where that is small enough."""

from collections import Counter
from itertools import combinations, pairwise, product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.agenda.seating import (
    BREAKOUT,
    TABLE,
    next_table,
    poster_at,
    seat_tables,
    tables_for,
)

PEOPLE, TEAMS = st.integers(8, 60), st.integers(2, 8)
ANY_PEOPLE, ANY_TEAMS = st.integers(1, 60), st.integers(1, 8)


@st.composite
def rooms(draw, people=PEOPLE, teams=TEAMS):
    """The team of each person, in joining order: uneven teams, often one with a single member."""
    many, kinds = draw(people), draw(teams)
    lean = draw(st.sampled_from([1, 2, 5]))  # how much more often the first team than the last
    among = [kind for kind in range(kinds) for _ in range(1 + (lean - 1) * (kinds - kind))]
    room = draw(st.lists(st.sampled_from(among), min_size=many, max_size=many))
    return [*room, "alone"] if draw(st.booleans()) else room


def at_tables(teams, seats, tables):
    sitting = [Counter() for _ in range(tables)]
    for team, table in zip(teams, seats, strict=True):
        sitting[table][team] += 1
    return sitting


def within_one(numbers) -> bool:
    return max(numbers) - min(numbers) <= 1


def of_one_team(sitting) -> int:
    return sum(len(table) == 1 for table in sitting)


def unavoidable(teams, tables) -> int:
    """Tables of one team that no even seating avoids, by reasoning and not by dealing.

    Where the largest team is at every table, each other table needs somebody who is not of it.
    Elsewhere nobody sits with their own, and only somebody alone at a table is one team.
    """
    largest = max(Counter(teams).values())
    if largest >= tables:
        return max(0, tables - (len(teams) - largest))
    return sum((len(teams) + spot) // tables == 1 for spot in range(tables))


@given(rooms(), st.integers(1, 40))
def test_seating_is_as_even_and_as_mixed_as_arithmetic_allows(room, problems):
    for size in (TABLE, BREAKOUT):
        tables = tables_for(len(room), problems, size)
        sitting = at_tables(room, seat_tables(room, tables), tables)
        assert within_one([table.total() for table in sitting])
        for team in set(room):
            assert within_one([table[team] for table in sitting])
        assert of_one_team(sitting) == unavoidable(room, tables)


@given(rooms(ANY_PEOPLE, ANY_TEAMS), st.integers(1, 70))
def test_seating_keeps_its_promises_at_any_number_of_tables(room, tables):
    sitting = at_tables(room, seat_tables(room, tables), tables)
    assert within_one([table.total() for table in sitting])
    assert all(within_one([table[team] for table in sitting]) for team in set(room))
    assert of_one_team(sitting) == unavoidable(room, tables)


def shares(people, tables):
    """Every way to spread one team over tables within one of each other."""
    least, more = divmod(people, tables)
    for favoured in combinations(range(tables), more):
        yield [least + (table in favoured) for table in range(tables)]


def fewest_of_one_team(sizes, tables) -> int:
    """By trying every even seating of teams of these sizes."""
    fewest = tables
    for spread in product(*(list(shares(people, tables)) for people in sizes)):
        columns = list(zip(*spread, strict=True))
        if within_one([sum(column) for column in columns]):
            single = sum(sum(count > 0 for count in column) == 1 for column in columns)
            fewest = min(fewest, single)
    return fewest


@given(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(1, 5), st.randoms())
def test_no_even_seating_has_fewer_tables_of_one_team(sizes, tables, order):
    room = [team for team, people in enumerate(sizes) for _ in range(people)]
    order.shuffle(room)
    sitting = at_tables(room, seat_tables(room, tables), tables)
    assert of_one_team(sitting) == fewest_of_one_team(sizes, tables)


@pytest.mark.parametrize("tables", [2, 3, 4, 5])
def test_it_does_not_matter_which_team_came_first(tables):
    for sizes in product(range(1, 6), repeat=4):
        room = [team for team, people in enumerate(sizes) for _ in range(people)]
        sitting = at_tables(room, seat_tables(room, tables), tables)
        assert of_one_team(sitting) == unavoidable(room, tables), sizes


def everybody_to_a_table(room, tables):
    """Every way at all to sit, with sizes within one of each other."""
    for seats in product(range(tables), repeat=len(room)):
        sitting = at_tables(room, seats, tables)
        if within_one([table.total() for table in sitting]):
            yield sitting


@pytest.mark.parametrize("room", ["AAAAB", "AAABBC", "AAAABB", "AABBCC", "AAAAAAB", "ABCDE"])
@pytest.mark.parametrize("tables", [2, 3])
def test_spreading_teams_evenly_costs_no_mixed_table(room, tables):
    fewest = min(of_one_team(sitting) for sitting in everybody_to_a_table(room, tables))
    assert of_one_team(at_tables(room, seat_tables(room, tables), tables)) == fewest


def test_two_people_share_a_table_and_a_team_of_one_has_company():
    assert seat_tables(["Sales", "Development"], tables_for(2, 10)) == [0, 0]
    room = ["Sales"] * 11 + ["Legal"]
    sitting = at_tables(room, seat_tables(room, 3), 3)
    assert [table.total() for table in sitting] == [4, 4, 4]
    assert of_one_team(sitting) == 2


def test_nobody_is_seated_without_a_table():
    assert seat_tables([], 3) == []
    for seat in (lambda: seat_tables(["Sales"], 0), lambda: next_table("Sales", {})):
        with pytest.raises(ValueError, match="table"):
            seat()


@pytest.mark.parametrize("problems", [1, 3, 10, 40])
@pytest.mark.parametrize("people", [*range(3, 61), 300])
def test_tables_have_three_to_six_people(people, problems):
    tables = tables_for(people, problems)
    sizes = {people // tables, -(-people // tables)}
    assert sizes <= {3, 4, 5, 6}
    if people not in {3, 6, 7, 11} and 6 not in sizes:
        assert sizes <= {4, 5}
    if 6 in sizes:
        assert tables <= problems, "six sit together only where each table then has its own poster"


@pytest.mark.parametrize("people", [3, 4, *range(6, 61), 300])
def test_breakouts_have_three_or_four_people(people):
    tables = tables_for(people, 10, BREAKOUT)
    assert {people // tables, -(-people // tables)} <= {3, 4}


@pytest.mark.parametrize(
    ("people", "problems", "tables"),
    [
        (0, 10, 1),
        (1, 10, 1),
        (2, 10, 1),
        (5, 10, 1),
        (6, 10, 2),
        (6, 1, 1),
        (12, 10, 3),
        (24, 4, 4),
        (24, 5, 5),
        (24, 10, 6),
        (40, 10, 10),
        (60, 10, 10),
        (61, 10, 13),
        (300, 40, 60),
        (300, 55, 55),
        (300, 0, 60),
    ],
)
def test_as_many_tables_as_posters_where_people_allow(people, problems, tables):
    assert tables_for(people, problems) == tables


@pytest.mark.parametrize(("people", "tables"), [(1, 1), (2, 1), (5, 1), (6, 2), (9, 3), (23, 7)])
def test_breakouts_of_few_people(people, tables):
    assert tables_for(people, 10, BREAKOUT) == tables


@given(rooms(), st.integers(1, 12), st.integers(0, 30))
def test_whoever_comes_late_sits_where_they_are_needed_most(room, tables, late):
    before = min(late, len(room))
    sitting = at_tables(room[before:], seat_tables(room[before:], tables), tables)
    for team in room[:before]:
        seated = dict(enumerate(sitting))
        table = next_table(team, seated)
        smallest = [there for there in sitting if there.total() == min(map(Counter.total, sitting))]
        assert sitting[table] in smallest
        assert sitting[table][team] == min(there[team] for there in smallest)
        single = of_one_team(sitting)
        sitting[table][team] += 1
        could_mix = any(len(there) > 0 and set(there) != {team} for there in smallest)
        assert of_one_team(sitting) <= single + (not could_mix)
        assert within_one([there.total() for there in sitting])


def test_whoever_comes_late_mixes_a_table_of_one_team_first():
    seated = {0: {"Sales": 2, "Legal": 1}, 1: {"Sales": 3, "Legal": 0}, 2: {"Sales": 4}}
    assert next_table("Legal", seated) == 1
    assert next_table("Support", seated) == 1
    assert next_table("Sales", seated) == 0
    assert next_table("Sales", {3: {}, 5: {}}) == 3


ROTATIONS = st.tuples(st.integers(1, 60), st.integers(1, 40))


def walk(tables, problems, rounds):
    """The poster of every table, round by round."""
    return [
        [poster_at(table, number, tables, problems) for table in range(tables)]
        for number in range(rounds)
    ]


@given(ROTATIONS)
def test_posters_are_met_evenly_after_every_round(rotation):
    tables, problems = rotation
    visits = Counter()
    for posters in walk(tables, problems, 2 * problems + 3):
        now = Counter(posters)
        visits += now
        assert set(now) <= set(range(problems))
        assert within_one([now[poster] for poster in range(problems)])
        assert within_one([visits[poster] for poster in range(problems)])
        if tables <= problems:
            assert max(now.values()) == 1


@given(ROTATIONS)
def test_no_table_meets_a_poster_again_before_it_met_all(rotation):
    tables, problems = rotation
    rounds = walk(tables, problems, 3 * problems)
    for table in range(tables):
        met = [posters[table] for posters in rounds]
        for time in range(3):
            assert len(set(met[time * problems : (time + 1) * problems])) == problems


@given(ROTATIONS, st.integers(0, 5))
def test_every_poster_has_its_visits_in_as_few_rounds_as_can_be(rotation, visits):
    tables, problems = rotation
    rounds = ceil(problems * visits / tables)
    seen = Counter(poster for posters in walk(tables, problems, rounds) for poster in posters)
    assert min(seen[poster] for poster in range(problems)) >= visits


@given(ROTATIONS, st.integers(1, 5))
def test_visits_are_by_different_tables_while_there_are_any(rotation, visits):
    tables, problems = rotation
    rounds = walk(tables, problems, ceil(problems * min(visits, tables) / tables))
    for poster in range(problems):
        visitors = {table for posters in rounds for table, at in enumerate(posters) if at == poster}
        assert len(visitors) >= min(visits, tables)


def test_forty_posters_and_three_hundred_people():
    tables = tables_for(300, 40)
    assert set(Counter(walk(tables, 40, 1)[0]).values()) == {1, 2}
    assert tables_for(40, 40) == 10


def test_tables_walk_on_from_round_to_round():
    for before, after in pairwise(walk(4, 10, 12)):
        assert all(old != new for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize(
    "nowhere", [(-1, 0, 3, 10), (3, 0, 3, 10), (0, -1, 3, 10), (0, 0, 3, 0), (0, 0, 0, 10)]
)
def test_there_is_no_poster_for_what_does_not_exist(nowhere):
    with pytest.raises(ValueError, match="no poster"):
        poster_at(*nowhere)
