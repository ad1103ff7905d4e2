"""The web process with less patience and small buffers: python -m tests.impatient <port>

A client that stops reading fills them at once, and is closed after two seconds, not thirty.
"""

import socket
import sys

import uvicorn

from workshop.asgi import application
from workshop.live import client

if __name__ == "__main__":
    client.STUCK_AFTER = 2.0
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16384)
    door.bind(("127.0.0.1", int(sys.argv[1])))
    config = uvicorn.Config(
        application, access_log=False, log_level="warning", timeout_graceful_shutdown=3
    )
    uvicorn.Server(config).run([door])
