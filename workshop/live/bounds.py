"""How many streams may be open at once, and how often one may ask for them.

Each process counts its own streams, in memory; a count ends with the last stream it counts.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from workshop.limits.rates import ADDRESS_WRONG_STREAMS, counts
from workshop.live import figures
from workshop.live.access import Admission

# Behind one address sits a whole house; each of its phones holds one stream.
ADDRESS_STREAMS = 1200
# For each stream that may be open: a page that polls asks twenty times a minute.
ASKS_A_MINUTE = 20
FULL_FOR = 15  # seconds until it is worth asking again
MINUTE = 60


class Refused(Exception):
    """This stream is one too many. `wait` is in seconds."""

    def __init__(self, reason: str, wait: int) -> None:
        super().__init__(reason)
        self.wait = wait
        figures.refused.labels(reason).inc()


class Bounds:
    def __init__(self) -> None:
        self.open: Counter[str] = Counter()  # by what opened them, and by address
        self.total = 0
        self.asked: Counter[str] = Counter()  # in this minute
        self.minute = 0

    def knock(self, address: str) -> None:
        """Before anybody looks whether this connect may come in. Raises Refused."""
        if wait := counts.wait(ADDRESS_WRONG_STREAMS, address):
            raise Refused("wrong", wait)

    def knocked_wrong(self, address: str) -> None:
        counts.take(ADDRESS_WRONG_STREAMS, address)

    def ask(self, admission: Admission, now: float) -> None:
        """`now` in seconds. Raises Refused for what asks again and again."""
        if not settings.RATE_LIMITS:
            return
        minute, second = divmod(int(now), MINUTE)
        if minute != self.minute:
            self.minute = minute
            self.asked.clear()
        if self.asked[admission.opened_by] >= ASKS_A_MINUTE * admission.most:
            raise Refused("rate", MINUTE - second)
        self.asked[admission.opened_by] += 1

    @contextmanager
    def place(self, admission: Admission, address: str) -> Iterator[None]:
        """One open stream. Raises Refused where it would be one too many."""
        if self.total >= settings.STREAMS:
            raise Refused("full", FULL_FOR)
        at, by = f"address {address}", admission.opened_by
        if settings.RATE_LIMITS and self.open[by] >= admission.most:
            raise Refused("holder", FULL_FOR)
        if settings.RATE_LIMITS and self.open[at] >= ADDRESS_STREAMS:
            raise Refused("address", FULL_FOR)
        self.total += 1
        self.open.update((at, by))
        try:
            yield
        finally:
            self.total -= 1
            for name in (at, by):
                self.open[name] -= 1
                if not self.open[name]:
                    del self.open[name]  # what holds nothing any more is not remembered


bounds = Bounds()
