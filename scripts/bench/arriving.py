"""A thousand people at once: those who come back, and those who join."""

import asyncio
import time
from functools import partial
from typing import Any

from bench import stage
from bench.fanout import LISTEN, Figures, milliseconds, requests_of
from bench.phones import (
    HIDDEN,
    IDEA,
    Ears,
    Listener,
    Phone,
    Post,
    Writer,
    close,
    new_marker,
    until_everywhere,
)

BEHIND = 20
AT_THE_DOOR = 100  # connections of those who join; the others wait, as a proxy lets them


async def come_back(
    room: dict[str, Any], port: int, revision: int, writer: Writer, people: int
) -> Figures:
    """All connect at once, each twenty posts behind, until the last has the newest of them."""
    ears = Ears()
    markers = [new_marker() for _post in range(BEHIND)]
    for marker in markers:
        await writer.idea(IDEA + marker.decode())
    began = time.perf_counter()
    posts = [Post(began) for _marker in markers]
    ears.on_the_way = dict(zip(markers, posts, strict=True))
    loop = asyncio.get_running_loop()
    watched: list[int] = []
    watch = asyncio.ensure_future(count_connections(watched))
    pairs = await asyncio.gather(
        *(
            loop.create_connection(partial(Listener, request, ears), "127.0.0.1", port)
            for request in requests_of(room, revision, slice(1, people + 1))
        )
    )
    await until_everywhere(posts, people, patience=30)
    watch.cancel()
    missing = sum(people - len(post.arrived) for post in posts)
    close(transport for transport, _listener in pairs)
    return {
        "seconds": round(max(max(post.arrived) for post in posts) - began, 2),
        "lost": missing,
        "doubled": ears.doubled,
        "database connections": max(watched, default=0),
    }


async def count_connections(counts: list[int]) -> None:
    """How many the database has, ten times a second until it is cancelled."""
    while True:
        counts.append(await asyncio.to_thread(stage.connections))
        await asyncio.sleep(0.1)


async def join(room: dict[str, Any], pages: int, stream: int, people: int) -> Figures:
    """Everybody scans the code at the same moment: the door, a name and a team, the phone's page,
    the stream. Over at the first beat of the last stream."""
    door, took, ears = asyncio.Semaphore(AT_THE_DOOR), [], Ears()
    transports: list[asyncio.BaseTransport] = []
    began = time.perf_counter()

    async def come_in(number: int) -> None:
        async with door:
            phone = Phone(pages)
            _status, _head, page = await phone.get(f"/j/{room['code']}/")
            teams = team_choices(page)
            fields = dict(HIDDEN.findall(page)) | {
                "name": f"Person {number}",
                "team": teams[number % len(teams)],
            }
            status, head, page = await phone.post(f"/j/{room['code']}/", fields)
            assert status == 302, (status, head, page[:400])
            status, _head, page = await phone.get(f"/room/{room['workshop']}/")
            assert status == 200, status
            phone.hang_up()
        token = phone.cookies[f"seat-{room['workshop']}"]
        revision = page.split('data-revision="', 1)[1].split('"', 1)[0]
        asked = LISTEN.format(workshop=room["workshop"], revision=revision, token=token)
        loop = asyncio.get_running_loop()
        transport, listener = await loop.create_connection(
            partial(Listener, asked.encode(), ears), "127.0.0.1", stream
        )
        transports.append(transport)
        await listener.open
        took.append(time.perf_counter() - began)

    await asyncio.gather(*(come_in(number) for number in range(people)))
    close(transports)
    return {"seconds": round(max(took), 1), "half were in after": milliseconds(took, 0.5) / 1000}


def team_choices(page: str) -> list[str]:
    """The values of the door's teams."""
    parts = page.split('name="team"')[1:]
    return [part.split('value="', 1)[1].split('"', 1)[0] for part in parts]
