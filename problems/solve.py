"""What a Solve phase does as its steps begin, and what it shows on the three screens."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from problems import giving
from problems.rotation import posters_of_tables
from problems.views.solve import at_table
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.models import Workshop
from workshop.models.tables import seat_late, set_tables, size_of_tables, tables_of
from workshop.people.models import Team


def register() -> None:
    stage.register(Kind.SOLVE, phone=at_table, cockpit=draw_tables)
    stage.on_enter(Kind.SOLVE, "write", lambda workshop, _now: set_tables(workshop))
    stage.on_enter(Kind.SOLVE, "build", giving.hand_out)
    stage.on_arrival(Kind.SOLVE, lambda workshop, seat, _now: seat_late(workshop, seat))
    stage.on_arrival(Kind.SOLVE, giving.hand_to)


@dataclass(frozen=True)
class Table:
    """A table as the cockpit sees it: where it stands, and how many of each team sit there."""

    number: int
    poster: int | None  # as the wall counts
    mix: list[tuple[Team, int]]


def draw_tables(workshop: Workshop) -> str:
    seated = tables_of(workshop)
    standing = posters_of_tables(workshop)
    positions = dict(workshop.problems.values_list("pk", "position"))
    teams = list(workshop.teams.order_by("position", "pk"))
    tables = [
        Table(
            number,
            positions.get(standing.get(number, 0)),
            [(team, counts[team.pk]) for team in teams if counts[team.pk]],
        )
        for number, counts in seated.items()
    ]
    crowded = any(counts.total() > size_of_tables(workshop).most for counts in seated.values())
    context = {"workshop": workshop, "tables": tables, "crowded": crowded}
    return render_to_string("problems/cockpit/_tables.html", context)
