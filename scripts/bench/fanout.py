"""From the POST until every stream has it, beside a raw server that sends the same bytes."""

import asyncio
import random
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench import stage
from bench.phones import IDEA, Ears, Post, Writer, close, deliver, listen, writers_of

WRITERS = 16
SLOW = 0.050  # seconds; the most that p95 may be while deliveries are counted
FEWEST = 60  # posts: of fewer a single slow one would be the p95
Server = tuple[subprocess.Popen[bytes], int]
Figures = dict[str, Any]
LISTEN = (
    "GET /live/{workshop}/room/?after={revision} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Cookie: seat-{workshop}={token}\r\n\r\n"
)


def requests_of(room: dict[str, Any], revision: int, seats: slice = slice(None)) -> list[bytes]:
    return [
        LISTEN.format(workshop=room["workshop"], revision=revision, token=token).encode()
        for token in room["tokens"][seats]
    ]


def milliseconds(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def figures(posts: list[Post], streams: int, ears: Ears) -> Figures:
    """Milliseconds from the POST until a stream had it, over all streams and posts; and how much
    longer the last fifth of the posts took than the first (a queue that grows shows here)."""
    each = [at - post.sent for post in posts for at in post.arrived]
    fifth = max(1, len(posts) // 5)
    part = [
        [at - post.sent for post in some for at in post.arrived]
        for some in (posts[:fifth], posts[-fifth:])
    ]
    return {
        "p50": milliseconds(each, 0.5),
        "p95": milliseconds(each, 0.95),
        "all p95": milliseconds([max(p.arrived) - p.sent for p in posts if p.arrived], 0.95),
        "last − first": round(milliseconds(part[1], 0.5) - milliseconds(part[0], 0.5), 1),
        "lost": sum(streams - len(post.arrived) for post in posts),
        "doubled": ears.doubled,
    }


def medians(runs: list[Figures]) -> Figures:
    """The median of each figure; what was lost or doubled is added up."""
    return {
        name: sum(run[name] for run in runs)
        if name in ("lost", "doubled")
        else round(statistics.median(run[name] for run in runs), 2)
        for name in runs[0]
    }


class Room:
    """One room on a running server: phones that listen, phones that write."""

    def __init__(self, server: Server, pages: int) -> None:
        self.process, self.port = server
        self.pages = pages

    async def open(self, rooms: list[dict[str, Any]], seats: int, writers: int = WRITERS) -> None:
        """Writers take the first seats of each room, streams the ones after."""
        self.ears = Ears()
        self.writers = [
            writer for room in rooms for writer in await writers_of(room, self.pages, writers)
        ]
        self.free: asyncio.Queue[Writer] = asyncio.Queue()
        random.shuffle(self.writers)  # in fifty rooms not one after the other
        for writer in self.writers:
            self.free.put_nowait(writer)
        self.wishes = [
            request
            for room in rooms
            for request in requests_of(room, room["revision"], slice(writers, writers + seats))
        ]
        self.before = stage.memory(self.process.pid)
        began = time.perf_counter()
        self.transports = await listen(self.port, self.wishes, self.ears)
        self.opened = time.perf_counter() - began

    async def idea(self, marker: bytes) -> None:
        writer = await self.free.get()  # each has one connection, as a browser would
        await writer.idea(IDEA + marker.decode())
        self.free.put_nowait(writer)

    async def run(self, streams: int, posts: int, rate: float) -> tuple[Figures, Post]:
        self.ears.doubled = 0
        sent = await deliver(self.idea, streams, posts, rate, self.ears)
        return figures(sent, streams, self.ears), next(post for post in sent if post.body)

    def memory(self) -> float:
        """KiB a stream, over what the process had before they came."""
        return round((stage.memory(self.process.pid) - self.before) / len(self.wishes), 1)

    def close(self) -> None:
        close(self.transports)
        for writer in self.writers:
            writer.hang_up()


class Raw:
    """The raw server with as many streams, sending the same bytes at the same rate."""

    def __init__(self, server: Server, sample: Post) -> None:
        self.process, self.port = server
        self.body = sample.body

    async def open(self, streams: int) -> None:
        self.ears = Ears()
        request = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        self.transports = await listen(self.port, [request] * streams, self.ears)
        self.streams = streams
        self.pen = await asyncio.open_connection("127.0.0.1", self.port)
        self.turn = asyncio.Lock()
        start = self.body.index(b"mark-")
        self.marked = self.body[start : start + 17]

    async def post(self, marker: bytes) -> None:
        reader, writer = self.pen
        body = self.body.replace(self.marked, marker)
        async with self.turn:
            writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            await reader.readuntil(b"\r\n\r\n")

    async def run(self, posts: int, rate: float) -> Figures:
        self.ears.doubled = 0
        sent = await deliver(self.post, self.streams, posts, rate, self.ears)
        return figures(sent, self.streams, self.ears)

    def close(self) -> None:
        close(self.transports)
        self.pen[1].close()


async def beside_raw(  # noqa: PLR0913  (two servers, and how much of what)
    room: Room, raw: Server, *, streams: int, posts: int, rate: float, times: int
) -> Figures:
    """Turn and turn about, so that both meet the same weather. Medians of `times` runs."""
    ours, theirs = [], []
    _warm, sample = await room.run(streams, 5, rate)
    for _time in range(times):
        found, _sample = await room.run(streams, posts, rate)
        ours.append(found)
        limit = Raw(raw, sample)
        await limit.open(streams)
        theirs.append(await limit.run(posts, rate))
        limit.close()
    both = {"ten doors": medians(ours), "raw": medians(theirs)}
    return both | {
        "ratio of p95": round(both["ten doors"]["p95"] / both["raw"]["p95"], 2),
        "bytes": len(sample.body),
    }


async def most_deliveries(
    run: Callable[[int, float], Awaitable[Figures]], streams: int, process: int
) -> Figures:
    """Ever more posts a second, until p95 is over 50 ms twice. The best rate that is not."""
    best: Figures = {"deliveries a second": 0, "CPU µs a delivery": 0.0, "p95": 0.0}
    for rate in (5, 10, 20, 40, 60, 80, 100, 125, 150, 200, 250, 300):
        posts = max(FEWEST, rate * 3)
        for _try in range(2):
            used, began = stage.cpu(process), time.perf_counter()
            found = await run(posts, rate)
            took, used = time.perf_counter() - began, stage.cpu(process) - used
            if not found["lost"] and found["p95"] <= 1000 * SLOW:
                break
        else:
            break
        best = {
            "deliveries a second": round(posts * streams / max(took, posts / rate)),
            "CPU µs a delivery": round(1e6 * used / (posts * streams), 2),
            "p95": found["p95"],
        }
    return best
