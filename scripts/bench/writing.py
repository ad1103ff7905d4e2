"""Ideas through the real view: how many a second, and how long each takes."""

import asyncio
import secrets
import statistics
import time
from typing import Any

from bench.fanout import Figures, milliseconds
from bench.phones import IDEA, Phone, Writer, writers_of

WRITERS = 32


async def ideas(room: dict[str, Any], port: int, seconds: float, times: int) -> Figures:
    """Thirty-two phones at one room that write without a pause. Medians of `times` runs."""
    writers = await writers_of(room, port, WRITERS)
    runs = [await burst(writers, seconds) for _time in range(times)]
    for writer in writers:
        writer.hang_up()
    return {name: round(statistics.median(run[name] for run in runs), 1) for name in runs[0]}


async def burst(writers: list[Writer], seconds: float) -> Figures:
    took: list[float] = []
    began = time.perf_counter()

    async def write(writer: Writer) -> None:
        while (start := time.perf_counter()) < began + seconds:
            await writer.idea(IDEA + secrets.token_hex(8))
            took.append(time.perf_counter() - start)

    await asyncio.gather(*(write(writer) for writer in writers))
    return {
        "a second": len(took) / (time.perf_counter() - began),
        "p50": milliseconds(took, 0.5),
        "p95": milliseconds(took, 0.95),
    }


async def pages_a_second(room: dict[str, Any], port: int, seconds: float) -> Figures:
    """The phone's page of a room, read by thirty-two phones without a pause."""
    took: list[float] = []
    began = time.perf_counter()
    path = f"/room/{room['workshop']}/"

    async def read(phone: Phone) -> None:
        while (start := time.perf_counter()) < began + seconds:
            status, _head, _page = await phone.get(path)
            assert status == 200, status
            took.append(time.perf_counter() - start)

    seat = f"seat-{room['workshop']}"
    phones = [Phone(port, **{seat: token}) for token in room["tokens"][:WRITERS]]
    await asyncio.gather(*(read(phone) for phone in phones))
    for phone in phones:
        phone.hang_up()
    return {
        "a second": round(len(took) / (time.perf_counter() - began), 1),
        "p95": milliseconds(took, 0.95),
    }
