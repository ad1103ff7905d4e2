"""Who may listen. A later slice registers the answer; streams are asked about in batches."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from django.db import connection

BATCH = 200
# Connects that arrive together are answered together; nobody notices five milliseconds.
GATHER = 0.005


@dataclass(frozen=True, slots=True)
class Connect:
    """What a stream request shows at the door. `room` is the number in the address."""

    room: int
    audience: str
    cookies: dict[str, str]
    key: str  # a secret from the address, for screens without a cookie


# For each connect the stream it opens, or None. Asked with up to BATCH at once, in a thread.
Authoriser = Callable[[Sequence[Connect]], list[int | None]]

_authorisers: list[Authoriser] = []


def register(authoriser: Authoriser) -> None:
    _authorisers[:] = [authoriser]


def authorise(connects: Sequence[Connect]) -> list[int | None]:
    """The stream of each connect, or None. Runs in a worker thread and leaves no connection."""
    try:
        return _authorisers[0](connects) if _authorisers else [None] * len(connects)
    finally:
        connection.close()


class Door:
    """Collects connects for a moment and asks about them together."""

    def __init__(self, threads: Executor) -> None:
        self.threads = threads
        self.waiting: list[tuple[Connect, asyncio.Future[int | None]]] = []

    async def ask(self, connect: Connect) -> int | None:
        """The stream that this connect may listen to, or None."""
        answer: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((connect, answer))
        if len(self.waiting) == 1:
            asyncio.get_running_loop().call_later(GATHER, self._start)
        return await answer

    async def ask_all(self, connects: Sequence[Connect]) -> list[int | None]:
        answers: list[int | None] = []
        loop = asyncio.get_running_loop()
        for start in range(0, len(connects), BATCH):
            batch = connects[start : start + BATCH]
            answers += await loop.run_in_executor(self.threads, authorise, batch)
        return answers

    def _start(self) -> None:
        waiting, self.waiting = self.waiting, []
        for start in range(0, len(waiting), BATCH):
            task = asyncio.ensure_future(self._answer(waiting[start : start + BATCH]))
            _running.add(task)
            task.add_done_callback(_running.discard)

    async def _answer(self, batch: list[tuple[Connect, asyncio.Future[int | None]]]) -> None:
        try:
            answers = await self.ask_all([connect for connect, _answer in batch])
        except Exception as error:  # noqa: BLE001  (each of those who wait raises it)
            for _connect, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_connect, answer), stream in zip(batch, answers, strict=True):
            if not answer.done():
                answer.set_result(stream)


_running: set[asyncio.Task[None]] = set()
