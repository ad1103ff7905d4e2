"""Reads CSV as programs really write it: any of the usual separators and encodings."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext

from workshop.tables.table import Table, Unreadable, gather

Known = Callable[[list[str]], int]
SEPARATORS = [",", ";", "\t", "|"]
ONE_COLUMN = "\x1f"  # no text holds this one, so nothing is cut
# A row of our own behind the last one: where it is swallowed, a quotation mark never ended.
_END = "\x1e"
_BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_HINT = re.compile(r"\Asep=(.)[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)  # Excel's own first line


def nothing_known(_first_row: list[str]) -> int:
    return 0


def read_csv(data: bytes, known: Known = nothing_known) -> Table:
    return read_text(decoded(data), known)


def read_text(text: str, known: Known = nothing_known) -> Table:
    """Raises Unreadable."""
    hint = _HINT.match(text)
    separator = hint[1] if hint else likely_separator(text, known)
    return gather(_records(text[hint.end() :] if hint else text, separator, after=bool(hint)))


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 or UTF-32 by their marks, else UTF-8, else the Windows code page of Europe."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    try:
        text = data.decode(encoding or _without_a_mark(data))
    except UnicodeDecodeError:
        # Five bytes mean nothing in cp1252; Latin-1 reads every byte.
        text = data.decode("latin-1" if encoding is None else encoding, errors="replace")
    if "\0" in text:
        raise Unreadable(
            gettext("This doesn't look like a table of texts. Bring a CSV or an XLSX file.")
        )
    return text


def _without_a_mark(data: bytes) -> str:
    start = data[:2000]
    if start[1::2].count(0) > len(start) // 4:
        return "utf-16-le"
    if start[::2].count(0) > len(start) // 4:
        return "utf-16-be"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def likely_separator(text: str, known: Known) -> str:
    """The one that cuts the first rows into known names, or into the same number of cells."""
    start = text[:50_000]
    if not start.strip("".join(SEPARATORS) + " \r\n"):
        return max(SEPARATORS, key=start.count)

    def fit(separator: str) -> tuple[int, float, int]:
        rows = list(_beginning(start, separator))
        width = len(rows[0]) if rows else 0
        names = known(rows[0]) if rows else 0
        if separator == ONE_COLUMN:
            return names, 0.4, 1
        alike = sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0
        # A comma in some sentences is no column.
        cuts = names > 1 or alike > 0.9 or (width > 2 and alike >= 0.5)
        return (names, alike, width) if cuts else (0, 0, 0)

    return max([*SEPARATORS, ONE_COLUMN], key=fit)


def _beginning(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator)
    try:
        for row in reader:
            if any(row):
                yield row
            if reader.line_num > 60:
                return
    except csv.Error:
        return


def _records(text: str, separator: str, *, after: bool) -> Iterator[list[str]]:
    """Every row as cells, blank ones too, so that their numbers are a spreadsheet's."""
    if after:
        yield []
    # Split at the ends of lines only: str.splitlines() also cuts at form feeds and the like.
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text.replace(_END, ""))
    if lines[-1]:
        lines[-1] += "\n"
    read = 1 if after else 0
    try:
        for row in csv.reader([*lines, _END], delimiter=separator):
            if row == [_END]:
                return
            if row and row[-1].endswith(_END):
                break
            read += 1
            yield row
    except csv.Error:  # a cell of more than 128 KiB: the same mark, earlier in a long file
        pass
    raise Unreadable(
        gettext(
            "A quotation mark in or near row %(number)s never ends, so the rows after it cannot"
            " be told apart. End it there and bring the file again."
        )
        % {"number": read + 1}
    )
