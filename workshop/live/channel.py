"""A channel is what one audience sees in one language. Each change is rendered once a channel and
its bytes are kept in a ring; a client is a cursor into that ring.
"""

from typing import TYPE_CHECKING

from workshop.live import fragments
from workshop.live.drawing import Change

if TYPE_CHECKING:
    from workshop.live.client import Client

RING = 500  # changes kept in memory a channel; whoever is further behind fetches the page afresh


class Channel:
    """What one audience sees in one language, as bytes by revision: `floor` < slots ≤ `head`."""

    def __init__(self, audience: str, language: str, head: int) -> None:
        self.audience = audience
        self.language = language
        self.clients: set[Client] = set()  # those that keep up
        self.followed: set[Client] = set()
        self.empty(head)

    def empty(self, head: int) -> None:
        """Forget what was drawn and stand at `head`."""
        self.floor = self.head = head
        self.slots: list[bytes] = []
        self.newest: dict[tuple[str, str], int] = {}  # (kind, target) -> revision of its slot

    def append(self, drawn: list[tuple[Change, bytes]]) -> None:
        """Add changes above the head. What they make stale below is emptied: only the newest
        state of a thing is worth sending."""
        for (revision, kind, target), body in drawn:
            self._put((kind, target), revision, body)
            self.head = revision
        surplus = len(self.slots) - RING
        if surplus > 0:
            del self.slots[:surplus]
            self.floor += surplus

    def _put(self, key: tuple[str, str], revision: int, body: bytes) -> None:
        if fragments.starts_afresh(key[0]):
            self.empty(revision - 1)
        self.outdate(*key)
        self.newest[key] = revision
        self.slots.append(body)

    def outdate(self, kind: str, target: str) -> None:
        """This thing has changed: nobody hears any more how it was."""
        old = self.newest.get((kind, target), 0)
        if old > self.floor:
            self.slots[old - self.floor - 1] = b""
        for wide in fragments.wide_kinds(self.audience, kind):
            # It shows this thing as it was, among others: what if it has been hidden since?
            old = self.newest.get((wide, ""), 0)
            if old > self.floor and self.slots[old - self.floor - 1]:
                self.slots[old - self.floor - 1] = fragments.resync(old)

    def prepend(self, drawn: list[tuple[Change, bytes]], floor: int) -> None:
        """Add changes below the floor, which becomes `floor`."""
        slots = []
        for (revision, kind, target), body in reversed(drawn):
            fresh = self.newest.setdefault((kind, target), revision) == revision
            slots.append(body if fresh else b"")
        self.slots[:0] = reversed(slots)
        self.floor = floor

    def reachable(self, cursor: int) -> int:
        """The floor of a ring that reaches back to `cursor`, as far as rings go."""
        return max(cursor, self.head - RING, 0)

    def since(self, cursor: int) -> bytes:
        """All that somebody who has seen `cursor` is missing. Needs floor ≤ cursor ≤ head."""
        return b"".join(self.slots[cursor - self.floor :])
