"""From sheets to pages: the same templates as a PDF, or as a web page where no PDF can be made."""

import threading
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from problems.printing.sheets import Sheet

WAIT = 4.0  # seconds
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"  # Debian's names
# One PDF at a time in a process: each takes a core for seconds, and phones come first.
_at_work = threading.Lock()


class Busy(Exception):
    """Another PDF is being made in this process."""


class NoPress(Exception):
    """WeasyPrint or Pango isn't installed here."""


@cache
def press() -> ModuleType | None:
    """The module that makes PDFs; None where WeasyPrint or the libraries it calls are missing."""
    try:
        return import_module("problems.printing.weasy")
    except (ImportError, OSError):
        return None


def to_install() -> str:
    """What whoever runs this server would install for PDFs; "" where nothing is missing."""
    if press():
        return ""
    if find_spec("weasyprint") is None:
        return gettext(
            "This server can’t make PDFs itself: WeasyPrint is missing. Whoever runs it can install"
            " it with “pip install weasyprint” and “apt install %(libraries)s”."
        ) % {"libraries": LIBRARIES}
    return gettext(
        "This server can’t make PDFs itself: Pango is missing. Whoever runs it can install it with"
        " “apt install %(libraries)s”."
    ) % {"libraries": LIBRARIES}


def drawn(template: str, sheets: list[Sheet], language: str, context: dict[str, Any]) -> str:
    """The sheets as one HTML document in this language."""
    with translation.override(language):
        context = context | {"sheets": sheets, "language": language}
        return render_to_string(f"print/{template}.html", context)


def printed(template: str, sheets: list[Sheet], language: str, context: dict[str, Any]) -> bytes:
    """The sheets as a PDF. Raises NoPress, and Busy when another isn't done within four seconds."""
    machine = press()
    if machine is None:
        raise NoPress
    if not _at_work.acquire(timeout=WAIT):
        raise Busy
    try:
        pdf: bytes = machine.pressed(lambda some: drawn(template, some, language, context), sheets)
        return pdf
    finally:
        _at_work.release()
