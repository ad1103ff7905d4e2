"""Phones that listen and phones that write, in raw asyncio sockets on this machine only."""

import asyncio
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

MARKER = re.compile(rb"mark-[0-9a-f]{12}")
MARKER_LENGTH = 17
IDEA = "An idea of some length, as people write them, about what the customer would notice first. "
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')


def new_marker() -> bytes:
    return b"mark-" + secrets.token_hex(6).encode()


@dataclass
class Post:
    """One post on its way to every stream. Times are in seconds."""

    sent: float
    arrived: list[float] = field(default_factory=list)
    body: bytes = b""


@dataclass
class Ears:
    """What all listeners of one measurement heard."""

    on_the_way: dict[bytes, Post] = field(default_factory=dict)
    doubled: int = 0


class Listener(asyncio.Protocol):
    """A phone's stream; it notes when the marker of a post comes by."""

    def __init__(self, request: bytes, ears: Ears) -> None:
        self.request, self.ears = request, ears
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tail = b""
        self.seen: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.open.done():
            self.open.set_exception(error or OSError("closed without an answer"))

    def data_received(self, data: bytes) -> None:
        if not self.open.done():
            good = data.startswith(b"HTTP/1.1 200")
            self.open.set_result(None) if good else self.open.set_exception(OSError(data[:80]))
        text = self.tail + data
        for marker in MARKER.findall(text):
            if marker in self.seen:
                self.ears.doubled += 1
            self.seen.add(marker)
            post = self.ears.on_the_way.get(marker)
            if post:
                post.arrived.append(time.perf_counter())
                post.body = post.body or data
        self.tail = torn(text)


def torn(text: bytes) -> bytes:
    """The beginning of a marker at the very end of what came, if there is one."""
    end = text[-(MARKER_LENGTH - 1) :]
    at = end.rfind(b"m")
    rest = end[at:] if at >= 0 else b""
    whole = rest[:5] == b"mark-"[: len(rest)]
    return rest if whole else b""


async def listen(port: int, requests: Iterable[bytes], ears: Ears) -> list[asyncio.BaseTransport]:
    """Open all streams at once and wait until each has had an answer."""
    loop = asyncio.get_running_loop()
    pairs = await asyncio.gather(
        *(
            loop.create_connection(partial(Listener, request, ears), "127.0.0.1", port)
            for request in requests
        )
    )
    async with asyncio.timeout(60):
        await asyncio.gather(*(listener.open for _transport, listener in pairs))
    return [transport for transport, _listener in pairs]


def close(transports: Iterable[asyncio.BaseTransport]) -> None:
    for transport in transports:
        transport.close()


class Phone:
    """Asks for pages as a browser would, over one connection, with the cookies it was given."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port = port
        self.cookies = dict(cookies)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, str, str]:
        return await self.ask("GET", path)

    async def post(self, path: str, fields: dict[str, str], *more: str) -> tuple[int, str, str]:
        return await self.ask("POST", path, urlencode(fields), *more)

    async def ask(self, method: str, path: str, body: str = "", *more: str) -> tuple[int, str, str]:
        """Status, head and page. A connection that the server closed in between is opened anew,
        as every browser does."""
        for last in (False, True):
            fresh = self.streams is None or self.streams[0].at_eof()
            if fresh:
                self.streams = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                return await self._ask(method, path, body, *more)
            except (asyncio.IncompleteReadError, ConnectionError):
                self.streams = None
                if fresh or last:
                    raise
        raise AssertionError

    async def _ask(self, method: str, path: str, body: str, *more: str) -> tuple[int, str, str]:
        assert self.streams
        reader, writer = self.streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: {cookies}",
            *more,
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}\r\n\r\n{body}",
        ]
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        page = await reader.readexactly(int(length[1]) if length else 0)
        self.cookies |= dict(re.findall(r"set-cookie: ([\w-]+)=([^;]*)", head, re.IGNORECASE))
        if "connection: close" in head.lower():
            self.hang_up()
        return int(head.split()[1]), head, page.decode()

    def hang_up(self) -> None:
        if self.streams:
            self.streams[1].close()
        self.streams = None


class Writer(Phone):
    """A phone at a poster that posts ideas through the real form."""

    def __init__(self, port: int, room: dict[str, Any], number: int) -> None:
        workshop, problems = room["workshop"], room["problems"]
        super().__init__(port, **{f"seat-{workshop}": room["tokens"][number]})
        self.path = f"/room/{workshop}/posters/{problems[number % len(problems)]}/"
        self.hidden: dict[str, str] = {}

    async def begin(self) -> "Writer":
        status, _head, page = await self.get(self.path)
        self.hidden = dict(HIDDEN.findall(page))
        if status != 200 or "post_key" not in self.hidden:
            sys.exit(f"GET {self.path} answered {status}, without a form.")
        return self

    async def idea(self, text: str) -> None:
        fields = self.hidden | {"text": text, "post_key": secrets.token_hex(16)}
        status, _head, page = await self.post(self.path, fields, "X-Compose: 1")
        if status != 200:
            sys.exit(f"POST {self.path} answered {status}: {page[:200]}")


async def writers_of(room: dict[str, Any], port: int, count: int) -> list[Writer]:
    """Phones spread over all posters, each with a seat of its own, ready to write."""
    return [await Writer(port, room, number).begin() for number in range(count)]


async def deliver(
    send: Callable[[bytes], Awaitable[None]], streams: int, posts: int, rate: float, ears: Ears
) -> list[Post]:
    """Send posts at a steady rate, late ones included, and give each ten seconds to arrive."""
    sent: list[Post] = []
    sending: list[asyncio.Task[None]] = []
    begun = time.perf_counter()
    for number in range(posts):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        marker = new_marker()
        # Measured from when it was due, so that a queue before the door counts as well.
        ears.on_the_way[marker] = post = Post(begun + number / rate)
        sent.append(post)
        sending.append(asyncio.ensure_future(send(marker)))
    await asyncio.gather(*sending)
    await until_everywhere(sent, streams, patience=10)
    ears.on_the_way.clear()
    return sent


async def until_everywhere(posts: list[Post], streams: int, patience: float) -> None:
    """Wait until every stream has every post, or for `patience` seconds."""
    until = time.perf_counter() + patience
    # Looking now and then costs the measured less than a word from every delivery would.
    while any(len(post.arrived) < streams for post in posts):
        if time.perf_counter() > until:
            return
        await asyncio.sleep(0.01)
