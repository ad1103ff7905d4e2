"""What happens as a workshop closes. Later slices register their part; the verb calls them.

`guards` say in sentences what is still shut. `measures` look at everything while the key still
ties writing to seats, and keep figures only. `farewells` remove what tied them, and what comes
after the day begins. All of it runs in the closing transaction, in this order. `notes` are
sentences that the facilitator reads before deciding to close. `at_the_end` are pages that phones
are led to while the room is open, for the last minutes of the day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.utils.functional import Promise

    from workshop.models.workshop import Workshop


class Page(NamedTuple):
    name: str  # of an address that takes the number of the workshop
    heading: str | Promise
    words: str | Promise
    button: str | Promise


guards: list[Callable[[Workshop], list[str]]] = []
measures: list[Callable[[Workshop, datetime], None]] = []
farewells: list[Callable[[Workshop, datetime], None]] = []
notes: list[Callable[[Workshop], list[str]]] = []
at_the_end: list[Page] = []


def noted(workshop: Workshop) -> list[str]:
    return [sentence for note in notes for sentence in note(workshop)]
