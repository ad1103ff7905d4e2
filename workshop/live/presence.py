"""Who is connected, by group: counted from open streams, never from what anybody does.

Each process counts its own streams. Where there is Redis the processes put their holders on a
common board that forgets a process which falls silent; without Redis there is one process. Nothing
of it is in the database or in a log, and only numbers by group leave this module.

News of it stands in no log either: it goes to the screens that show it at most once a second,
drawn as it is at that moment, and again to whoever has just caught up.
"""

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Iterable
from concurrent.futures import Executor
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from django.db import DatabaseError

from workshop.live import fragments
from workshop.live.access import Admission
from workshop.live.drawing import View, by_language
from workshop.live.room import Chunk, Client, Room, with_connection

KIND = "presence"
TELL_EVERY = 1.0
LINGER = 10.0  # a phone that comes back within these seconds was never away
WRITE_EVERY = 10.0  # to the board, though nothing changed
BOARD_KEEPS = 25  # seconds; a process that was killed is forgotten by then
AWAY = 5.0  # seconds that Redis is left alone after it did not answer

logger = logging.getLogger(__name__)
Counts = dict[int, int]  # group -> how many
Holders = dict[int, list[str]]  # group -> who, as ids that tell nobody who

_shown: set[str] = set()


def register(renderer: fragments.Renderer, audiences: set[str]) -> None:
    """How the figures look, and on which screens; nobody else is woken for them."""
    fragments.register(KIND, renderer)
    _shown.update(audiences)


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


class Presence:
    """What one hub knows of who is connected, and the telling of it."""

    def __init__(self, rooms: dict[int, Room], threads: Executor) -> None:
        self.rooms = rooms
        self.threads = threads
        self.here: dict[int, Here] = {}
        self.counts: dict[int, Counts] = {}  # by stream; replaced whole, as other threads read it
        self.board = Board() if settings.REDIS_URL else None

    def arrive(self, client: Client, admission: Admission) -> None:
        client.admission = admission
        if admission.holder:
            here = self.here.setdefault(admission.stream, Here())
            here.arrive(admission.holder, admission.group)

    def leave(self, client: Client, *, at_once: bool = False) -> None:
        """Safe to repeat."""
        admission, client.admission = client.admission, None
        if admission and admission.holder:
            until = time.monotonic() + (0 if at_once else LINGER)
            self.here[admission.stream].leave(admission.holder, until)

    def readmit(self, client: Client, admission: Admission) -> None:
        """Somebody who is still here may belong to another group by now."""
        if client.admission not in (None, admission):
            self.leave(client, at_once=True)
            self.arrive(client, admission)

    async def keep(self) -> None:
        knowing.append(self)
        while True:
            await asyncio.sleep(TELL_EVERY)
            try:
                await self.look(time.monotonic())
            except DatabaseError as error:
                logger.warning("who is here cannot be drawn, trying again: %s", error)
            except Exception:
                logger.exception("who is here cannot be told, trying again")

    async def stop(self) -> None:
        if self in knowing:
            knowing.remove(self)
        if self.board:
            await self.board.leave(list(self.here))

    async def look(self, now: float) -> None:
        """Count again, and tell the screens that do not know it yet."""
        for here in self.here.values():
            here.let_go(now)
        watched = [stream for stream, room in self.rooms.items() if watchers(room)]
        elsewhere: dict[int, list[Holders]] = {}
        if self.board:
            elsewhere = await self.board.exchange(self.here, watched, now)
        self.counts = {
            stream: count([*self._own(stream), *elsewhere.get(stream, ())])
            # With others about, what nobody here watches is known to the board alone.
            for stream in (watched if self.board else self.here)
        }
        for stream in watched:
            await tell(self.rooms[stream], self.counts.get(stream, {}))
        for stream in [stream for stream, here in self.here.items() if not here.groups]:
            if not (self.board and self.here[stream].changed):
                del self.here[stream]

    def _own(self, stream: int) -> list[Holders]:
        here = self.here.get(stream)
        return [here.holders()] if here else []


def count(everywhere: Iterable[Holders]) -> Counts:
    """How many of each group; whoever is in two processes counts once."""
    union: dict[int, set[str]] = {}
    for holders in everywhere:
        for group, some in holders.items():
            union.setdefault(group, set()).update(some)
    return {group: len(some) for group, some in union.items()}


def watchers(room: Room) -> list[Client]:
    """Those who keep up and whose screens show the figures."""
    return [
        client
        for channel in room.channels.values()
        if channel.audience in _shown
        for client in channel.clients
    ]


async def tell(room: Room, counts: Counts) -> None:
    """Draw once a channel and write to whoever stands at the head. Nothing that was drawn before
    may come after it: where the log went on meanwhile, it is drawn again and the log waits."""
    if all(client.told == counts for client in watchers(room)):
        return
    head, busy = room.head, room.reading.locked()
    bodies = await draw_news(room)
    if not busy and not room.reading.locked() and room.head == head:
        write_news(room, counts, bodies)
        return
    async with room.reading:
        write_news(room, counts, await draw_news(room))


def write_news(room: Room, counts: Counts, bodies: dict[View, bytes]) -> None:
    """Who is behind hears it at a later look, when it has caught up."""
    for view, body in bodies.items():
        channel, chunk = room.channels[view], Chunk(body)
        for client in list(channel.clients):
            stands_ready = client.told != counts and client.cursor == channel.head
            if stands_ready and (not body or client.try_write(chunk)):
                client.told = counts


async def draw_news(room: Room) -> dict[View, bytes]:
    views = {view for view in room.channels if view[0] in _shown}
    return await asyncio.get_running_loop().run_in_executor(
        room.threads, with_connection, draw, room.stream, views
    )


def draw(stream: int, views: set[View]) -> dict[View, bytes]:
    bodies = dict.fromkeys(views, b"")
    for language, audiences in by_language(views):
        drawn = fragments.render(KIND, stream, [""], audiences, language)
        for audience, html in drawn.get("", {}).items():
            bodies[audience, language] = fragments.news(html)
    return bodies


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


reader = Reader(settings.REDIS_URL) if settings.REDIS_URL else None
# The hubs of this very process.
knowing: list[Presence] = []


def connected(stream: int) -> Counts | None:
    """How many of each group are connected; None where this process has no way to know."""
    for presence in knowing:
        if stream in presence.counts:
            return presence.counts[stream]
    if reader:
        return reader.counts(stream)
    return {} if knowing else None
