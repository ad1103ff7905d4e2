"""How each act of the cockpit is undone. The slice that does it registers how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workshop.models import Workshop

    Undo = Callable[[Workshop, dict[str, Any], datetime], None]

# By the act's verb; called inside a transaction that holds the workshop's locks, with what the
# act kept. Raises WrongStep, with a sentence, where that is possible no more.
undoers: dict[str, Undo] = {}
