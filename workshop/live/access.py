"""Who may listen. A later slice registers the answer; streams are asked about in batches."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from workshop.live.drawing import with_connection

BATCH = 200
# Connects that arrive together are answered together; nobody notices five milliseconds. Who comes
# while others are asked about waits for those, so that a thousand are a few questions.
GATHER = 0.005


@dataclass(frozen=True, slots=True)
class Connect:
    """What a stream request shows at the door. `room` is the number in the address."""

    room: int
    audience: str
    cookies: dict[str, str]
    key: str  # a secret from the address, for screens without a cookie


@dataclass(frozen=True, slots=True)
class Admission:
    """What a connect opens: a stream, and whom it counts as there."""

    stream: int
    holder: str = ""  # the same for every stream of one person, and telling nobody who that is
    group: int = 0  # what holders are counted by
    # What opens it, and how many streams at once may be opened by that.
    opened_by: str = ""
    most: int = 6
    # It may end without an `access` event, so it is asked about again every few seconds.
    ends_silently: bool = False
    # Where the log stood; what is written to whoever comes in is drawn no earlier.
    revision: int = field(default=0, compare=False)


# For each connect what it opens, or None. Asked with up to BATCH at once, in a thread.
Authoriser = Callable[[Sequence[Connect]], list[Admission | None]]

_authorisers: list[Authoriser] = []


def register(authoriser: Authoriser) -> None:
    _authorisers[:] = [authoriser]


def authorise(connects: Sequence[Connect]) -> list[Admission | None]:
    """What each connect opens, or None. Runs in a worker thread."""
    return _authorisers[0](connects) if _authorisers else [None] * len(connects)


class Door:
    """Collects connects for a moment and asks about them together."""

    def __init__(self, threads: Executor) -> None:
        self.threads = threads
        self.waiting: list[tuple[Connect, asyncio.Future[Admission | None]]] = []
        self.asking: asyncio.Task[None] | None = None

    async def ask(self, connect: Connect) -> Admission | None:
        """What this connect may listen to, or None."""
        answer: asyncio.Future[Admission | None] = asyncio.get_running_loop().create_future()
        self.waiting.append((connect, answer))
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask_for_all())
        return await answer

    async def ask_all(self, connects: Sequence[Connect]) -> list[Admission | None]:
        answers: list[Admission | None] = []
        loop = asyncio.get_running_loop()
        for start in range(0, len(connects), BATCH):
            batch = connects[start : start + BATCH]
            answers += await loop.run_in_executor(self.threads, with_connection, authorise, batch)
        return answers

    async def _ask_for_all(self) -> None:
        await asyncio.sleep(GATHER)
        while self.waiting:
            batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            await self._answer(batch)

    async def _answer(self, batch: list[tuple[Connect, asyncio.Future[Admission | None]]]) -> None:
        try:
            answers = await self.ask_all([connect for connect, _answer in batch])
        except Exception as error:  # noqa: BLE001  (each of those who wait raises it)
            for _connect, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_connect, answer), admission in zip(batch, answers, strict=True):
            if not answer.done():
                answer.set_result(admission)
