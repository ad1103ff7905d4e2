"""How often something may be done, counted in Redis by all processes together, or in memory.

Counted by sliding windows of two counts each: a fixed window would let twice as much through at
its edge, a moving one would keep the time of each single post. No count outlives two windows, and
nothing can be read from its name: it is a keyed hash of the kind and of who is counted.
"""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from prometheus_client import Counter
from redis import RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

MINUTE, HOUR = 60, 3600
REDIS_ANSWERS_IN = 0.25  # seconds; then this process counts by itself
PAUSE = 5.0  # seconds until Redis is asked again

logger = logging.getLogger(__name__)
refused = Counter(
    "ten_doors_refused", "Requests answered with 429, by the limit that was met.", ["limit"]
)


@dataclass(frozen=True)
class Rate:
    """At most `most` in `seconds`. What guards a process, not a secret, it counts alone."""

    name: str
    most: int
    seconds: int
    is_shared: bool = True

    @property
    def a_day(self) -> int:
        return self.most * 24 * HOUR // self.seconds


# Nobody writes thirty posts a minute; three hundred people at one address or in one room write
# ten each.
SEAT_POSTS = Rate("seat posts", 30, MINUTE)
PERSON_POSTS = Rate("person posts", 120, MINUTE)
ADDRESS_POSTS = Rate("address posts", 3000, MINUTE, is_shared=False)
ROOM_POSTS = Rate("room posts", 3000, MINUTE, is_shared=False)
ADDRESS_JOINS = Rate("address joins", 300, MINUTE)
ROOM_JOINS = Rate("room joins", 600, MINUTE)
# Two hundred people in one house mistype; docs/security.md has the arithmetic of both.
ADDRESS_WRONG_CODES = Rate("address wrong codes", 60, 10 * MINUTE)
ALL_WRONG_CODES = Rate("all wrong codes", 60_000, HOUR)
ADDRESS_WRONG_LINKS = Rate("address wrong links", 60, 10 * MINUTE)
ADDRESS_WRONG_STREAMS = Rate("address wrong streams", 300, MINUTE, is_shared=False)


class Counts:
    def __init__(self, redis_url: str) -> None:
        self.own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.shared = SlidingWindowCounterRateLimiter(storage(redis_url)) if redis_url else None
        self.is_alone = False  # Redis did not answer
        self.alone_until = 0.0

    def take(self, rate: Rate, who: str) -> int:
        """Count once. 0, or the seconds to wait where there is no room for it."""
        return self._ask(rate, who, lambda counted, item, key: counted.hit(item, key))

    def wait(self, rate: Rate, who: str) -> int:
        """The same without counting."""
        return self._ask(rate, who, lambda counted, item, key: counted.test(item, key))

    def _ask(
        self,
        rate: Rate,
        who: str,
        ask: Callable[[SlidingWindowCounterRateLimiter, RateLimitItemPerSecond, str], bool],
    ) -> int:
        if not settings.RATE_LIMITS:
            return 0
        item = RateLimitItemPerSecond(rate.most, rate.seconds, namespace="rate")
        key = salted_hmac("workshop.limits", f"{rate.name} {who}").hexdigest()

        def asked(counted: SlidingWindowCounterRateLimiter) -> int:
            if ask(counted, item, key):
                return 0
            left = counted.get_window_stats(item, key).reset_time - time.time()
            return min(max(math.ceil(left), 1), rate.seconds)

        wait = self._where_it_counts(rate, asked)
        if wait:
            refused.labels(rate.name).inc()
        return wait

    def _where_it_counts(
        self, rate: Rate, asked: Callable[[SlidingWindowCounterRateLimiter], int]
    ) -> int:
        if self.shared and rate.is_shared and time.monotonic() >= self.alone_until:
            try:
                answer = asked(self.shared)
            except (RedisError, OSError) as error:
                self.alone_until = time.monotonic() + PAUSE
                if not self.is_alone:
                    logger.warning("Redis is away, each process counts by itself: %s", error)
                self.is_alone = True
            else:
                self.is_alone = False
                return answer
        return asked(self.own)


def storage(redis_url: str) -> RedisStorage:
    # The library types its options as texts and numbers; redis-py takes what it is given.
    options: dict[str, Any] = {
        "socket_timeout": REDIS_ANSWERS_IN,
        "socket_connect_timeout": REDIS_ANSWERS_IN,
        "retry": Retry(NoBackoff(), 0),
    }
    return RedisStorage(redis_url, key_prefix="ten-doors", **options)


counts = Counts(settings.REDIS_URL)
