"""Mixed tables for the Solve rounds, and the posters that they walk to.

Pure functions on plain lists: no table, person or team is known here by more than its place in a
list. Tables, posters and rounds count from 0.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, gcd


@dataclass(frozen=True)
class TableSize:
    """How many people sit well together: between `fewest` and `most`, best `good_from` to
    `good_to`."""

    fewest: int
    good_from: int
    good_to: int
    most: int


TABLE = TableSize(fewest=3, good_from=4, good_to=5, most=6)
BREAKOUT = TableSize(fewest=3, good_from=3, good_to=4, most=4)


def tables_for(people: int, problems: int, size: TableSize = TABLE) -> int:
    """How many tables so many people sit at, at least one.

    Tables have a good size where arithmetic allows (of 6, 7 and 11 people, some sit in threes);
    within that there are as many as there are problems, so that each round reaches as many posters
    as it can. Tables grow to `size.most` where that keeps two of them from sharing a poster. Too
    few for two tables of `size.fewest` are one table, such as five people in a breakout.
    """
    at_least = ceil(people / size.good_to)
    if ceil(people / size.most) <= problems < at_least:
        return problems
    at_most = max(people // size.good_from, at_least)
    return max(1, min(max(problems, at_least), at_most, people // size.fewest))


def seat_tables(teams: Sequence[Hashable], tables: int) -> list[int]:
    """The table of each person, given everybody's team in the order in which they joined.

    Any two tables differ by at most one person, and by at most one person of each team. As few
    tables as these allow hold a single team, and no other even seating has fewer.

    Everybody is dealt out like cards, the largest team first: whoever is few then goes on where the
    largest team's last round ended, to the tables that have the least of it. Raises ValueError
    without a table.
    """
    if tables < 1:
        raise ValueError("people need a table to sit at")
    members = Counter(teams)  # in the order in which the teams came in
    place: dict[Hashable, int] = {}
    dealt = 0
    for team in sorted(members, key=lambda team: -members[team]):
        place[team] = dealt
        dealt += members[team]
    seats = []
    for team in teams:
        seats.append(place[team] % tables)
        place[team] += 1
    return seats


def next_table(team: Hashable, seated: Mapping[int, Mapping[Hashable, int]]) -> int:
    """The table for somebody who joins late; whoever sits stays where they are.

    `seated` has how many of each team sit at each table, empty tables included. The smallest tables
    are looked at, so that sizes stay within one of each other; of these, those with the fewest of
    the person's own team; of these, those with the fewest teams, which most need another. No table
    is added: when so many come late that tables grow past `TableSize.most`, the next round wants
    a new seating. Raises ValueError without a table.
    """
    if not seated:
        raise ValueError("people need a table to sit at")

    def welcome(table: int) -> tuple[int, int, int, int]:
        there = seated[table]
        present = sum(count > 0 for count in there.values())
        return sum(there.values()), there.get(team, 0), present, table

    return min(seated, key=welcome)


def poster_at(table: int, round_number: int, tables: int, problems: int) -> int:
    """The poster of a table in a round.

    After every round, any two posters have had visits that differ by at most one in number, in this
    round and in all so far; a table meets every poster once before it meets one again; two tables
    share a poster only where there are more tables than posters.

    Each round goes on where the last one ended. Where that would lead a table back to posters that
    it knows (their numbers have a common divisor), everybody moves on by one each time that all
    posters are even. Raises ValueError for what does not exist.
    """
    if not 0 <= table < tables or round_number < 0 or problems < 1:
        raise ValueError(f"no poster for table {table} of {tables} in round {round_number}")
    rounds_until_even = problems // gcd(tables, problems)
    moved_on = round_number // rounds_until_even
    return (table + round_number * tables + moved_on) % problems
