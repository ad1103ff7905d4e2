"""PostgreSQL is restarted while people write, kindly and by a crash."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.house import House
from tests.load.conftest import Cast
from tests.parts import OwnPostgreSQL, OwnRedis
from tests.watcher import converge, running, until_answered, wait_for

pytestmark = pytest.mark.load
# 12 of each process' pool would be too many: nobody needs more than threads.
MOST_CONNECTIONS = 24


@pytest.fixture(scope="module")
def own_postgresql() -> Iterator[OwnPostgreSQL]:
    with OwnPostgreSQL() as server:
        yield server


@pytest.fixture(scope="module")
def house(own_postgresql: OwnPostgreSQL) -> Iterator[House]:
    with OwnRedis() as own_redis:
        with House(DATABASE_URL=own_postgresql.url, REDIS_URL=own_redis.url) as house:
            house.start_apart()
            yield house


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_nothing_is_lost_when_postgresql_restarts(
    own_postgresql: OwnPostgreSQL, house: House, cast: Cast, mode: str
):
    def restart() -> None:
        own_postgresql.stop(mode)
        own_postgresql.start()

    async def story() -> None:
        async with running(*cast.watchers):
            for name in ("First", "Second", "Third"):
                for number, writer in enumerate(cast.writers):
                    writer.name = f"{name} {number}"
                before = len(cast.writers[0].acknowledged)
                writing = asyncio.gather(*(writer.run(8) for writer in cast.writers))
                await wait_for(
                    lambda before=before: len(cast.writers[0].acknowledged) > before + 2, "posts"
                )
                await asyncio.to_thread(restart)
                await writing
            await converge(*cast.watchers)

    asyncio.run(story())
    assert sum(len(writer.acknowledged) for writer in cast.writers) == 96
    assert own_postgresql.connections() <= MOST_CONNECTIONS
    cast.check()


def test_streams_go_on_after_postgresql_was_away_for_long(
    own_postgresql: OwnPostgreSQL, house: House, cast: Cast
):
    writer = cast.writers[0]

    async def story() -> None:
        async with running(*cast.watchers):
            await writer.run(2)
            token = await writer.open()
            await asyncio.to_thread(own_postgresql.stop, "fast")
            writing = asyncio.create_task(
                until_answered(lambda: writer.send("After the silence", token))
            )
            late = cast.watcher(cast.watchers[3].path)
            coming = asyncio.create_task(late.run())
            await wait_for(lambda: writer.sent > 5, "posts that find no database")
            await asyncio.sleep(2)
            await asyncio.to_thread(own_postgresql.start)
            await writing
            await converge(*cast.watchers)
            await wait_for(lambda: late.listening, "whoever came meanwhile to listen")
            coming.cancel()
            await asyncio.wait([coming])

    asyncio.run(story())
    assert not any(watcher.losses for watcher in cast.watchers), "open streams need no database"
    cast.check()
