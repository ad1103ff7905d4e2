"""Sentences of our own that say which hints they should get.

A row: `half`, `field` (what it is written for), `expects` (kinds of hint that it needs), `accepts`
(kinds that would be fair, too), `text`. The halves:

- `tuning`: patterns were made to fit these.
- `held-out`: written before the patterns, together with most of `tuning`, and not looked at while
  tuning. One hand wrote them and the patterns, so their figures flatter.
- `afterwards`: written when the patterns were finished; nothing was changed after measuring. These
  are the figures to believe. Whoever tunes on them writes new ones.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

RULES = settings.BASE_DIR / "static" / "hints"
LANGUAGES = ("en", "sv")
HALVES = ("tuning", "held-out", "afterwards")


@dataclass
class Sentence:
    half: str
    field: str
    expects: list[str]
    accepts: list[str]
    text: str


def sentences(language: str) -> list[Sentence]:
    path = Path(__file__).parent / f"sentences.{language}.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        return [
            Sentence(
                row["half"],
                row["field"],
                row["expects"].split(),
                row["accepts"].split(),
                row["text"],
            )
            for row in csv.DictReader(rows)
        ]
