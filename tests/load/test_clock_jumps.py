"""The server's clock is set right in the middle of the day."""

import asyncio
import signal
from datetime import UTC, datetime

import pytest

from tests.house import House
from tests.load.conftest import Cast
from tests.watcher import converge, running

pytestmark = pytest.mark.load


def test_a_room_goes_on_while_the_clock_jumps(house: House, room: dict):
    house.stop("web")
    house.start_web(at=datetime.now(UTC))
    cast = Cast(house, room, writers=1)
    writer = cast.writers[0]

    async def story() -> None:
        async with running(*cast.watchers):
            for jump in (None, signal.SIGUSR1, signal.SIGUSR2, signal.SIGUSR2):
                if jump:
                    house.processes["web"].send_signal(jump)
                    writer.name = f"After {jump.name} {len(writer.acknowledged)}"
                await writer.run(2)
                await converge(*cast.watchers, patience=10)  # sooner than the next heartbeat

    asyncio.run(story())
    assert len(writer.acknowledged) == 8
    assert not any(watcher.losses or watcher.endings for watcher in cast.watchers)
    cast.check()
    hours = {
        at.partition("T")[2][:2]
        for at in house.shell(
            "from problems.models import Solution;"
            f"[print(s.at.isoformat()) for s in Solution.objects.filter(problem={room['problem']})]"
        ).splitlines()
    }
    assert len(hours) >= 3, "the clock never jumped"
