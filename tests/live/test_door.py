"""The door of the streams: many who come at once are a few questions."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from workshop.live import access
from workshop.live.access import BATCH, Admission, Connect, Door


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """How many were asked about together, each time. An odd room takes nobody in; room 13 fails."""
    sizes: list[int] = []

    def answer(connects: list[Connect]) -> list[Admission | None]:
        sizes.append(len(connects))
        if any(connect.room == 13 for connect in connects):
            raise OSError("the database is away")
        return [None if each.room % 2 else Admission(stream=each.room) for each in connects]

    monkeypatch.setattr(access, "_authorisers", [answer])
    return sizes


def connect(room: int) -> Connect:
    return Connect(room, "room", {}, "")


@pytest.fixture
def threads():
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_whoever_comes_while_others_are_asked_about_waits_for_those(asked, threads, monkeypatch):
    go_on = threading.Event()
    answer = access._authorisers[0]

    def slowly(connects: list[Connect]) -> list[Admission | None]:
        go_on.wait(10)
        return answer(connects)

    monkeypatch.setattr(access, "_authorisers", [slowly])

    async def story() -> list[Admission | None]:
        door = Door(threads)
        first = asyncio.ensure_future(door.ask(connect(2)))
        await asyncio.sleep(0.05)
        others = []
        for room in range(100, 100 + 2 * BATCH + 1):
            others.append(asyncio.ensure_future(door.ask(connect(room))))
            if room % 50 == 0:
                await asyncio.sleep(0.01)
        go_on.set()
        return await asyncio.gather(first, *others)

    admissions = asyncio.run(story())
    assert asked == [1, BATCH, BATCH, 1]
    rooms = [2, *range(100, 100 + 2 * BATCH + 1)]
    assert admissions == [None if room % 2 else Admission(stream=room) for room in rooms]


def test_a_question_that_fails_keeps_the_door_for_the_next(asked, threads):
    async def story() -> Admission | None:
        door = Door(threads)
        failed = await asyncio.gather(
            door.ask(connect(13)), door.ask(connect(2)), return_exceptions=True
        )
        assert [str(each) for each in failed] == ["the database is away"] * 2
        return await door.ask(connect(4))

    assert asyncio.run(story()) == Admission(stream=4)
    assert asked == [2, 1]
