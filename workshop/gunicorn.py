"""How gunicorn runs the pages: gunicorn --config python:workshop.gunicorn workshop.wsgi"""

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

LINGER = 2.0  # seconds for what a visitor is still sending after the answer
DRAINED = 64 * 1024  # bytes of it


class PageWorker(ThreadWorker):
    """gunicorn waits up to two seconds for each visitor to hang up, in the one thread that hears
    all others. Here the thread that has answered waits, and only where something is unread:
    closing would then take the answer back."""

    def handle(self, conn: Any) -> Any:
        kept = super().handle(conn)
        if not kept:
            hang_up(conn.sock)
        return kept


def hang_up(visitor: socket.socket) -> None:
    """Leaves nothing to wait for when the socket is closed."""
    with contextlib.suppress(OSError):
        visitor.shutdown(socket.SHUT_WR)
        drain(visitor)
        visitor.shutdown(socket.SHUT_RD)


def drain(visitor: socket.socket) -> None:
    """Read what has come, and if anything has, what still comes."""
    visitor.setblocking(False)
    until, drained = time.monotonic() + LINGER, 0
    with contextlib.suppress(BlockingIOError, TimeoutError):
        while drained < DRAINED and (piece := visitor.recv(4096)):
            drained += len(piece)
            visitor.settimeout(max(0.001, until - time.monotonic()))


worker_class = PageWorker
threads = 4
# Longer than the proxy keeps an unused connection (deploy/Caddyfile), so that none is closed under
# a post that is on its way.
keepalive = 45
# A worker says that it lives between two rounds of its loop. A busy machine is slow, not dead, and
# with a worker that is killed go all pages that it is at.
timeout = 120
