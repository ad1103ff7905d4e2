"""Reads a file by what is in it; its name only helps to say what is wrong."""

from django.utils.translation import gettext

from workshop.tables.table import BYTES_LIMIT, Empty, Table, Unreadable
from workshop.tables.text import Known, nothing_known, read_csv
from workshop.tables.xlsx import read_xlsx

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also the wrapping of a sheet with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"{\\rtf", b"\x1f\x8b")


def read_rows(data: bytes, filename: str = "", known: Known = nothing_known) -> Table:
    """The rows of a CSV or XLSX file. Raises Unreadable with a sentence for people.

    `known` says how many of a first row's cells are names of columns that the reader looks for.
    """
    if len(data) > BYTES_LIMIT:
        raise Unreadable(gettext("The file is larger than 10 MB. Import it in parts."))
    if not data.strip():
        raise Empty
    if data.startswith(_ZIP):
        return read_xlsx(data)
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(_old_office(data))
    if data.startswith(_OTHERS) or _is_web_page(data):
        raise Unreadable(
            gettext("“%(name)s” isn't a table. Bring a CSV or an XLSX file.")
            % {"name": filename[:80] or gettext("This file")}
        )
    return read_csv(data, known)


def _old_office(data: bytes) -> str:
    if _ENCRYPTED in data:
        return gettext(
            "This spreadsheet is protected by a password. Save it without one, then bring it."
        )
    return gettext(
        "This is an older Excel file (.xls). Open it, save it as XLSX or CSV and bring that."
    )


def _is_web_page(data: bytes) -> bool:
    return data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html"))
