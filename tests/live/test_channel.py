"""A channel's ring against the plain log: whoever reads from any cursor ends with the same picture."""

import asyncio
import time

import pytest
import uvicorn
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workshop.live import fragments
from workshop.live.access import Connect
from workshop.live.channel import RING, Channel
from workshop.live.client import Chunk, Client
from workshop.live.hub import EMPTY_FOR, Hub
from workshop.live.room import (
    YIELD_EVERY,
    Room,
    catch_up,
    follow,
)

CONNECT = Connect(1, "room", {}, "")
targets = st.lists(st.sampled_from("abcdef"), max_size=40)


def drawn(changes: list[str], first: int) -> list[tuple[tuple[int, str, str], bytes]]:
    """Each change with bytes that name it, coalesced as the room draws them."""
    last = {target: first + place for place, target in enumerate(changes)}
    return [
        (
            (first + place, "thing", target),
            f"{target}={first + place};".encode() if last[target] == first + place else b"",
        )
        for place, target in enumerate(changes)
    ]


def picture(*pieces: bytes) -> dict[str, int]:
    seen: dict[str, int] = {}
    for entry in b"".join(pieces).decode().split(";"):
        if entry:
            target, revision = entry.split("=")
            assert seen.get(target, 0) < int(revision), "an older state came after a newer one"
            seen[target] = int(revision)
    return seen


@given(before=targets, batches=st.lists(targets, max_size=5), cursor=st.integers(0, 40))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine
def test_every_cursor_leads_to_the_newest_state(before, batches, cursor):
    channel = Channel("room", "en", head=len(before))
    cursor = min(cursor, len(before))
    channel.prepend(drawn(before[cursor:], cursor + 1), cursor)
    log = list(before)
    for batch in batches:
        channel.append(drawn(batch, len(log) + 1))
        log += batch
    assert channel.floor == cursor
    assert channel.head == len(log)
    for start in range(cursor, len(log) + 1):
        wanted = {target: place for place, target in enumerate(log, start=1) if place > start}
        assert picture(channel.since(start)) == wanted


def test_the_ring_keeps_its_length():
    channel = Channel("room", "en", head=0)
    channel.append(drawn([str(number) for number in range(RING + 40)], 1))
    assert len(channel.slots) == RING
    assert channel.floor == 40
    assert channel.head == RING + 40


