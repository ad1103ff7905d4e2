"""What `make bench` measures with: phones that listen, phones that write, and the raw server."""

import asyncio
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import cast
from urllib.parse import urlencode


@dataclass
class Post:
    """One post on its way to every stream. Times are in seconds."""

    marker: bytes
    sent: float
    arrived: list[float] = field(default_factory=list)
    body: bytes = b""


class Listener(asyncio.Protocol):
    """A phone's stream; it notes when the marker of a post comes by."""

    def __init__(self, request: bytes, on_the_way: dict[bytes, Post]) -> None:
        self.request, self.on_the_way = request, on_the_way
        self.loop = asyncio.get_running_loop()
        self.open: asyncio.Future[None] = self.loop.create_future()
        self.tail = b""
        self.seen: set[bytes] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self.request)

    def data_received(self, data: bytes) -> None:
        if not self.open.done():
            good = data.startswith(b"HTTP/1.1 200")
            self.open.set_result(None) if good else self.open.set_exception(OSError(data[:80]))
        text = self.tail + data
        for marker, post in self.on_the_way.items():
            if marker in text and marker not in self.seen:
                self.seen.add(marker)
                post.arrived.append(time.perf_counter())
                post.body = post.body or data
        self.tail = data[-64:]


@dataclass
class Writer:
    """A phone that posts ideas through the real form, over one connection."""

    port: int
    path: str
    cookie: str
    token: str = ""
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def begin(self) -> "Writer":
        status, headers, page = await self.ask("GET")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        given = re.search(r"set-cookie: (csrftoken=\w+)", headers, re.IGNORECASE)
        if status != 200 or not found or not given:
            sys.exit(f"GET {self.path} answered {status}, without a form.")
        self.token = found[1]
        self.cookie += f"; {given[1]}"
        return self

    async def idea(self, text: str) -> None:
        fields = {
            "csrfmiddlewaretoken": self.token,
            "text": text,
            "post_key": secrets.token_hex(16),
        }
        status, _headers, page = await self.ask("POST", urlencode(fields))
        if status != 200:
            sys.exit(f"POST {self.path} answered {status}: {page[:200]}")

    async def ask(self, method: str, body: str = "") -> tuple[int, str, str]:
        if self.streams is None or self.streams[1].is_closing() or self.streams[0].at_eof():
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        lines = [
            f"{method} {self.path} HTTP/1.1",
            f"Host: 127.0.0.1\r\nCookie: {self.cookie}\r\nX-Compose: 1",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}\r\n\r\n{body}",
        ]
        writer.write("\r\n".join(lines).encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        page = await reader.readexactly(int(length[1]) if length else 0)
        if "connection: close" in head.lower():
            writer.close()
        return int(head.split()[1]), head, page.decode()


async def raw_server(port: int) -> None:
    """The limit: whoever GETs listens; what is POSTed goes out to all of them as it is."""
    transports: list[asyncio.Transport] = []

    class Raw(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.got = cast("asyncio.Transport", transport), b""

        def data_received(self, data: bytes) -> None:
            self.got += data
            if self.got.startswith(b"GET") and self.got.endswith(b"\r\n\r\n"):
                self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
                transports.append(self.transport)
                self.got = b""
            head, _blank, body = self.got.partition(b"\r\n\r\n")
            length = re.search(rb"Content-Length: (\d+)", head)
            if length and len(body) >= int(length[1]):
                for transport in transports:
                    transport.write(body)
                self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                self.got = b""

    server = await asyncio.get_running_loop().create_server(Raw, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


async def listen(
    port: int, requests: list[bytes], on_the_way: dict[bytes, Post]
) -> list[asyncio.BaseTransport]:
    """Open all streams and wait until each has had an answer."""
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(partial(Listener, request, on_the_way), "127.0.0.1", port)
        for request in requests
    ]
    async with asyncio.timeout(60):
        await asyncio.gather(*(listener.open for _transport, listener in pairs))
    return [transport for transport, _listener in pairs]


async def deliver(
    send: Callable[[bytes], Awaitable[None]],
    streams: int,
    posts: int,
    rate: float,
    on_the_way: dict[bytes, Post],
) -> list[Post]:
    """Send posts at a steady rate, and give each ten seconds to arrive everywhere."""
    sent = []
    for _post in range(posts):
        post = Post(secrets.token_hex(8).encode(), time.perf_counter())
        on_the_way[post.marker] = post
        sent.append(post)
        await send(post.marker)
        await asyncio.sleep(max(0.0, post.sent + 1 / rate - time.perf_counter()))
    for _wait in range(200):
        if all(len(post.arrived) == streams for post in sent):
            break
        await asyncio.sleep(0.05)
    on_the_way.clear()
    return sent
