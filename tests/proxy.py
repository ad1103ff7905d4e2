"""A proxy on the way to the house, as meeting rooms have them: it cuts streams, holds them back,
or lets nothing through for a while. Pages and posts pass."""

import contextlib
import socket
import threading
import time


class Proxy:
    """Forwards TCP. `streams` says what happens to them: "pass", "cut" or "hold"."""

    def __init__(self, port: int, streams: str = "pass", cut_after: float = 2.0) -> None:
        self.upstream = port
        self.streams = streams
        self.cut_after = cut_after
        self.opened = 0  # streams that were asked for
        self.open: set[socket.socket] = set()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.server.close()
        self.drop()

    def drop(self) -> None:
        """Cut everything that is open now."""
        for end in list(self.open):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = self.server.accept()
                threading.Thread(target=self._serve, args=[near], daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.upstream))
        except OSError:
            near.close()
            return
        self.open |= {near, far}
        stream = threading.Event()
        back = threading.Thread(target=self._back, args=[far, near, stream], daemon=True)
        back.start()
        with contextlib.suppress(OSError):
            while asked := near.recv(65536):
                if asked.startswith(b"GET /live/") and b"once=1" not in asked.split(b"\r\n")[0]:
                    self.opened += 1
                    stream.set()
                    if self.streams == "cut":
                        threading.Timer(self.cut_after, self._end, [near, far]).start()
                far.sendall(asked)
        self._end(near, far)
        back.join()
        self.open -= {near, far}

    def _back(self, far: socket.socket, near: socket.socket, stream: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while answer := far.recv(65536):
                while stream.is_set() and self.streams == "hold":
                    time.sleep(0.05)
                near.sendall(answer)
        self._end(near, far)

    def _end(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
