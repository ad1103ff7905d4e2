"""One hub a process: it hears wake-ups, looks at the log, beats, and ends every stream at the stop.

Wake-ups come from this process, from Redis, and from a look at the revisions of all open rooms
every second or two, so that a lost one costs no more than that.
"""

import asyncio
import contextlib
import itertools
import logging
import random
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import redis.asyncio as redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from workshop.live import figures, fragments, wake
from workshop.live.access import Door
from workshop.live.client import Client
from workshop.live.drawing import with_connection
from workshop.live.models import Stream
from workshop.live.presence import Presence
from workshop.live.room import Room

LOOK_EVERY = 2.0 if settings.REDIS_URL else 1.0
BEAT_EVERY = 15.0
CHECK_EVERY = 3.0  # for those whose right to listen ends without a word in the log
CHECK_ALL = 5  # of these checks one asks for everybody
EMPTY_FOR = 4  # beats without a listener, then a room is forgotten
AWAY = 1.0  # seconds to wait while database or Redis are away
COME_BACK = (500, 3000)  # milliseconds, spread so that a thousand phones don't return as one

logger = logging.getLogger(__name__)


class Hub:
    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live")
        self.door = Door(self.threads)
        self.rooms: dict[int, Room] = {}
        self.presence = Presence(self.rooms, self.threads)
        self.tasks: set[asyncio.Task[None]] = set()
        self.lasting: list[asyncio.Task[None]] = []  # those that only the stop may end
        self.empty_beats: dict[int, int] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.stopping = False
        self.looked_at = time.monotonic()
        self.database_away = self.redis_away = False

    def start(self) -> None:
        """Begin to listen. Must be called on the event loop; safe to repeat."""
        if self.loop is not None:
            return
        self.loop = asyncio.get_running_loop()
        self.looked_at = time.monotonic()
        wake.listeners.append(self.wake_from_thread)
        self._run(self._look())
        self._run(self._beat())
        self._run(self._check())
        self._run(self.presence.keep())
        if settings.REDIS_URL:
            self._run(self._hear())

    def room(self, stream: int) -> Room:
        room = self.rooms.get(stream)
        if room is None:
            room = self.rooms[stream] = Room(stream, self.threads, self.check_access)
            self._run(self._serve(room), f"room {stream}")
        self.empty_beats.pop(stream, None)  # somebody is about to listen
        return room

    def wake_from_thread(self, stream: int, revision: int, lines: wake.Lines) -> None:
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.wake, stream, revision, lines)

    def wake(self, stream: int, revision: int, lines: wake.Lines = ()) -> None:
        """The log goes as far as `revision`; `lines` are the last ones, where they came along."""
        room = self.rooms.get(stream)
        if room is not None and revision > room.head:
            room.heard.add(revision, lines)
            room.wake(time.perf_counter())

    async def stop(self) -> None:
        """End every stream with a word about when to come back. Safe to repeat."""
        if self.stopping:
            return
        self.stopping = True
        with contextlib.suppress(ValueError):
            wake.listeners.remove(self.wake_from_thread)
        for task in list(self.tasks):
            task.cancel()
        for room in self.rooms.values():
            for client in room.clients:
                room.forget(client)
                self._end(client)
        await self.presence.stop()

    async def check_access(self, room: Room) -> None:
        """Ask again for everybody who listens, and end the streams of those who may no longer."""
        await self._ask_again([(room, client) for client in room.clients])

    async def _ask_again(self, listening: list[tuple[Room, Client]]) -> None:
        allowed = await self.door.ask_all([client.connect for _room, client in listening])
        for (room, client), admission in zip(listening, allowed, strict=True):
            if admission is not None and admission.stream == room.stream:
                self.presence.readmit(client, admission)
            elif room.forget(client):  # else it left while we asked
                figures.gone.inc()
                self.presence.leave(client, at_once=True)
                if not client.try_send(fragments.GONE, more=False):
                    client.abort()

    def _end(self, client: Client) -> None:
        retry = random.randint(*COME_BACK)  # noqa: S311  (spread, not secrecy)
        if not client.try_send(fragments.ending(retry), more=False):
            client.abort()

    async def _serve(self, room: Room) -> None:
        while True:
            await room.woken.wait()
            try:
                await room.advance()
            except DatabaseError as error:
                logger.warning("the log cannot be read, trying again: %s", error)
                await asyncio.sleep(AWAY)
            except Exception:
                logger.exception("room %s stumbled, trying again", room.stream)
                await asyncio.sleep(AWAY)

    async def _look(self) -> None:
        """Compare every open room with its log, whatever wake-ups said."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._look_once()

    async def _look_once(self) -> None:
        if not self.rooms:
            self.looked_at, self.database_away = time.monotonic(), False
            return
        loop = asyncio.get_running_loop()
        try:
            heads = await loop.run_in_executor(
                self.threads, with_connection, read_heads, list(self.rooms)
            )
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the log cannot be read, trying again: %s", error)
            self.database_away = True
            return
        self.looked_at, self.database_away = time.monotonic(), False
        for stream, revision in heads.items():
            room = self.rooms.get(stream)
            if room is not None and revision < room.head:  # a backup was restored under us
                await room.start_over(revision)
            else:
                self.wake(stream, revision)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            for room in list(self.rooms.values()):
                try:
                    await room.beat()
                except Exception:
                    logger.exception("room %s missed a beat", room.stream)
                self._forget_if_empty(room)

    async def _check(self) -> None:
        """Ask again who may listen: a sign-in or a membership ends without a word in the log."""
        for turn in itertools.count(1):
            await asyncio.sleep(CHECK_EVERY)
            listening = [
                (room, client)
                for room in self.rooms.values()
                for client in room.clients
                if turn % CHECK_ALL == 0 or (client.admission and client.admission.ends_silently)
            ]
            try:
                await self._ask_again(listening)
            except Exception as error:  # noqa: BLE001  (the next round asks again)
                logger.warning("nobody could say who may listen, asking again: %s", error)

    def _forget_if_empty(self, room: Room) -> None:
        beats = 0 if room.clients else self.empty_beats.get(room.stream, 0) + 1
        self.empty_beats[room.stream] = beats
        if beats > EMPTY_FOR:
            del self.empty_beats[room.stream], self.rooms[room.stream]
            for task in self.tasks:
                if task.get_name() == f"room {room.stream}":
                    task.cancel()

    async def _hear(self) -> None:
        """Wake rooms as Redis says; after every reconnect look at the log for what was missed."""
        while True:
            try:
                client = redis.Redis.from_url(
                    settings.REDIS_URL, socket_timeout=None, health_check_interval=10
                )
                async with client.pubsub() as pubsub:
                    await pubsub.subscribe(wake.CHANNEL)
                    self.redis_away = False
                    await self._look_once()
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self.wake(*wake.parse(message["data"]))
            except (redis.RedisError, OSError, ValueError) as error:
                logger.warning("Redis is away, looking at the log instead: %s", error)
                self.redis_away = True
            await asyncio.sleep(AWAY)

    def _run(self, work: Coroutine[None, None, None], name: str | None = None) -> None:
        task = asyncio.create_task(work, name=name)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        if name is None:
            self.lasting.append(task)

    # How it is, for those who watch the service

    @property
    def is_running(self) -> bool:
        """False in a process that only serves pages."""
        return self.loop is not None

    @property
    def lag(self) -> float:
        """Seconds that the newest change took from its wake-up to the screens."""
        moved = max(list(self.rooms.values()), key=lambda room: room.moved_at, default=None)
        return moved.lag if moved else 0.0

    def audiences(self) -> Counter[str]:
        """How many streams are open, by who listens."""
        found: Counter[str] = Counter()
        for room in list(self.rooms.values()):
            for channel in list(room.channels.values()):
                found[channel.audience] += len(channel.clients) + len(channel.followed)
        return found

    def followers(self) -> int:
        return sum(
            len(channel.followed)
            for room in list(self.rooms.values())
            for channel in list(room.channels.values())
        )

    def dead(self) -> int:
        """How many lasting tasks have ended without being asked to."""
        return 0 if self.stopping else sum(task.done() for task in self.lasting)

    def since_look(self) -> float:
        """Seconds since all open rooms were compared with the log."""
        return time.monotonic() - self.looked_at


def read_heads(streams: list[int]) -> dict[int, int]:
    return dict(Stream.objects.filter(pk__in=streams).values_list("pk", "revision"))


hub = Hub()
