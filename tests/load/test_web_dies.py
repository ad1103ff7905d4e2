"""The web process is killed, stopped or taken away in a burst of posts."""

import asyncio

import pytest

from tests.house import House, free_port
from tests.load.conftest import Cast
from tests.picture import Ear
from tests.rooms import crowd as more_seats
from tests.rooms import poster
from tests.watcher import Watcher, converge, running, wait_for

pytestmark = pytest.mark.load


def test_nothing_is_lost_when_the_web_process_is_killed_in_a_burst(house: House, cast: Cast):
    async def story() -> None:
        async with running(*cast.watchers):
            writing = asyncio.gather(*(writer.run(12) for writer in cast.writers))
            for _kill in range(2):
                before = posted(cast)
                await wait_for(lambda before=before: posted(cast) >= before + 8, "some posts")
                await asyncio.to_thread(house.kill, "web")
                await asyncio.to_thread(house.start_web)
            await writing
            await converge(*cast.watchers)

    asyncio.run(story())
    assert posted(cast) == 48
    assert all(watcher.losses for watcher in cast.watchers)
    assert sum(writer.sent for writer in cast.writers) > 48
    cast.check()


def posted(cast: Cast) -> int:
    return sum(len(writer.acknowledged) for writer in cast.writers)


def test_a_room_goes_on_in_the_other_process_when_one_is_killed(house: House, room: dict):
    port = free_port()
    house.start_web("second", port)
    cast = Cast(house, room, urls=[house.url, f"http://127.0.0.1:{port}"])
    for each in (*cast.watchers[::2], *cast.writers[::2]):
        for urls in (each.pages, each.streams) if isinstance(each, Watcher) else (each.urls,):
            urls.reverse()

    async def story() -> None:
        async with running(*cast.watchers):
            writing = asyncio.gather(*(writer.run(12) for writer in cast.writers))
            await wait_for(lambda: posted(cast) >= 10, "some posts")
            await asyncio.to_thread(house.kill, "second")
            await writing
            await converge(*cast.watchers)

    try:
        asyncio.run(story())
    finally:
        house.processes.pop("second", None)
    assert posted(cast) == 48
    lost = [bool(watcher.losses) for watcher in cast.watchers]
    assert lost == [True, False] * 3
    cast.check()


def test_a_stop_under_load_ends_300_streams_within_a_second(house: House, cast: Cast):
    seats = more_seats(house, cast.room, 60)
    took: list[float] = []
    crowd: list[Watcher] = []

    def restart() -> None:
        took.append(house.stop("web"))
        house.start_web()

    async def story() -> None:
        page = await cast.watchers[0].page()
        for cookie in seats * 5:
            ear = cast.watcher(poster(cast.room), cookie)
            ear.picture = Ear(page)
            crowd.append(ear)
        async with running(*cast.watchers, *crowd):
            writing = asyncio.gather(*(writer.run(10) for writer in cast.writers))
            await wait_for(lambda: posted(cast) >= 10, "some posts")
            await asyncio.to_thread(restart)
            await writing
            await wait_for(lambda: all(w.listening for w in crowd), "everybody to be back")
            await converge(*cast.watchers)
            newest = max(revision for revision, _html in cast.watchers[0].heard)
            await wait_for(lambda: all(newest in ear.heard_at for ear in crowd), "the newest idea")

    asyncio.run(story())
    assert took[0] <= 1.0, "the process took too long to end"
    endings = [ear.endings for ear in crowd]
    assert all(len(each) == 1 and 500 <= each[0] <= 3000 for each in endings)
    assert len({each[0] for each in endings}) > 100, "they must not come back as one"
    assert "Traceback" not in house.log("web")
    cast.watchers += crowd
    cast.check()
