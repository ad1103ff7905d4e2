"""Reads XLSX: the first sheet that holds anything, formulas by the values they last had."""

import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workshop.tables.table import COLUMNS_LIMIT, Empty, Table, Unreadable, gather

# An honest 10 MB of texts unpack to some 60 MB; a bomb to a thousand times its size.
UNPACKED_LIMIT = 64 * 1024 * 1024
RATIO_LIMIT = 200
ENTRIES_LIMIT = 2_000
# 5,000 rows of twenty columns have 800,000; each costs the parser some 3 µs and 300 bytes.
TAGS_LIMIT = 1_500_000

# What openpyxl, zipfile and the XML parser raise on files that are not what they say.
_BROKEN = (
    *(ArithmeticError, AttributeError, BadZipFile, EOFError, InvalidFileException, LookupError),
    *(NotImplementedError, OSError, ParseError, RuntimeError, TypeError, ValueError, zlib.error),
)


def read_xlsx(data: bytes) -> Table:
    """Raises Unreadable."""
    try:
        refuse_bombs(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that we don't look at
            return _first_table(data)
    except _BROKEN as problem:
        raise Unreadable(
            gettext(
                "This file says it is a spreadsheet but cannot be read. Open it in your"
                " spreadsheet program, save it as XLSX or CSV and bring that."
            )
        ) from problem


def refuse_bombs(data: bytes) -> None:
    """Looks at what the archive says of itself before anything is unpacked. Raises Unreadable."""
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if (
            len(entries) > ENTRIES_LIMIT
            or unpacked > UNPACKED_LIMIT
            or unpacked > 1_000_000 + RATIO_LIMIT * len(data)
            or _tags(archive) > TAGS_LIMIT
        ):
            raise Unreadable(gettext("This file would unpack to far more than a list needs."))
        if "[Content_Types].xml" not in archive.namelist():
            raise Unreadable(
                gettext("This is a ZIP archive, not a spreadsheet. Bring an XLSX or a CSV file.")
            )


def _tags(archive: ZipFile) -> int:
    """How many tags the parser would meet: counted in pieces, nothing is kept."""
    count = 0
    for entry in archive.infolist():
        with archive.open(entry) as part:
            while piece := part.read(1024 * 1024):
                count += piece.count(b"<")
    return count


def _first_table(data: bytes) -> Table:
    workbook = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        remark = gettext("Read from the sheet “%(sheet)s”; the other sheets are left aside.")
        for sheet in sheets:
            rows = sheet.iter_rows(min_row=1, max_col=COLUMNS_LIMIT + 1, values_only=True)
            try:
                table = gather(_texts(rows))
            except Empty:
                continue
            table.remark = remark % {"sheet": sheet.title} if len(sheets) > 1 else ""
            return table
    finally:
        workbook.close()
    raise Empty


def _texts(rows: Iterator[tuple[object, ...]]) -> Iterator[list[str]]:
    for row in rows:
        yield [as_text(value) for value in row]


def as_text(value: object) -> str:
    """A cell as a person would write it down: dates in ISO form, whole numbers without .0."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        return value.date().isoformat() if whole_day else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
