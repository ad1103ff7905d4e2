"""Wakes the live processes after a commit. A lost wake only costs the wait for the next look.

With it go the lines that the commit wrote, so that nobody needs to read the log for them.
"""

import json
import logging
import time
from collections.abc import Callable, Sequence

import redis
from django.conf import settings

CHANNEL = "live:lines"
# After a failed publish Redis is left alone this many seconds, so that posts stay fast without it.
PAUSE = 5.0

logger = logging.getLogger(__name__)
Lines = Sequence[tuple[str, str]]  # kind, target
# Hubs of this very process, called from whichever thread committed with the stream, its newest
# revision and the lines that end there.
listeners: list[Callable[[int, int, Lines], None]] = []


class Publisher:
    """Tells the hubs of other processes through Redis, and never keeps a post waiting for it."""

    def __init__(self, url: str) -> None:
        self.client = redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)
        self.silent_until = 0.0

    def publish(self, stream: int, revision: int, lines: Lines) -> None:
        if time.monotonic() < self.silent_until:
            return
        try:
            self.client.publish(CHANNEL, json.dumps([stream, revision, lines]))
        except redis.RedisError as error:
            self.silent_until = time.monotonic() + PAUSE
            logger.warning("Redis is away, screens look at the log themselves: %s", error)


publisher = Publisher(settings.REDIS_URL) if settings.REDIS_URL else None


def wake(stream: int, revision: int, lines: Lines) -> None:
    for listener in listeners:
        listener(stream, revision, lines)
    if publisher:
        publisher.publish(stream, revision, lines)


def parse(message: bytes) -> tuple[int, int, Lines]:
    """What publish() said. Raises ValueError."""
    stream, revision, lines = json.loads(message)
    return int(stream), int(revision), [(str(kind), str(target)) for kind, target in lines]
