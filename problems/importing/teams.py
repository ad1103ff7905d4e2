"""Team names as files write them, and the teams they mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.utils.translation import gettext

from workshop.people.models import Organisation, Team, User

NAME_LIMIT = 40
# More new names than this are no departments: another column was meant.
UNKNOWN_LIMIT = 40


def key(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.casefold().split())


def as_team_name(name: str) -> str:
    """“customer success” begins with a capital as a team; “iOS” was written on purpose."""
    first = name[:1].upper()
    return first + name[1:] if name.islower() and len(first) == 1 else name


def split(cell: str) -> list[str]:
    """The names in a cell, each once. “finance/billing” is one name, so a slash cuts nothing."""
    cut = "[;\n]" if ";" in cell else "[,|\n]"
    names = {key(name): " ".join(name.split()) for name in reversed(re.split(cut, cell))}
    return [name for name in reversed(names.values()) if name]


@dataclass
class UnknownTeam:
    """A name that no team bears yet."""

    name: str
    rows: int = 0  # how many rows say it
    close_to: Team | None = None  # a team it may be a slip of the pen for
    colour: int = 0  # none yet


class TeamBook:
    """The teams of one organisation, found by name or short name in any case."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.teams = list(organisation.teams.all())
        self._by_key = {key(team.short_name): team for team in reversed(self.teams)}
        self._by_key |= {key(team.name): team for team in self.teams}
        self._by_key.pop("", None)

    def find(self, name: str) -> Team | None:
        return self._by_key.get(key(name))

    def names_in(self, cell: str) -> list[str]:
        """A cell that is one team's whole name stays whole, whatever signs it holds."""
        return [cell] if self.find(cell) else split(cell)

    def close_to(self, name: str) -> Team | None:
        close = get_close_matches(key(name), self._by_key, n=1, cutoff=0.8)
        return self._by_key[close[0]] if close else None

    def create(self, names: Iterable[str], by: User | None) -> None:
        """Teams of these names, found by `find` from now on. Belongs in a transaction."""
        for name in names:
            # Somebody else may have added it since this book was opened.
            team = self.organisation.teams.filter(name__iexact=name).first()
            if team is None:
                team = Team.add(self.organisation, name, self._free_short_name(name))
                self.organisation.record(by, "team.added", name)
            self.teams.append(team)
            self._by_key |= {key(team.short_name): team, key(name): team}

    def _free_short_name(self, name: str) -> str:
        words = re.findall(r"\w+", name) or [name]
        initials = "".join(word[0] for word in words).upper()
        first = words[0].capitalize()
        tries = [initials] if len(words) > 1 else []
        tries += [first[:length] for length in (3, 4, 5, 6)]
        tries += [f"{first[:3]}{number}" for number in range(2, 100)]
        return next((short[:6] for short in tries if key(short[:6]) not in self._by_key), first[:6])


def too_long(name: str) -> str:
    """Why a name cannot become a team's, or nothing."""
    if len(name) <= NAME_LIMIT:
        return ""
    return gettext(
        "“%(name)s…” is %(length)s characters long; a team's name has at most %(limit)s."
    ) % {"name": name[:30], "length": len(name), "limit": NAME_LIMIT}
