"""One row, read as a problem."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext

from problems.evidence import check_links
from problems.importing.columns import FIELDS, label
from problems.importing.teams import TeamBook
from workshop.tables.table import Row

TEXTS = ("title", "customer", "story", "customer_says", "cost", "since")
LIMITS = {name: FIELDS[name].max_length or 0 for name in TEXTS}

REASONS_LIMIT = 3  # about links, where a column of sentences was taken for one


@dataclass
class Entry:
    """A row's texts, links and team names, and why it cannot be a problem, if it cannot.

    Which of its names are teams is left to the plan: some may be created.
    """

    number: int
    texts: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)


def read_entry(row: Row, columns: Mapping[str, int], width: int, book: TeamBook) -> Entry:
    def cell(meant: str) -> str:
        column = columns.get(meant)
        return row.cells[column] if column is not None and column < len(row.cells) else ""

    texts = {
        name: cell(name) if name == "story" else " ".join(cell(name).split()) for name in TEXTS
    }
    entry = Entry(row.number, texts)
    if len(row.cells) != width:
        entry.reasons = [_ragged(len(row.cells), width)]
        return entry
    entry.teams = book.names_in(cell("stuck_between"))
    # One link may follow another after a space, a line break or a separator.
    entry.links = re.sub(r"[;,|](?=\s*https?://)", " ", cell("evidence_links")).split()
    if not texts["title"]:
        entry.reasons.append(gettext("It has no title."))
    entry.reasons += [
        _too_long(name, len(text)) for name, text in texts.items() if len(text) > LIMITS[name]
    ]
    try:
        check_links(entry.links)
    except ValidationError as objection:
        entry.reasons += objection.messages[:REASONS_LIMIT]
    return entry


def _too_long(name: str, length: int) -> str:
    return gettext("“%(field)s” is %(length)s characters long; at most %(limit)s fit.") % {
        "field": label(name),
        "length": length,
        "limit": LIMITS[name],
    }


def _ragged(cells: int, width: int) -> str:
    has = ngettext("It has %(cells)s cell", "It has %(cells)s cells", cells) % {"cells": cells}
    return gettext(
        "%(has)s where the first row has %(width)s. A separator or a quotation mark may be missing."
    ) % {"has": has, "width": width}
