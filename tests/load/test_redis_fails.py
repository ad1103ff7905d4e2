"""Redis is killed, restarted and flushed while people write: pages and stream as in production."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.house import House
from tests.load.conftest import Cast
from tests.parts import OwnRedis
from tests.watcher import Watcher, converge, running, wait_for
from workshop.live.wake import CHANNEL

pytestmark = pytest.mark.load
QUICK = 0.8  # seconds; a look at the log alone would take up to two


@pytest.fixture(scope="module")
def own_redis() -> Iterator[OwnRedis]:
    with OwnRedis() as server:
        yield server


@pytest.fixture(scope="module")
def house(own_redis: OwnRedis) -> Iterator[House]:
    with House(REDIS_URL=own_redis.url) as house:
        house.start_apart()
        yield house


async def waits(cast: Cast, name: str, count: int = 4) -> list[float]:
    """Post one idea after the other; the seconds from each posting to the last phone's screen."""
    writer = cast.writers[0]
    writer.name, writer.every = name, 0.05
    await writer.run(count)
    await converge(*cast.watchers)
    return [
        max(heard(watcher, text) for watcher in cast.watchers[:2]) - writer.posted_at[text]
        for text in writer.acknowledged[-count:]
    ]


def heard(watcher: Watcher, text: str) -> float:
    return next(watcher.heard_at[revision] for revision, html in watcher.heard if text in html)


def test_without_redis_everything_arrives_a_little_later(
    own_redis: OwnRedis, house: House, cast: Cast
):
    took: dict[str, list[float]] = {}

    def quick() -> float:
        return QUICK + 2 * max(took["whole"])  # on this machine, as busy as it is

    async def story() -> None:
        async with running(*cast.watchers):
            took["whole"] = await waits(cast, "With Redis")
            await asyncio.to_thread(own_redis.kill)
            took["away"] = await waits(cast, "Without")
            took["away still"] = await waits(cast, "Still without")
            await asyncio.to_thread(own_redis.start)
            await wait_for(lambda: hears(own_redis), "the hub to listen again")
            async with asyncio.timeout(60):  # the pages leave Redis alone for a while: wake.PAUSE
                number = 0
                while (await waits(cast, f"Try {number}", 1))[0] > quick():
                    number += 1
            took["back"] = await waits(cast, "Back again")
            own_redis.client.flushall()
            took["flushed"] = await waits(cast, "Flushed")

    asyncio.run(story())
    for each in ("back", "flushed"):
        assert max(took[each]) < quick(), took
    assert max(took["away"] + took["away still"]) < 3.5 + 10 * max(took["whole"]), took
    assert max(took["away still"]) > QUICK, "the wake-ups did not go through Redis"
    slow = 1.5 + 10 * max(took["whole"])
    assert cast.writers[0].slowest < slow, "a post waits for Redis"
    assert not any(watcher.losses or watcher.resyncs for watcher in cast.watchers)
    cast.check()


def hears(own_redis: OwnRedis) -> bool:
    return bool(dict(own_redis.client.pubsub_numsub(CHANNEL)).get(CHANNEL.encode()))


def test_redis_dies_in_a_burst_of_posts(own_redis: OwnRedis, house: House, cast: Cast):
    async def story() -> None:
        async with running(*cast.watchers):
            writing = asyncio.gather(*(writer.run(12) for writer in cast.writers))
            for _death in range(2):
                await asyncio.to_thread(own_redis.kill)
                await asyncio.sleep(0.3)
                await asyncio.to_thread(own_redis.start)
                own_redis.client.flushall()
                await asyncio.sleep(0.3)
            await writing
            await converge(*cast.watchers)

    asyncio.run(story())
    assert sum(len(writer.acknowledged) for writer in cast.writers) == 48
    assert not any(watcher.losses for watcher in cast.watchers)
    cast.check()
