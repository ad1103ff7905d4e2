"""Which column of a table holds what: the fields of a problem, and a guess from the names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext
from openpyxl.utils import get_column_letter

from problems.models.problem import Problem
from workshop.tables.table import Row, Table

# Names people give their columns, in English and Swedish; the first stands in the template.
NAMES: dict[str, tuple[str, ...]] = {
    "title": (
        *("title", "problem", "problem title", "headline", "heading", "subject", "summary"),
        *("titel", "rubrik", "ämne", "kundproblem", "problemet"),
    ),
    "customer": (
        *("who has it", "customer", "client", "user", "persona", "segment", "who", "affected"),
        *("kund", "kunden", "vem har det", "vem", "användare", "målgrupp", "drabbad"),
    ),
    "story": (
        *("story", "description", "details", "what happens", "what happened", "background"),
        *("berättelse", "berättelsen", "beskrivning", "vad händer", "vad hände", "bakgrund"),
    ),
    "customer_says": (
        *("customer says", "the customer says", "quote", "customer quote", "voice of customer"),
        *("kunden säger", "citat", "kundcitat", "kundens ord"),
    ),
    "cost": (
        *("cost", "what it costs", "impact", "costs", "loss"),
        *("kostnad", "vad det kostar", "kostar", "konsekvens", "påverkan"),
    ),
    "since": (
        *("since", "date", "since when", "reported", "first seen", "created", "started"),
        *("sedan", "sedan när", "datum", "rapporterad", "skapad"),
    ),
    "stuck_between": (
        *("stuck between", "teams", "team", "departments", "department", "where it stuck"),
        *("stuck", "between", "where between us it got stuck"),
        *("fastnat mellan", "fastnat", "fastnar mellan", "avdelningar", "avdelning", "mellan"),
    ),
    "evidence_links": (
        *("evidence", "evidence url", "evidence urls", "evidence link", "evidence links"),
        *("url", "urls", "link", "links", "source", "sources", "ticket"),
        *("bevis", "länk", "länkar", "källa", "källor", "underlag", "ärende"),
    ),
}
FIELDS: dict[str, models.Field[Any, Any]] = {
    field.name: field
    for field in (*Problem._meta.fields, *Problem._meta.many_to_many)
    if field.name in NAMES
}
TEMPLATE = [names[0].capitalize() for names in NAMES.values()]


def label(name: str) -> str:
    """What people call a field."""
    return str(capfirst(FIELDS[name].verbose_name))


def plain(name: str) -> str:
    """A column's name without case, underscores and punctuation."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ")))


def guess(names: Sequence[str]) -> dict[str, int]:
    """Field → column, for each field that a name clearly means. No column is used twice."""
    found: dict[str, int] = {}
    columns = [plain(name) for name in names]
    for meant, aliases in NAMES.items():
        for alias in aliases:
            if alias in columns and columns.index(alias) not in found.values():
                found[meant] = columns.index(alias)
                break
    return found


@dataclass
class Mapping:
    """What somebody said about a table: which column holds which field."""

    columns: dict[str, int]
    header: bool = True  # the first row holds names

    @classmethod
    def guessed(cls, table: Table) -> "Mapping":
        columns = guess(table.rows[0].cells) if table.rows else {}
        if columns:
            return cls(columns)
        if table.width == 1:  # a pasted list of titles
            return cls({"title": 0}, header=False)
        return cls({})

    def as_json(self) -> dict[str, Any]:
        return {"columns": self.columns, "header": self.header}

    def body(self, table: Table) -> list[Row]:
        return table.rows[1:] if self.header else table.rows

    def names(self, table: Table) -> list[str]:
        """What to call each column: its name, or its letter where it has none."""
        named = table.rows[0].cells if self.header and table.rows else []
        return [
            (named[index] if index < len(named) else "")
            or gettext("Column %(letter)s") % {"letter": get_column_letter(index + 1)}
            for index in range(table.width)
        ]
