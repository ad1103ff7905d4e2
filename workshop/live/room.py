"""One room in this process: its channels, their rings of rendered changes, and the pump.

A channel is what one audience sees in one language. Each change is rendered once a channel and
its bytes are kept in a ring; a client is a cursor into that ring. The pump hands every client
that keeps up what lies between its cursor and the head, without a task, a queue or a copy of its
own; a client whose socket is full gets a follower task until it has caught up.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Executor
from typing import Any

from django.db import DatabaseError, connection

from workshop.live import fragments
from workshop.live.access import Connect
from workshop.live.models import Event, Stream

RING = 500  # changes kept in memory a channel; whoever is further behind fetches the page afresh
YIELD_EVERY = 128  # clients written to before other tasks get their turn
STUCK_AFTER = 30.0  # seconds without reading, then a client is closed

logger = logging.getLogger(__name__)
Send = Callable[[dict[str, Any]], Awaitable[None]]
Change = tuple[int, str, str]  # revision, kind, target
View = tuple[str, str]  # audience, language


class Client:
    """One open stream: where it stands, and how to write to it."""

    __slots__ = ("__weakref__", "connect", "cursor", "send")

    def __init__(self, connect: Connect, send: Send, cursor: int) -> None:
        self.connect = connect
        self.send = send
        self.cursor = cursor

    def try_send(self, body: bytes, *, more: bool = True) -> bool:
        """Write now if the socket takes it. The server waits before it writes, never after, so
        stepping the coroutine once either writes everything or nothing."""
        sending = self.send({"type": "http.response.body", "body": body, "more_body": more})
        assert isinstance(sending, Coroutine)
        try:
            sending.send(None)
        except StopIteration:
            return True
        sending.close()
        return False

    def abort(self) -> None:
        """Cut the connection without waiting for what it hasn't read."""
        transport = getattr(getattr(self.send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()


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
        old = self.newest.get(key, 0)
        if old > self.floor:
            self.slots[old - self.floor - 1] = b""
        for wide in fragments.wide_kinds(self.audience, key[0]):
            # It shows this thing as it was, among others: what if it has been hidden since?
            old = self.newest.get((wide, ""), 0)
            if old > self.floor and self.slots[old - self.floor - 1]:
                self.slots[old - self.floor - 1] = fragments.resync(old)
        self.newest[key] = revision
        self.slots.append(body)

    def prepend(self, drawn: list[tuple[Change, bytes]], floor: int) -> None:
        """Add changes below the floor, which becomes `floor`."""
        slots = []
        for (revision, kind, target), body in reversed(drawn):
            fresh = self.newest.setdefault((kind, target), revision) == revision
            slots.append(body if fresh else b"")
        self.slots[:0] = reversed(slots)
        self.floor = floor

    def since(self, cursor: int) -> bytes:
        """All that somebody who has seen `cursor` is missing. Needs floor ≤ cursor ≤ head."""
        return b"".join(self.slots[cursor - self.floor :])


class Room:
    """The log of one stream as this process sees it. All methods run on the event loop."""

    def __init__(
        self,
        stream: int,
        threads: Executor,
        check_access: Callable[["Room"], Awaitable[None]],
    ) -> None:
        self.stream = stream
        self.threads = threads
        self.check_access = check_access
        self.channels: dict[View, Channel] = {}
        self.head = -1
        self.woken = asyncio.Event()
        self.reading = asyncio.Lock()

    @property
    def clients(self) -> list[Client]:
        return [
            client
            for channel in self.channels.values()
            for client in (*channel.clients, *channel.followed)
        ]

    async def channel(self, audience: str, language: str, cursor: int) -> Channel:
        """The channel, reaching back to `cursor` as far as the ring goes."""
        if 0 <= self.head < cursor:  # a page may know of a commit before its wake-up comes here
            await self.advance()
        async with self.reading:
            if self.head < 0:
                self.head = await self._in_thread(read_head, self.stream)
            channel = self.channels.get((audience, language))
            if channel is None:
                channel = Channel(audience, language, self.head)
                self.channels[audience, language] = channel
            floor = max(cursor, channel.head - RING, 0)
            if floor < channel.floor:
                changes = await self._in_thread(read_changes, self.stream, floor, channel.floor)
                drawn = await self._draw(changes, [channel])
                channel.prepend(drawn[channel], floor)
            return channel

    async def advance(self) -> None:
        """Read the log past the head, draw what changed once a channel, pump it out."""
        async with self.reading:
            self.woken.clear()
            if self.head < 0:
                return
            changes = await self._in_thread(read_changes, self.stream, self.head, None)
            if not changes:
                return
            channels = list(self.channels.values())
            drawn = await self._draw(changes, channels)
            # Whoever is out hears nothing of what happened with or after it.
            if any(kind == "access" for _revision, kind, _target in changes):
                await self.check_access(self)
            self.head = changes[-1][0]
            for channel in channels:
                channel.append(drawn[channel])
        for channel in channels:
            await self.pump(channel)

    async def start_over(self, head: int) -> None:
        """The log is not the one we read: every page fetches itself afresh."""
        async with self.reading:
            self.head = head
            for channel in self.channels.values():
                channel.empty(head)
        for channel in self.channels.values():
            for client in list(channel.clients):
                client.cursor = -1
                follow(channel, client)

    async def pump(self, channel: Channel) -> None:
        """Bring every client that keeps up to the head; slow ones get a follower."""
        missing: dict[int, bytes] = {}
        for count, client in enumerate(list(channel.clients), start=1):
            if client.cursor < channel.floor:
                follow(channel, client)
            elif client.cursor < channel.head:
                cursor = client.cursor
                if cursor not in missing:
                    missing[cursor] = channel.since(cursor)
                if not missing[cursor] or client.try_send(missing[cursor]):
                    client.cursor = channel.head
                else:
                    follow(channel, client)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
                missing.clear()

    async def beat(self) -> None:
        for channel in self.channels.values():
            body = fragments.beat(channel.head)
            for count, client in enumerate(list(channel.clients), start=1):
                if client.cursor == channel.head and not client.try_send(body):
                    follow(channel, client)
                if count % YIELD_EVERY == 0:
                    await asyncio.sleep(0)

    def forget(self, client: Client) -> None:
        for channel in self.channels.values():
            channel.clients.discard(client)
            channel.followed.discard(client)

    async def _draw(
        self, changes: list[Change], channels: list[Channel]
    ) -> dict[Channel, list[tuple[Change, bytes]]]:
        wanted = {(channel.audience, channel.language) for channel in channels}
        drawn = await self._in_thread(draw, self.stream, changes, wanted)
        return {
            channel: [
                (change, bodies.get((channel.audience, channel.language), b""))
                for change, bodies in drawn
            ]
            for channel in channels
        }

    async def _in_thread(self, function: Callable[..., Any], *arguments: object) -> Any:
        return await asyncio.get_running_loop().run_in_executor(
            self.threads, with_connection, function, *arguments
        )


_followers: set[asyncio.Task[None]] = set()


def follow(channel: Channel, client: Client) -> None:
    """Give a slow client a task of its own until it has caught up."""
    channel.clients.discard(client)
    channel.followed.add(client)
    task = asyncio.ensure_future(_follow(channel, client))
    _followers.add(task)
    task.add_done_callback(_followers.discard)


async def _follow(channel: Channel, client: Client) -> None:
    try:
        while client in channel.followed:
            await asyncio.wait_for(catch_up(channel, client), STUCK_AFTER)
            if client.cursor == channel.head and client in channel.followed:
                channel.clients.add(client)
                return
    except TimeoutError:
        client.abort()
    finally:
        channel.followed.discard(client)


async def catch_up(channel: Channel, client: Client) -> None:
    """Write until the client stands at the head."""
    while client.cursor != channel.head:
        head = channel.head
        if channel.floor <= client.cursor < head:
            body = channel.since(client.cursor)
        else:  # ahead of the log, or further behind than the ring reaches
            body = fragments.resync(head)
        if body:
            await client.send({"type": "http.response.body", "body": body, "more_body": True})
        client.cursor = head


def with_connection(function: Callable[..., Any], *arguments: object) -> Any:
    """Run in a worker thread; the database connection goes back when the work is done."""
    try:
        return function(*arguments)
    finally:
        connection.close()


def read_head(stream: int) -> int:
    return Stream.objects.values_list("revision", flat=True).get(pk=stream)


def read_changes(stream: int, above: int, up_to: int | None) -> list[Change]:
    """The log's lines with above < revision ≤ up_to, in order."""
    events = Event.objects.filter(stream=stream, revision__gt=above)
    if up_to is not None:
        events = events.filter(revision__lte=up_to)
    return list(events.order_by("revision").values_list("revision", "kind", "target"))


def draw(
    stream: int, changes: list[Change], wanted: set[View]
) -> list[tuple[Change, dict[View, bytes]]]:
    """Each change with its bytes for every wanted view. A thing that changed several times is
    drawn once, at its last line. What cannot be drawn asks the pages to fetch themselves."""
    last = {(kind, target): revision for revision, kind, target in changes}
    drawn: list[tuple[Change, dict[View, bytes]]] = []
    for change in changes:
        revision, kind, target = change
        bodies: dict[View, bytes] = {}
        if last[kind, target] == revision:
            try:
                bodies = draw_one(stream, change, wanted)
            except DatabaseError:
                raise
            except Exception:
                logger.exception("could not draw %s %s", kind, target)
                bodies = dict.fromkeys(wanted, fragments.resync(revision))
        drawn.append((change, bodies))
    return drawn


def draw_one(stream: int, change: Change, wanted: set[View]) -> dict[View, bytes]:
    revision, kind, target = change
    bodies: dict[View, bytes] = {}
    for language in {language for _audience, language in wanted}:
        audiences = frozenset(audience for audience, spoken in wanted if spoken == language)
        pieces = fragments.render(kind, stream, target, audiences, language)
        for audience, html in pieces.items():
            if html.strip():
                bodies[audience, language] = fragments.encode(revision, html)
    return bodies
