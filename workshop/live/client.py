"""One open stream, and how to write to it without a task of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from workshop.live.access import Admission, Connect

STUCK_AFTER = 30.0  # seconds without reading, then a client is closed

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Chunk:
    """The same bytes for many clients, framed once by HTTP's chunked encoding (RFC 9112, 7.1).
    There must be some: a chunk without any is the end of an answer."""

    __slots__ = ("body", "encoded")

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.encoded = b"%x\r\n%b\r\n" % (len(body), body)


class Client:
    """One open stream: where it stands, and how to write to it."""

    __slots__ = ("admission", "connect", "cursor", "send", "told", "uvicorn")

    def __init__(self, connect: Connect, send: Send, cursor: int) -> None:
        self.connect = connect
        self.send = send
        self.cursor = cursor
        self.admission: Admission | None = None
        self.told: object = None  # the news that stands in no log, as this client heard it last
        cycle = getattr(send, "__self__", None)
        self.uvicorn = cycle if isinstance(cycle, RequestResponseCycle) else None

    def try_write(self, chunk: Chunk) -> bool:
        """As try_send(), for what goes to many: what uvicorn's send() would write, made once and
        not for each of them."""
        uvicorn = self.uvicorn
        if uvicorn is None or not uvicorn.chunked_encoding or uvicorn.response_complete:
            return self.try_send(chunk.body)
        if uvicorn.disconnected:
            return True
        if uvicorn.flow.write_paused:
            return False
        uvicorn.transport.write(chunk.encoded)
        return True

    def try_send(self, body: bytes, *, more: bool = True) -> bool:
        """Write now if the socket takes it. The server waits before it writes, never after, so
        stepping the coroutine once either writes everything or nothing."""
        sending = self.send({"type": "http.response.body", "body": body, "more_body": more})
        assert isinstance(sending, Coroutine)
        try:
            sending.send(None)
        except StopIteration:
            return True
        sending.close()
        return False

    async def ready(self) -> None:
        """Wait until the socket takes something. Raises TimeoutError when nobody reads."""
        async with asyncio.timeout(STUCK_AFTER):
            await self.send({"type": "http.response.body", "body": b"", "more_body": True})

    def abort(self) -> None:
        """Cut the connection without waiting for what it hasn't read."""
        transport = getattr(getattr(self.send, "__self__", None), "transport", None)
        if transport is not None:
            transport.abort()
