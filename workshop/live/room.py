"""One room in this process: its channels, and the pump.

The pump hands every client that keeps up what lies between its cursor and the head of its channel,
without a task, a queue or a copy of its own; a client whose socket is full gets a follower task
until it has caught up.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from functools import partial
from typing import Any

from workshop.live import figures, fragments
from workshop.live.channel import Channel
from workshop.live.client import Chunk, Client
from workshop.live.drawing import (
    Change,
    Drawn,
    View,
    asks_again,
    draw_next,
    read_and_draw,
    read_head,
    seen_by,
    with_connection,
)
from workshop.live.heard import Heard

YIELD_EVERY = 128  # clients written to before other tasks get their turn
CALM_AFTER = 0.1  # seconds without a change, then a room is no busy one


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
        self.heard = Heard()
        self.moved_at = 0.0  # when it last had something new
        self.woken = asyncio.Event()
        self.woken_at = 0.0  # when the oldest wake-up came that has not been answered yet
        self.lag = 0.0  # seconds that the newest change took from its wake-up to the screens
        self.reading = asyncio.Lock()

    @property
    def clients(self) -> list[Client]:
        channels = self.channels.values()
        return [client for its in channels for client in (*its.clients, *its.followed)]

    def wake(self, now: float) -> None:
        """`now` in seconds of time.perf_counter()."""
        self.woken_at = min(self.woken_at or now, now)
        self.woken.set()

    async def channel(self, audience: str, language: str, cursor: int) -> Channel:
        """The channel, reaching back to `cursor` as far as the ring goes."""
        async with self.reading:
            if self.head < 0:
                self.head = await self._in_thread(read_head, self.stream)
            channel = self.channels.get((audience, language))
            if channel is None:
                channel = Channel(audience, language, self.head)
                self.channels[audience, language] = channel
            floor = channel.reachable(cursor)
            if floor < channel.floor:
                view = (audience, language)
                drawn = await self._in_thread(
                    read_and_draw, self.stream, floor, channel.floor, {view}
                )
                channel.prepend(seen_by(view, drawn), floor)
                figures.replayed.inc(len(drawn))
            return channel

    async def reach(self, revision: int) -> None:
        """Come as far as `revision`, if the log goes so far."""
        while 0 <= self.head < revision and await self.advance(revision):
            pass

    async def advance(self, wanted: int | None = None) -> bool:
        """Read the log past the head, draw what changed once a channel, pump it out. Whether
        there was anything. Nothing is read where somebody else has come to `wanted` meanwhile.
        Where it raises, the wake-up still waits for its answer."""
        async with self.reading:
            if wanted is not None and self.head >= wanted:
                return True
            self.woken.clear()
            woken_at, self.woken_at = self.woken_at, 0.0
            channels = dict(self.channels)
            try:
                drawn, rest = await self._draw_next(set(channels))
            except Exception:
                self.wake(woken_at)
                raise
            if not drawn:
                return False
            self._take(channels, drawn, rest)
            if rest:
                self.wake(woken_at)
        for channel in channels.values():
            await self.pump(channel)
        if woken_at:
            self.lag = time.perf_counter() - woken_at
            figures.lag.observe(self.lag)
        return True

    async def _draw_next(self, views: set[View]) -> tuple[Drawn, list[Change]]:
        """What comes after the head, and the changes that are still to be drawn. Whoever is out
        by then hears nothing of it."""
        if self.head < 0:
            return [], []
        is_calm = time.perf_counter() - self.moved_at > CALM_AFTER
        draw = partial(draw_next, is_calm=is_calm)
        heard = self.heard.after(self.head)
        drawn, rest = await self._in_thread(draw, self.stream, self.head, heard, views)
        if asks_again([change for change, _bodies in drawn]):
            await self.check_access(self)
        return drawn, rest

    def _take(self, channels: dict[View, Channel], drawn: Drawn, rest: list[Change]) -> None:
        (self.head, _kind, _target), _bodies = drawn[-1]
        self.moved_at = time.perf_counter()
        self.heard.forget(self.head)
        for revision, kind, target in rest:
            self.heard.add(revision, [(kind, target)])
        figures.drawn.inc(len(drawn))
        for view, channel in channels.items():
            seen = seen_by(view, drawn)
            channel.append(seen)
            figures.drawn_bytes.inc(sum(len(body) for _change, body in seen))
            for _revision, kind, target in rest:
                channel.outdate(kind, target)

    async def start_over(self, head: int) -> None:
        """The log is not the one we read: every page fetches itself afresh."""
        async with self.reading:
            self.head = head
            self.heard = Heard()
            for channel in self.channels.values():
                channel.empty(head)
        for channel in self.channels.values():
            for client in list(channel.clients):
                client.cursor = -1
                follow(channel, client)

    async def pump(self, channel: Channel) -> None:
        """Bring every client that keeps up to the head; slow ones get a follower."""
        missing: dict[int, Chunk | None] = {}
        written = 0
        for count, client in enumerate(list(channel.clients), start=1):
            if client not in channel.clients:
                pass  # it left while others had their turn
            elif client.cursor < channel.floor:
                follow(channel, client)
            elif client.cursor < channel.head:
                if client.cursor not in missing:
                    body = channel.since(client.cursor)
                    missing[client.cursor] = Chunk(body) if body else None
                chunk = missing[client.cursor]
                if chunk is None or client.try_write(chunk):
                    client.cursor = channel.head
                    written += 1
                else:
                    follow(channel, client)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
                missing.clear()
        figures.deliveries.inc(written)

    async def beat(self) -> None:
        for channel in list(self.channels.values()):
            head = channel.head
            beat = Chunk(fragments.beat(head, time.time()))
            for count, client in enumerate(list(channel.clients), start=1):
                keeps_up = client in channel.clients and client.cursor == head
                if keeps_up and not client.try_write(beat):
                    follow(channel, client)
                if count % YIELD_EVERY == 0:
                    await asyncio.sleep(0)

    def forget(self, client: Client) -> bool:
        """Whether it was still here."""
        was_here = False
        for channel in self.channels.values():
            for among in (channel.clients, channel.followed):
                was_here |= client in among
                among.discard(client)
        return was_here

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
            await catch_up(channel, client)
            if client.cursor == channel.head and client in channel.followed:
                channel.clients.add(client)
                return
    except TimeoutError:
        figures.stuck.inc()
        client.abort()
    finally:
        channel.followed.discard(client)


async def catch_up(channel: Channel, client: Client) -> None:
    """Write until the client stands at the head. Raises TimeoutError when it doesn't read."""
    client.told = None  # what comes now was drawn earlier
    while client.cursor != channel.head:
        # First the wait, then the words: what was hidden meanwhile is not among them.
        await client.ready()
        head = channel.head
        if channel.floor <= client.cursor < head:
            body = channel.since(client.cursor)
        else:  # ahead of the log, or further behind than the ring reaches
            body = fragments.resync(head)
            figures.resyncs.labels("ahead" if client.cursor > head else "behind").inc()
        if not body or client.try_send(body):
            client.cursor = head
