"""A table as somebody brought it: rows of texts, before anybody says what they mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.formats import number_format
from django.utils.translation import gettext

from workshop.plain_text import tidy

BYTES_LIMIT = 10 * 1024 * 1024
ROWS_LIMIT = 5_000
COLUMNS_LIMIT = 100
# A sheet may have gaps between its rows; beyond this many places we stop looking.
PLACES_LIMIT = 20_000


class Unreadable(Exception):
    """This file cannot be imported; the text says why, for people."""


class Empty(Unreadable):
    def __init__(self) -> None:
        super().__init__(gettext("There is nothing in it: no row holds a text."))


@dataclass
class Row:
    """One row. `number` is the one a spreadsheet shows beside it, starting with 1."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """Rows that are not empty, in order. The first may hold the names of the columns."""

    rows: list[Row] = field(default_factory=list)
    remark: str = ""  # what the reader of the file should know, such as a sheet left aside

    @property
    def width(self) -> int:
        return len(self.rows[0].cells) if self.rows else 0

    def as_json(self) -> dict[str, Any]:
        return {"rows": [[row.number, row.cells] for row in self.rows], "remark": self.remark}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls([Row(number, cells) for number, cells in kept["rows"]], kept["remark"])


def clean(cell: str) -> str:
    """The cell as the forms would take it; most are plain already, and ten megabytes are many."""
    plain = cell.isascii() and cell.isprintable()
    return cell.strip() if plain else tidy(cell, multiline=True)


def gather(places: Iterable[Iterable[str]]) -> Table:
    """The table of these rows: empty ones are skipped, texts tidied, the limits held.

    Columns without a name and without a text are dropped. Raises Unreadable.
    """
    rows = list(_rows(places))
    if not rows:
        raise Empty
    width = len(_trimmed(rows[0].cells))
    for row in rows:
        # Empty cells past the last named column are how spreadsheets end a row.
        past = _trimmed(row.cells[width:])
        row.cells = row.cells[:width] + past
    return Table(rows)


def _rows(places: Iterable[Iterable[str]]) -> Iterator[Row]:
    found = 0
    for number, place in enumerate(places, start=1):
        if number > PLACES_LIMIT:
            raise Unreadable(too_many_rows())
        cells = [clean(cell) for cell in place]
        if not any(cells):
            continue
        found += 1
        if found > ROWS_LIMIT + 1:  # the names of the columns take one
            raise Unreadable(too_many_rows())
        if len(_trimmed(cells)) > COLUMNS_LIMIT:
            raise Unreadable(
                gettext("Row %(number)s has more than %(limit)s columns. Is this the right file?")
                % {"number": number, "limit": COLUMNS_LIMIT}
            )
        yield Row(number, cells)


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def too_many_rows() -> str:
    return gettext(
        "It has more than %(limit)s rows. Import it in parts: up to %(limit)s rows go in at once."
    ) % {"limit": number_format(ROWS_LIMIT, force_grouping=True)}
