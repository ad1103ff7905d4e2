"""The common board of who is connected: each process puts its holders there, and Redis forgets
those of a process that falls silent."""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Iterable
from typing import Any

import redis
import redis.asyncio
from django.conf import settings

LINGER = 10.0  # a phone that comes back within these seconds was never away
WRITE_EVERY = 10.0  # to the board, though nothing changed
BOARD_KEEPS = 25  # seconds; a process that was killed is forgotten by then
AWAY = 5.0  # seconds that Redis is left alone after it did not answer

logger = logging.getLogger(__name__)
Counts = dict[int, int]  # group -> how many
Holders = dict[int, list[str]]  # group -> who, as ids that tell nobody who


class Here:
    """The holders of one room whose streams are open in this process, or were a moment ago."""

    def __init__(self) -> None:
        self.groups: dict[str, int] = {}  # holder -> group
        self.streams: dict[str, int] = {}  # holder -> how many are open: two tabs, one person
        self.leaving: dict[str, float] = {}  # holder -> when it counts no more
        self.changed = True
        self.written = -WRITE_EVERY

    def arrive(self, holder: str, group: int) -> None:
        self.streams[holder] = self.streams.get(holder, 0) + 1
        self.leaving.pop(holder, None)
        if self.groups.get(holder) != group:
            self.groups[holder] = group
            self.changed = True

    def leave(self, holder: str, until: float) -> None:
        """One stream fewer. After the last one the holder counts until that moment."""
        self.streams[holder] -= 1
        if not self.streams[holder]:
            del self.streams[holder]
            self.leaving[holder] = until

    def let_go(self, now: float) -> None:
        for holder in [holder for holder, until in self.leaving.items() if until <= now]:
            del self.leaving[holder], self.groups[holder]
            self.changed = True

    def holders(self) -> Holders:
        found: Holders = {}
        for holder, group in self.groups.items():
            found.setdefault(group, []).append(holder)
        return found


class Board:
    """The processes' common board in Redis: for each room its processes, for each the holders."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(8)
        self.redis: Any = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, decode_responses=True
        )
        self.last: dict[int, list[Holders]] = {}
        self.heard = 0.0
        self.silent_until = 0.0

    async def exchange(
        self, here: dict[int, Here], watched: list[int], now: float
    ) -> dict[int, list[Holders]]:
        """Write what is ours, where it changed or grew old; read what the others have there.

        While Redis is away it is what was last heard, as long as the board would keep it.
        """
        if now >= self.silent_until:
            try:
                await self._write(here, now)
                self.last, self.heard = await self._read(watched), now
            except (redis.RedisError, OSError) as error:
                self.silent_until = now + AWAY
                logger.warning("Redis is away, only this process is counted: %s", error)
        if now - self.heard > BOARD_KEEPS:
            self.last = {}
        return self.last

    async def leave(self, streams: list[int]) -> None:
        """The process ends: its phones are given as long to come back as one that lost its way."""
        try:
            async with asyncio.timeout(0.5), self.redis.pipeline(transaction=False) as pipe:
                for stream in streams:
                    pipe.expire(place(stream, self.process), int(LINGER))
                await pipe.execute()
            await self.redis.aclose()
        except (redis.RedisError, OSError, TimeoutError):
            return

    async def _write(self, here: dict[int, Here], now: float) -> None:
        due = {
            stream: own
            for stream, own in here.items()
            if own.changed or now - own.written >= WRITE_EVERY
        }
        if not due:
            return
        async with self.redis.pipeline(transaction=False) as pipe:
            for stream, own in due.items():
                holders = own.holders()
                if holders:
                    pipe.set(place(stream, self.process), json.dumps(holders), ex=BOARD_KEEPS)
                    pipe.sadd(place(stream), self.process)
                    pipe.expire(place(stream), 2 * BOARD_KEEPS)
                else:
                    pipe.delete(place(stream, self.process))
                    pipe.srem(place(stream), self.process)
                own.changed, own.written = False, now
            try:
                await pipe.execute()
            except (redis.RedisError, OSError):
                for own in due.values():
                    own.changed = True
                raise

    async def _read(self, streams: list[int]) -> dict[int, list[Holders]]:
        async with self.redis.pipeline(transaction=False) as pipe:
            for stream in streams:
                pipe.smembers(place(stream))
            processes = await pipe.execute() if streams else []
        found: dict[int, list[Holders]] = {}
        for stream, others in zip(streams, processes, strict=True):
            others.discard(self.process)
            if others:
                kept = await self.redis.mget([place(stream, other) for other in others])
                found[stream] = [parse(text) for text in kept if text]
        return found


class Reader:
    """The board as page processes read it, which have no streams of their own."""

    def __init__(self, url: str) -> None:
        self.redis: Any = redis.Redis.from_url(
            url, socket_timeout=0.5, socket_connect_timeout=0.5, decode_responses=True
        )
        self.silent_until = 0.0

    def counts(self, stream: int) -> Counts | None:
        if time.monotonic() < self.silent_until:
            return None
        try:
            processes = self.redis.smembers(place(stream))
            kept = self.redis.mget([place(stream, each) for each in processes]) if processes else []
        except (redis.RedisError, OSError) as error:
            self.silent_until = time.monotonic() + AWAY
            logger.warning("Redis is away, nobody knows who is connected: %s", error)
            return None
        return count(parse(text) for text in kept if text)


def place(stream: int, process: str = "") -> str:
    """Where the board keeps a room's processes, or what one of them has there."""
    return f"live:here:{stream}:{process}" if process else f"live:here:{stream}"


def parse(text: str) -> Holders:
    return {int(group): holders for group, holders in json.loads(text).items()}


def count(everywhere: Iterable[Holders]) -> Counts:
    """How many of each group; whoever is in two processes counts once."""
    union: dict[int, set[str]] = {}
    for holders in everywhere:
        for group, some in holders.items():
            union.setdefault(group, set()).update(some)
    return {group: len(some) for group, some in union.items()}
