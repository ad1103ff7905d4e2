"""How the made-up texts are written down."""

from typing import Any, NamedTuple

SALES, DEVELOPMENT, SUPPORT, MARKETING = "Sales", "Development", "Support", "Marketing"


class Idea(NamedTuple):
    """An idea of a team, and the builds on it: each a team and what it added."""

    team: str
    text: str
    builds: list[tuple[str, str]]


class Promise(NamedTuple):
    """A commitment on idea `idea` of poster `poster`, both counted from 1.

    `said` and `learned` are the answer of day 14, as Answer.give takes them; None: quiet so far.
    """

    poster: int
    idea: int
    lead: tuple[str, str]  # name and team
    partner: tuple[str, str]
    words: dict[str, str]
    confidence: int
    said: dict[str, str] | None = None
    learned: dict[str, Any] | None = None
