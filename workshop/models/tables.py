"""The tables that people sit at while they solve: mixed teams, and where each newcomer sits.

A table is a number on a seat, counted from 1; 0 is nowhere. Verbs here belong into a transaction
that holds the stream's lock.
"""

import random
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import combinations

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext

from workshop.agenda.kinds import Kind
from workshop.agenda.seating import BREAKOUT, TABLE, TableSize, next_table, seat_tables, tables_for
from workshop.models.participant import Participant
from workshop.models.states import WrongStep
from workshop.models.workshop import Workshop

SHUFFLES = 30  # of which the one with the most new acquaintances is taken


def size_of_tables(workshop: Workshop) -> TableSize:
    return BREAKOUT if workshop.phase and workshop.phase.breakouts else TABLE


def tables_of(workshop: Workshop) -> dict[int, Counter[Hashable]]:
    """How many of each team, by its number, sit at each table; none before the first round."""
    seats = workshop.participants.filter(table__gt=0).order_by()
    here = seats.values_list("table", "team").annotate(n=Count("pk", filter=Q(sent_out=False)))
    found = list(here)
    tables = {
        number + 1: Counter[Hashable]() for number in range(max((t for t, *_ in found), default=0))
    }
    for table, team, count in found:
        tables[table][team] = count
    return tables


def round_of_day(workshop: Workshop) -> int:
    """Which round of solving this is, counted from 0 over all of the day's Solve phases."""
    assert workshop.phase is not None, "a round belongs to a phase"
    earlier = workshop.held_phases.filter(
        kind=Kind.SOLVE, position__lt=workshop.phase.position
    ).values_list("rounds", flat=True)
    return sum(earlier) + workshop.round - 1


def set_tables(workshop: Workshop) -> None:
    """As a round begins: everybody without a table gets one; the first time, and where a
    facilitator has asked for it, everybody is seated anew."""
    people = list(workshop.participants.here().order_by("joined_at", "pk"))
    seated = any(seat.table for seat in people)
    if workshop.mixes_tables or not seated:
        seat_anew(workshop, people, mix=seated)
    else:
        tables = tables_of(workshop)
        for seat in (seat for seat in people if not seat.table):
            seat.table = next_table(seat.team_id, tables)
            tables[seat.table][seat.team_id] += 1
    Participant.objects.bulk_update(people, ["table"])


def seat_anew(workshop: Workshop, people: list[Participant], *, mix: bool) -> None:
    """All of them at mixed tables; with `mix`, beside people they have not sat with, where that
    can be. Nobody keeps the table of before."""
    tables = tables_for(len(people), workshop.problems.count(), size_of_tables(workshop))
    knew = pairs([seat.table for seat in people])
    chance = random.SystemRandom()
    best: list[int] = []
    for _shuffle in range(SHUFFLES if mix else 1):
        order = chance.sample(range(len(people)), len(people)) if mix else range(len(people))
        dealt = dict(
            zip(order, seat_tables([people[n].team_id for n in order], tables), strict=True)
        )
        seats = [dealt[n] + 1 for n in range(len(people))]
        if not best or len(pairs(seats) & knew) < len(pairs(best) & knew):
            best = seats
    workshop.participants.update(table=0)
    for seat, table in zip(people, best, strict=True):
        seat.table = table
    if workshop.mixes_tables:
        workshop.mixes_tables = False
        workshop.save(update_fields=["mixes_tables"])


def pairs(tables: Sequence[int]) -> set[tuple[int, int]]:
    """Who sits beside whom, each by the place in the list."""
    sitting: dict[int, list[int]] = {}
    for place, table in enumerate(tables):
        sitting.setdefault(table, []).append(place)
    return {pair for table, places in sitting.items() if table for pair in combinations(places, 2)}


def seat_late(workshop: Workshop, seat: Participant) -> None:
    """Somebody who comes in the middle. Whoever sits stays."""
    tables = tables_of(workshop)
    if not tables:
        tables = {1: Counter()}
        workshop.stream.announce(("posters", ""))  # the wall says where the first table is
    seat.table = next_table(seat.team_id, tables)
    seat.save(update_fields=["table"])


@transaction.atomic
def mix_next(workshop: Workshop, mix: bool) -> None:
    """Whether the next round begins at other tables. Safe to repeat. Raises WrongStep after the
    close."""
    if workshop.held().is_closed:
        raise WrongStep(gettext("This workshop is closed. It stays as it was."))
    Workshop.objects.filter(pk=workshop.pk).update(mixes_tables=mix)
    workshop.mixes_tables = mix
    workshop.stream.announce(("stage", ""))
