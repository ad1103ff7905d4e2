"""What happens as a workshop closes. Later slices register their part; the verb calls them.

`guards` say in sentences what is still shut. `measures` look at everything while the key still
ties writing to seats, and keep figures only. `farewells` remove what tied them, and what comes
after the day begins. All of it runs in the closing transaction, in this order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workshop.models.workshop import Workshop

guards: list[Callable[[Workshop], list[str]]] = []
measures: list[Callable[[Workshop, datetime], None]] = []
farewells: list[Callable[[Workshop, datetime], None]] = []
