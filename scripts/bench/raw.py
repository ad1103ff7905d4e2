"""The limit: whoever GETs listens; what is POSTed goes out to all of them as it is."""

import asyncio
import re
import sys
from typing import cast

import uvloop

transports: list[asyncio.Transport] = []


class Raw(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.got = cast("asyncio.Transport", transport), b""

    def connection_lost(self, _error: Exception | None) -> None:
        if self.transport in transports:
            transports.remove(self.transport)

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


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Raw, "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
