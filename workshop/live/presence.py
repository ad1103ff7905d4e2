"""Who is connected, by group: counted from open streams, never from what anybody does.

Each process counts its own streams. Where there is Redis the processes put their holders on a
common board that forgets a process which falls silent; without Redis there is one process. Nothing
of it is in the database or in a log, and only numbers by group leave this module.

News of it stands in no log either: it goes to the screens that show it at most once a second,
drawn as it is at that moment, and again to whoever has just caught up.
"""

import asyncio
import logging
import time
from concurrent.futures import Executor

from django.conf import settings
from django.db import DatabaseError

from workshop.live import fragments
from workshop.live.access import Admission
from workshop.live.board import LINGER, Board, Counts, Here, Holders, Reader, count
from workshop.live.client import Chunk, Client
from workshop.live.drawing import View, by_language, with_connection
from workshop.live.room import Room

KIND = "presence"
TELL_EVERY = 1.0

logger = logging.getLogger(__name__)

_shown: set[str] = set()


def register(renderer: fragments.Renderer, audiences: set[str]) -> None:
    """How the figures look, and on which screens; nobody else is woken for them."""
    fragments.register(KIND, renderer)
    _shown.update(audiences)


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
