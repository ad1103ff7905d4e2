"""Wakes the live processes after a commit. A lost wake only costs the wait for the next look."""

import logging
import time
from collections.abc import Callable

import redis
from django.conf import settings

CHANNEL = "live:wake"
# After a failed publish Redis is left alone this many seconds, so that posts stay fast without it.
PAUSE = 5.0

logger = logging.getLogger(__name__)
# Hubs of this very process, called with (stream, revision) from whichever thread committed.
listeners: list[Callable[[int, int], None]] = []


class Publisher:
    """Tells the hubs of other processes through Redis, and never keeps a post waiting for it."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.silent_until = 0.0

    def publish(self, stream: int, revision: int) -> None:
        if time.monotonic() < self.silent_until:
            return
        try:
            self.client.publish(CHANNEL, f"{stream} {revision}")
        except redis.RedisError as error:
            self.silent_until = time.monotonic() + PAUSE
            logger.warning("Redis is away, screens look at the log themselves: %s", error)


publisher = Publisher(settings.REDIS_URL) if settings.REDIS_URL else None


def wake(stream: int, revision: int) -> None:
    for listener in listeners:
        listener(stream, revision)
    if publisher:
        publisher.publish(stream, revision)