class Socket:
    """A server's send: refuses to write while it is full, as uvicorn's does."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.room = asyncio.Event()
        self.room.set()

    async def send(self, message: dict) -> None:
        await_room = not self.room.is_set()
        if await_room:
            await self.room.wait()
        if message["body"]:
            self.written.append(message["body"])


class Strict(Socket):
    """A server's send: after the last words it takes no more, as uvicorn's does."""

    ended = False

    async def send(self, message: dict) -> None:
        if self.ended:
            raise RuntimeError("the response is complete")
        await super().send(message)
        self.ended = not message["more_body"]


async def nobody(_room: Room) -> None:
    return


def test_a_full_client_is_followed_and_comes_back():
    async def story() -> None:
        channel = Channel("room", "en", head=0)
        socket = Socket()
        client = Client(CONNECT, socket.send, 0)
        channel.clients.add(client)
        room = Room(1, None, nobody)
        room.channels["room", "en"] = channel
        socket.room.clear()
        channel.append(drawn(["a"], 1))
        await room.pump(channel)
        assert client in channel.followed
        assert socket.written == []
        channel.append(drawn(["b"], 2))
        await room.pump(channel)
        socket.room.set()
        await asyncio.sleep(0.05)
        assert client in channel.clients
        assert picture(*socket.written) == {"a": 1, "b": 2}

    asyncio.run(story())


@pytest.mark.parametrize("how", [Room.beat, lambda room: room.pump(room.channels["room", "en"])])
def test_those_who_leave_while_a_crowd_is_written_to_hear_no_more(how):
    """A room lets others in after every so many clients, and some of them may end streams."""
    sockets = [Strict() for _each in range(3 * YIELD_EVERY)]

    async def story() -> Channel:
        channel = Channel("room", "en", head=0)
        room = Room(1, None, nobody)
        room.channels["room", "en"] = channel
        clients = [Client(CONNECT, socket.send, 0) for socket in sockets]
        channel.clients.update(clients)
        if how is not Room.beat:
            channel.append(drawn(["a"], 1))
        writing = asyncio.create_task(how(room))
        await asyncio.sleep(0)
        unheard = [client for client in clients if not client.send.__self__.written]
        assert len(unheard) == 2 * YIELD_EVERY
        for client in unheard[::2]:
            assert room.forget(client)
            assert client.try_send(fragments.GONE, more=False)
            assert not room.forget(client)
        await writing
        return channel

    channel = asyncio.run(story())
    assert len(channel.clients) == 2 * YIELD_EVERY
    assert not channel.followed
    heard = [len(socket.written) for socket in sockets]
    assert heard == [1] * len(sockets)
    assert sum(socket.written == [fragments.GONE] for socket in sockets) == YIELD_EVERY


def test_what_goes_to_many_is_what_the_server_itself_would_write():
    body = b"event: put\ndata: an idea\n\n" * 99
    direct: list[bool] = []

    async def app(scope: dict, _receive: object, send: object) -> None:
        client = Client(CONNECT, send, 0)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        to_many = scope["path"] == "/many"
        assert client.try_write(Chunk(body)) if to_many else client.try_send(body)
        direct.append(client.uvicorn is not None)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def answer(port: int, path: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET %b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % path)
        heard = await reader.read()
        writer.close()
        return heard

    async def story() -> None:
        config = uvicorn.Config(
            app, port=0, http="httptools", lifespan="off", log_config=None, date_header=False
        )
        server = uvicorn.Server(config)
        config.load()
        server.lifespan = config.lifespan_class(config)
        await server.startup()
        port = server.servers[0].sockets[0].getsockname()[1]
        one, many = await answer(port, b"/one"), await answer(port, b"/many")
        await server.shutdown()
        assert body in many
        assert one == many

    asyncio.run(story())
    assert all(direct)


def test_whoever_is_out_of_reach_is_told_to_fetch_afresh():
    async def story() -> None:
        for cursor in (-1, 999, 3):
            channel = Channel("room", "en", head=10)
            socket = Socket()
            client = Client(CONNECT, socket.send, cursor)
            await catch_up(channel, client)
            assert socket.written == [b"id: 10\nevent: resync\ndata: 10\n\n"]
            assert client.cursor == 10

    asyncio.run(story())


def test_a_client_that_left_is_not_taken_back_by_its_follower():
    async def story() -> None:
        channel = Channel("room", "en", head=0)
        socket = Socket()
        client = Client(CONNECT, socket.send, 0)
        channel.append(drawn(["a"], 1))
        socket.room.clear()
        follow(channel, client)
        await asyncio.sleep(0)
        channel.followed.discard(client)
        socket.room.set()
        await asyncio.sleep(0.02)
        assert not channel.clients

    asyncio.run(story())


def test_what_was_hidden_while_a_socket_was_full_is_not_written():
    async def story() -> None:
        channel = Channel("room", "en", head=0)
        socket = Socket()
        client = Client(CONNECT, socket.send, 0)
        socket.room.clear()
        channel.append([((1, "thing", "a"), b"words;")])
        follow(channel, client)
        await asyncio.sleep(0.01)
        channel.append([((2, "thing", "a"), b"removal;")])
        socket.room.set()
        await asyncio.sleep(0.01)
        assert socket.written == [b"removal;"]
        assert client in channel.clients

    asyncio.run(story())


def test_whoever_reads_slowly_is_kept_and_whoever_stops_is_closed(monkeypatch):
    """Half a patience for every piece, and more pieces than patience."""
    patience = 2.0
    aborted: list[Client] = []

    def abort(client: Client) -> None:
        aborted.append(client)

    monkeypatch.setattr("workshop.live.client.STUCK_AFTER", patience)

    async def story() -> tuple[list[bool], bool]:
        channel = Channel("room", "en", head=0)
        socket = Socket()
        client = Client(CONNECT, socket.send, 0)
        monkeypatch.setattr(Client, "abort", abort)
        socket.room.clear()
        channel.append(drawn(["a"], 1))
        follow(channel, client)
        for revision in range(2, 8):
            await asyncio.sleep(patience / 2)
            socket.room.set()
            await asyncio.sleep(0)
            socket.room.clear()
            channel.append(drawn(["a"], revision))
            if client in channel.clients:
                follow(channel, client)
        kept = [bool(aborted), client in channel.followed]
        async with asyncio.timeout(20):
            while client in channel.followed:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return kept, client in channel.followed

    assert asyncio.run(story()) == ([False, True], False)
    assert len(aborted) == 1


@pytest.mark.django_db(transaction=True)
def test_the_lag_of_a_change_runs_from_its_own_wake_up(live):
    """Whoever comes in may draw a change before the room serves its wake-up, and a calm room
    draws the second of two lines afterwards."""
    ago = 100.0

    async def story() -> tuple[float, float, float]:
        hub = Hub()
        room = Room(live.stream_id, hub.threads, nobody)
        await room.channel("room", "en", 0)
        await asyncio.to_thread(announce, live, 1)
        room.wake(time.perf_counter() - ago)
        await room.reach(room.head + 1)
        first, room.lag = room.lag, 0.0
        await asyncio.to_thread(announce, live, 1)
        room.wake(time.perf_counter())
        await room.advance()
        second, room.lag = room.lag, 0.0
        room.moved_at = 0.0
        await asyncio.to_thread(announce, live, 2)
        room.wake(time.perf_counter() - ago)
        while room.woken.is_set():
            await room.advance()
            third, room.lag = room.lag, 0.0
        hub.threads.shutdown()
        return first, second, third

    first, second, third = asyncio.run(story())
    assert first > ago
    assert second < ago
    assert third > ago


def announce(live, lines: int) -> None:
    with transaction.atomic():
        live.stream.announce(*(("people", str(line)) for line in range(lines)))
    connection.close()


def test_a_room_that_somebody_comes_into_is_not_forgotten_meanwhile():
    async def story() -> None:
        hub = Hub()
        room = hub.room(1)
        for _beat in range(EMPTY_FOR):
            hub._forget_if_empty(room)
        assert hub.room(1) is room
        hub._forget_if_empty(room)
        assert hub.room(1) is room
        for _beat in range(EMPTY_FOR + 1):
            hub._forget_if_empty(room)
        assert hub.room(1) is not room
        await hub.stop()

    asyncio.run(story())
