"""Tables of problems: read as any table, with an eye on the names of our columns."""

from problems.importing.columns import guess
from workshop.tables import file, text
from workshop.tables.table import Table


def read_rows(data: bytes, filename: str = "") -> Table:
    """The rows of a CSV or XLSX file. Raises Unreadable."""
    return file.read_rows(data, filename, known)


def read_text(pasted: str) -> Table:
    """Raises Unreadable."""
    return text.read_text(pasted, known)


def known(first_row: list[str]) -> int:
    """How many cells are names of columns."""
    return len(guess(first_row))
