"""Proxies that cut or hold back, and screens that stop reading."""

import asyncio
import socket

import pytest

from tests.house import House
from tests.house import wait_for as wait_until
from tests.load.conftest import Cast
from tests.parts import Proxy
from tests.watcher import converge, running, wait_for

pytestmark = pytest.mark.load

GRACE = 3.0  # seconds that tests/impatient.py gives whoever is still connected
# With so many doors, each idea is some 10 KB for the wall.
POSTERS = """
from problems.models import Problem
from workshop.models import Workshop
workshop = Workshop.objects.get(pk={room})
for position in range(2, 61):
    Problem.objects.create(workshop=workshop, position=position, title="One of many")
"""


def behind(proxy: Proxy, cast: Cast) -> None:
    for watcher in cast.watchers:
        watcher.streams = [proxy.url]
        watcher.hello_within, watcher.early = 0.6, 0.4


def test_behind_a_proxy_that_cuts_streams_nothing_is_missing(house: House, cast: Cast):
    async def story() -> None:
        async with running(*cast.watchers):
            for number in range(4):
                cast.writers[number].every = 0.2
            await asyncio.gather(*(writer.run(10) for writer in cast.writers))
            await converge(*cast.watchers)

    with Proxy(house.port, cut_after=0.9) as proxy:
        behind(proxy, cast)
        asyncio.run(story())
    assert all(watcher.losses >= 2 for watcher in cast.watchers)
    assert not any(watcher.polls for watcher in cast.watchers)
    cast.check()


def test_behind_a_proxy_that_holds_streams_back_screens_poll(house: House, cast: Cast):
    async def story() -> None:
        tasks = [asyncio.create_task(watcher.run()) for watcher in cast.watchers]
        await wait_for(lambda: all(watcher.polls for watcher in cast.watchers), "all to poll")
        await asyncio.gather(*(writer.run(10) for writer in cast.writers))
        await converge(*cast.watchers)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    with Proxy(house.port, holds_back=True) as proxy:
        behind(proxy, cast)
        asyncio.run(story())
    assert all(watcher.heard for watcher in cast.watchers)
    cast.check()


def test_a_wall_that_stops_reading_is_closed_and_bothers_nobody(house: House, room: dict):
    house.stop("web")
    house.start("web", "tests.impatient", str(house.port))
    wait_until(lambda: house.answers(house.port), "the impatient web process to answer")
    house.shell(POSTERS.format(room=room["room"]))
    cast = Cast(house, room, writers=1)
    writer = cast.writers[0]

    async def story(deaf: socket.socket) -> None:
        async with running(*cast.watchers):
            await writer.run(5)
            before = writer.slowest
            await writer.run(25)
            await converge(*cast.watchers)
            assert writer.slowest < 2 + 10 * before, "a post waits for the wall"
            await asyncio.sleep(3)  # only reading would tell, and reading would be the end of it
            assert await asyncio.to_thread(ends, deaf)

    with deaf_wall(house, room) as deaf:
        asyncio.run(story(deaf))
    assert not any(watcher.losses or watcher.resyncs for watcher in cast.watchers)
    cast.check()
    assert house.stop("web") < GRACE, "the process waits for whoever does not read"
    house.start_web()


def deaf_wall(house: House, room: dict) -> socket.socket:
    """A stream that is opened and never read."""
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", house.port))
    path = f"/live/{room['room']}/wall/?after=0&key={room['wall']}"
    deaf.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return deaf


def ends(connection: socket.socket) -> bool:
    """Whether the server has closed it behind what it had written."""
    connection.settimeout(30)
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True
