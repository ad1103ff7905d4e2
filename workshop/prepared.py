"""Questions that come with every request or change. Their SQL is put together once a process.

Of what Django spends on a question that finds a few rows, more than half goes into its SQL, which
is the same each time but for the values in it.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, query

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

get_related_populators: Any = query.get_related_populators  # its types are of a later Django

# What stands in the SQL until there are values: it must pass for one, and be none.
NO_NUMBER = 10**15
BITS = 63  # of the largest number that a column holds
NO_TEXT = "the value comes here: "
Place = tuple[str, int]  # the keyword, and which of its values
Given = dict[str, list[Any]]  # the values of each keyword


def prepared_cursor() -> Any:
    """A cursor for SQL that stays the same but for its values: PostgreSQL keeps its plan, a
    connection each."""
    make = getattr(connection, "prepared_cursor", connection.cursor)
    return make()


def insert_unless_there(row: "Model") -> bool:
    """Insert it unless that would double what may be there once. Whether it was inserted.

    The database is told to leave a double alone: one that it had to refuse would put the values
    into the database's log.
    """
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    with prepared_cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(row._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  (names only)
            " ON CONFLICT DO NOTHING RETURNING id",
            [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields],
        )
        inserted = cursor.fetchone()
    if inserted:
        row.pk = inserted[0]
    return bool(inserted)


class Prepared:
    """A question by keywords. Its answer is a list of what the QuerySet that `build` makes would
    hold: rows with their related ones, or tuples where it ends in values_list(). What it prefetches
    are rows that point at its own, by Prefetch(…, to_attr=…).

    `kinds` are the types of the values: int, str, or list for several numbers, of which none
    finds nothing.

        seats = Prepared(lambda digest: Participant.objects.filter(digest=digest), digest=str)
        seats(digest="…")
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], **kinds: type) -> None:
        self.build = build
        self.kinds = kinds
        self.plans: dict[tuple[int, ...], Plan] = {}

    def __call__(self, **values: Any) -> list[Any]:
        given = {
            name: padded(values[name]) if kind is list else [values[name]]
            for name, kind in self.kinds.items()
        }
        if not all(given.values()) or any(map(is_nowhere, chain(*given.values()))):
            return []
        return self.plan(given).ask(given)

    def plan(self, given: Given) -> "Plan":
        sizes = tuple(map(len, given.values()))
        if sizes not in self.plans:
            self.plans[sizes] = Plan(self.build, self.kinds, sizes)
        return self.plans[sizes]


def is_nowhere(value: int | str) -> bool:
    """No column holds it, and a database would not even take it as a question."""
    return isinstance(value, int) and value.bit_length() > BITS


def padded(numbers: Sequence[int]) -> list[int]:
    """As many as a power of two, the last one again and again, so that few questions differ."""
    several = list(numbers)
    wanted = 1 << (len(several) - 1).bit_length() if several else 0
    return several + several[-1:] * (wanted - len(several))


class Plan:
    """The SQL for one number of values, and how its rows become what was asked for."""

    def __init__(
        self, build: Callable[..., Any], kinds: dict[str, type], sizes: tuple[int, ...]
    ) -> None:
        stand_ins: dict[str, Any] = {}
        places: dict[Any, Place] = {}
        for (name, kind), size in zip(kinds.items(), sizes, strict=True):
            several = [stand_in(kind, len(places) + number) for number in range(size)]
            places |= {value: (name, number) for number, value in enumerate(several)}
            stand_ins[name] = several if kind is list else several[0]
        question = build(**stand_ins)
        of_models = question._iterable_class is query.ModelIterable  # noqa: SLF001
        self.pointing = [
            Pointing(question.model, prefetch)
            for prefetch in question._prefetch_related_lookups  # noqa: SLF001
        ]
        # At a new row nothing points, which the row itself can tell.
        if self.pointing:
            question = question.annotate(**{each.to_attr: each.is_there for each in self.pointing})
        compiler: Any = question.query.get_compiler(connection=connection)
        self.sql, values = compiler.as_sql()
        if lost := places.keys() - set(values):
            # The database layer saw that a stand-in is beyond a column, and left its rule out.
            raise RuntimeError(f"{len(lost)} values stand nowhere in: {self.sql}")
        # Each value of the SQL in order: where it is given, or what it always is.
        self.values = [(places.get(value), value) for value in values]
        self.compiler = compiler
        self.converters = compiler.get_converters([selected for selected, *_sql in compiler.select])
        self.info: Any = compiler.klass_info if of_models else None
        if self.info:
            columns = self.info["select_fields"]
            self.own = slice(columns[0], columns[-1] + 1)
            self.names = [selected.target.attname for selected, *_ in compiler.select[self.own]]
            self.related = get_related_populators(self.info, compiler.select, connection.alias)
            self.places = compiler.annotation_col_map

    def filled(self, given: Given) -> list[Any]:
        """What stands at each place of the SQL."""
        return [given[place[0]][place[1]] if place else value for place, value in self.values]

    def ask(self, given: Given) -> list[Any]:
        with prepared_cursor() as cursor:
            cursor.execute(self.sql, self.filled(given))
            rows: Sequence[Any] = cursor.fetchall()
        if self.converters:
            rows = [tuple(row) for row in self.compiler.apply_converters(rows, self.converters)]
        if not self.info:
            return list(rows)
        found = [self._whole(row) for row in rows]
        for pointing in self.pointing:
            place = self.places[pointing.to_attr]
            pointed_at = [one for one, row in zip(found, rows, strict=True) if row[place]]
            pointing.add_to(found, pointed_at)
        return found

    def _whole(self, row: Sequence[Any]) -> Any:
        found = self.info["model"].from_db(connection.alias, self.names, row[self.own])
        for related in self.related:
            related.populate(row, found)
        return found


class Pointing:
    """The rows of a Prefetch, prepared as well."""

    def __init__(self, model: "type[Model]", prefetch: Any) -> None:
        relation: Any = model._meta.get_field(prefetch.prefetch_through)
        self.key = relation.field
        self.to_attr = prefetch.to_attr
        of_this = prefetch.queryset.filter(**{self.key.name: OuterRef("pk")})
        self.is_there = Exists(of_this.prefetch_related(None))
        self.rows = Prepared(
            lambda pks: prefetch.queryset.filter(**{f"{self.key.name}__in": pks}), pks=list
        )

    def add_to(self, found: list[Any], pointed_at: list[Any]) -> None:
        """Give each row what points at it; something does at those of `pointed_at`."""
        by_pk = {row.pk: row for row in found}
        for row in found:
            setattr(row, self.to_attr, [])
        for other in self.rows(pks=[row.pk for row in pointed_at]):
            row = by_pk[getattr(other, self.key.attname)]
            setattr(other, self.key.name, row)
            getattr(row, self.to_attr).append(other)


def stand_in(kind: type, number: int) -> Any:
    return f"{NO_TEXT}{number}" if kind is str else NO_NUMBER + number
