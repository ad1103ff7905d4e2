"""What the hub of a room sends to its screens, read in the transaction of a test."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from workshop.live import fragments, room
from workshop.live.client import Client
from workshop.live.fragments import _renderers
from workshop.live.room import Room, catch_up
from workshop.models import Workshop

AUDIENCES = ("wall", "room", "cockpit")


def share(of_the_test: Any) -> None:
    connections[DEFAULT_DB_ALIAS] = of_the_test


async def nobody(_room: Room) -> None:
    return


class Streams:
    """The room's hub, listened to since the morning by phones, wall and cockpit that lag behind."""

    def __init__(self, workshop: Workshop, monkeypatch: Any) -> None:
        # Its thread reads in the transaction of the test, by the test's own connection.
        monkeypatch.setattr(room, "with_connection", lambda function, *said: function(*said))
        mine = connections[DEFAULT_DB_ALIAS]
        mine.inc_thread_sharing()
        self.thread = ThreadPoolExecutor(1, initializer=share, initargs=(mine,))
        self.stream = workshop.stream_id
        self.room = Room(self.stream, self.thread, nobody)
        self.loop = asyncio.new_event_loop()
        self.run(self.open(self.room))

    def run(self, story: Any) -> Any:
        return self.loop.run_until_complete(story)

    def end(self) -> None:
        self.thread.shutdown()
        self.loop.close()

    @staticmethod
    async def open(its: Room) -> dict[str, bytes]:
        """What somebody who has seen nothing yet is sent, on each screen."""
        channels = {name: await its.channel(name, "en", 0) for name in AUDIENCES}
        return {name: b"".join(channel.slots) for name, channel in channels.items()}

    async def move_on(self) -> dict[str, bytes]:
        """What the hub sends now to whoever comes back, from wherever they were."""
        while await self.room.advance():
            pass
        heard: dict[str, list[bytes]] = {name: [] for name in AUDIENCES}
        for name, its in heard.items():
            channel = self.room.channels[name, "en"]

            async def send(message: dict[str, Any], its: list[bytes] = its) -> None:
                its.append(message["body"])

            connect: Any = None
            await catch_up(channel, Client(connect, send, channel.floor))
        return {name: b"".join(its) for name, its in heard.items()}

    def sent(self) -> Iterator[tuple[str, str, str]]:
        """(audience, how it came there, text)"""
        for how, bodies in (
            ("the stream of a hub that was there all day", self.run(self.move_on())),
            ("the stream from its beginning", self.run(self.open(Room(self.stream, self.thread, nobody)))),
        ):  # fmt: skip
            for audience, body in bodies.items():
                yield audience, how, body.decode()

    def drawn(self, targets: list[str]) -> Iterator[tuple[str, str, str]]:
        """Every kind of fragment of all these, though no event may have named them."""
        for kind in _renderers:
            for audience in AUDIENCES:
                drawn = fragments.render(kind, self.stream, targets, frozenset({audience}), "en")
                yield audience, f"the fragment {kind}", str(drawn)
