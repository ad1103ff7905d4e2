"""Which table stands at which poster in this round of solving."""

from dataclasses import dataclass

from problems.models import Problem
from workshop.agenda.kinds import Kind
from workshop.agenda.seating import poster_at
from workshop.models import Participant, Workshop
from workshop.models.tables import round_of_day, tables_of


@dataclass(frozen=True)
class Place:
    """Where somebody is wanted in this round."""

    table: int
    problem: Problem
    breakouts: bool  # on a call: the table is a group of its own


def posters_in_turn(workshop: Workshop) -> list[int]:
    """The posters as tables walk past them: in the order in which they were made, so that one
    that is hung elsewhere keeps its table."""
    return list(workshop.problems.order_by("pk").values_list("pk", flat=True))


def posters_of_tables(workshop: Workshop) -> dict[int, int]:
    """The poster of each table, by their numbers; empty outside of Solve. Three queries."""
    if workshop.kind != Kind.SOLVE:
        return {}
    posters, tables = posters_in_turn(workshop), tables_of(workshop)
    if not posters or not tables:
        return {}
    number = round_of_day(workshop)
    return {
        table: posters[poster_at(table - 1, number, len(tables), len(posters))] for table in tables
    }


def tables_at(workshop: Workshop) -> dict[int, list[int]]:
    """The tables at each poster, by their numbers."""
    standing: dict[int, list[int]] = {}
    for table, poster in posters_of_tables(workshop).items():
        standing.setdefault(poster, []).append(table)
    return standing


def place_of(seat: Participant) -> Place | None:
    """None where a seat has no table, and outside of Solve."""
    workshop = seat.workshop
    pk = posters_of_tables(workshop).get(seat.table) if seat.table else None
    problem = workshop.problems.filter(pk=pk).first() if pk else None
    if problem is None or workshop.phase is None:
        return None
    problem.workshop = workshop
    return Place(seat.table, problem, workshop.phase.breakouts)
