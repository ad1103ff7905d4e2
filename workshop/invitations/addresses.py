"""Addresses as people paste and upload them: one a line, in a row, with names or without."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from workshop.plain_text import tidy
from workshop.tables.table import Table

MOST_AT_ONCE = 500
LONGEST = 254
NAME_LENGTH = 80
# Names of columns that hold a person's name, first names before last ones.
NAME_COLUMNS = (
    "name", "full name", "namn", "förnamn", "first name", "firstname", "given name", "efternamn",
    "last name", "lastname", "surname",
)  # fmt: skip
# A piece ends at a comma or semicolon that stands neither in quotation marks nor in brackets.
_PIECE = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^,;"]|"(?![^"]*"))+')
_IN_BRACKETS = re.compile(r"^(?P<name>[^<>]*?)<\s*(?:mailto:)?(?P<address>[^<>]*)>(?P<rest>.*)$")
_EDGES = "\"'()[]<>.:"


@dataclass
class Bad:
    """What cannot be written to, where it stands, and why."""

    line: int
    text: str
    reason: str


@dataclass
class Found:
    """Addresses in lower case, each with a name or "", in their order; and what is none."""

    good: dict[str, str] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    folded: int = 0

    def take(self, line: int, address: str, name: str, text: str) -> None:
        address = address.strip(_EDGES + " \t").removeprefix("mailto:").lower()
        if reason := why_not(address):
            self.bad.append(Bad(line, text.strip(), reason))
        elif address in self.good:
            self.folded += 1
            self.good[address] = self.good[address] or tidy_name(name)
        else:
            self.good[address] = tidy_name(name)

    @property
    def people(self) -> list[tuple[str, str]]:
        return list(self.good.items())

    @property
    def left(self) -> str:
        """What stays in the field, to be mended."""
        return "\n".join(bad.text for bad in self.bad)


def read_pasted(text: str) -> Found:
    found = Found()
    for number, line in enumerate(tidy(text, multiline=True).splitlines(), start=1):
        read_line(found, number, line)
    return found


def read_table(table: Table, found: Found | None = None) -> Found:
    """Every cell with an @ is an address; a column that says so, or the only other one, a name.

    With `found`, they come after what was found before.
    """
    found = found or Found()
    rows = table.rows
    columns: list[int] = []
    if rows and not any("@" in cell for cell in rows[0].cells):
        titles = [cell.strip().casefold() for cell in rows[0].cells]
        columns = [titles.index(title) for title in NAME_COLUMNS if title in titles]
        rows = rows[1:]
    for row in rows:
        addresses = [cell for cell in row.cells if "@" in cell]
        others = [cell for cell in row.cells if cell and "@" not in cell]
        named = [row.cells[column] for column in columns if column < len(row.cells)]
        if not columns and len(others) == 1:
            named = others
        name = " ".join(cell for cell in named if "@" not in cell)
        if not addresses:
            found.take(row.number, others[0], "", ", ".join(others))
        for cell in addresses:
            for address, own in pairs(cell) or [(cell, "")]:
                found.take(row.number, address, own or name, cell)
    return found


def read_line(found: Found, number: int, line: str) -> None:
    """Words without an @ belong to the address that they stand beside."""
    waiting: list[str] = []
    last = ""
    for piece in (part.strip() for part in _PIECE.findall(line)):
        if not piece:
            continue
        if "@" not in piece and looks_like_a_name(piece):
            waiting.append(piece)
            continue
        known = pairs(piece)
        if not known:
            found.take(number, piece, "", piece)
        for address, name in known:
            found.take(number, address, " ".join([name, *waiting]), piece)
            waiting, last = [], address.strip(_EDGES).lower()
    if waiting and last in found.good and not found.good[last]:
        found.good[last] = tidy_name(" ".join(waiting))
    elif waiting:
        text = ", ".join(waiting)
        found.bad.append(Bad(number, text, gettext("There is no @ in it.")))


def pairs(piece: str) -> list[tuple[str, str]]:
    """Each address of a piece between commas, with the name that stands before it."""
    in_brackets = _IN_BRACKETS.match(piece)
    if in_brackets:
        first = (in_brackets["address"], in_brackets["name"])
        return [first, *pairs(in_brackets["rest"])]
    words = piece.split()
    addresses = [word for word in words if "@" in word]
    names = " ".join(word for word in words if "@" not in word)
    return [(address, names if len(addresses) == 1 else "") for address in addresses]


def looks_like_a_name(piece: str) -> bool:
    """Letters and what stands in names; "anna.example.org" lacks its @ and is none."""
    return re.search(r"\w\.\w", piece) is None and "<" not in piece


def tidy_name(name: str) -> str:
    name = re.sub(r"\s+", " ", tidy(name, multiline=False).replace('"', " "))
    name = name.strip(_EDGES + ", \t")
    if name.count(",") == 1:  # as address books sort: Berg, Anna
        last, _comma, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    return name[:NAME_LENGTH].strip()


def why_not(address: str) -> str:
    """A sentence about what is wrong with it; empty for an address."""
    local, _at, domain = address.partition("@")
    wrong = {
        gettext("There is no @ in it."): "@" not in address,
        gettext("There is more than one @ in it."): "@" in domain,
        gettext("It is longer than an address can be."): len(address) > LONGEST,
        gettext("Nothing stands before the @."): not local,
        gettext("Nothing stands after the @."): not domain,
        gettext("Two dots stand side by side."): ".." in address,
        gettext("After the @ an ending is missing, such as .org."): "." not in domain,
        gettext("This isn’t an address that mail can reach."): not is_valid(address),
    }
    return next((sentence for sentence, holds in wrong.items() if holds), "")


def is_valid(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
