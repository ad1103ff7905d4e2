"""Many screens and phones at once, without browsers: each keeps its picture as a page would."""

import asyncio
import contextlib
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.listener import Said, parse
from tests.picture import Picture

OUT = (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError)  # what a lost line raises
# Who is connected stands in no log: it comes as news, not to screens that poll, and not without
# Redis. tests/live/test_presence.py holds it.
NEWS = {"people"}
TRY_AGAIN = 8  # polls, then a look whether streams get through by now
HEADER = re.compile(rb"^([\w-]+): ?(.*?)\r\n", re.MULTILINE)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes. Raises EOFError when the line is cut before its end."""
        kept = dict(self.headers)
        if "content-length" in kept:
            yield await self.reader.readexactly(int(kept["content-length"]))
        elif kept.get("transfer-encoding") == "chunked":
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                yield (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readuntil(b"\r\n")
        else:
            while piece := await self.reader.read(65536):
                yield piece

    async def text(self) -> str:
        return b"".join([piece async for piece in self.pieces()]).decode()

    async def events(self) -> AsyncIterator[Said]:
        kept = b""
        async for piece in self.pieces():
            *whole, kept = (kept + piece).split(b"\n\n")
            for block in whole:
                yield parse(block.decode().split("\n"))


@contextlib.asynccontextmanager
async def ask(
    url: str, path: str, cookie: str, form: dict[str, str] | None = None, method: str = ""
) -> AsyncIterator[Answer]:
    """One request over a connection of its own."""
    there = urlsplit(url)
    reader, writer = await asyncio.open_connection(there.hostname, there.port, limit=2**20)
    try:
        body = urlencode(form or {}).encode()
        writer.write(
            f"{method or ('GET' if form is None else 'POST')} {path} HTTP/1.1\r\n"
            f"Host: {there.netloc}\r\nCookie: {cookie}\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        headers = [(name.decode().lower(), value.decode()) for name, value in HEADER.findall(head)]
        yield Answer(int(head.split(b" ", 2)[1]), headers, reader, writer)
    finally:
        writer.transport.abort()


async def fetch(
    url: str, path: str, cookie: str, form: dict[str, str] | None = None
) -> tuple[int, str]:
    """Status and text. Raises one of OUT when the server is away."""
    async with asyncio.timeout(30), ask(url, path, cookie, form) as answer:
        return answer.status, await answer.text()


@dataclass(eq=False)
class Watcher:
    """A screen. `pages` and `streams` are the addresses it may turn to; after a loss it tries
    the next, as a proxy would."""

    pages: list[str]
    streams: list[str]
    path: str
    cookie: str = ""
    hello_within: float = 8.0  # seconds; then a proxy holds the words back
    early: float = 5.0  # a stream that dies sooner than this twice in a row is taken for broken
    poll_every: float = 0.3
    heard: list[tuple[int, str]] = field(default_factory=list)  # every put: revision, html
    heard_at: dict[int, float] = field(default_factory=dict)
    resyncs: int = 0
    endings: list[int] = field(default_factory=list)
    losses: int = 0
    polls: int = 0
    gone: bool = False
    listening: bool = False
    picture: Picture | None = None
    early_deaths: int = 0

    async def run(self) -> None:
        """Look, listen, come back after every loss; until cancelled or out."""
        while not self.gone:
            try:
                if self.picture is None:
                    self.picture = Picture(await self.page())
                if self.early_deaths < 2:
                    await self.listen()
                else:
                    await self.poll()
            except OUT:
                self.losses += 1
                self._turn()
                await asyncio.sleep(random.uniform(0.05, 0.3))
            self.listening = False

    async def page(self) -> str:
        status, page = await fetch(self.pages[0], self.path, self.cookie)
        if status != 200:
            raise OSError(status)
        return page

    def address(self, picture: Picture) -> str:
        body = next(each for each in picture.page.walk() if each.tag == "body")
        live = body.attributes["data-live"]
        return f"{live}{'&' if '?' in live else '?'}after={picture.revision}&lang=en"

    async def listen(self) -> None:
        assert self.picture is not None
        opened = time.monotonic()
        said_hello = False
        try:
            async with asyncio.timeout(self.hello_within) as patience:
                async with ask(self.streams[0], self.address(self.picture), self.cookie) as answer:
                    await self._allowed(answer)
                    async for said in answer.events():
                        patience.reschedule(None)
                        said_hello = self.listening = True
                        await self.obey(said)
                        if said.kind in ("resync", "gone", "ending"):
                            return
            raise EOFError
        except OUT:
            early = not said_hello or time.monotonic() - opened < self.early
            self.early_deaths = self.early_deaths + 1 if early else 0
            raise

    async def poll(self) -> None:
        assert self.picture is not None
        self.polls += 1
        async with asyncio.timeout(30):
            once = f"{self.address(self.picture)}&once=1"
            async with ask(self.streams[0], once, self.cookie) as answer:
                await self._allowed(answer)
                # All of it or none: a half answer is asked for again.
                for said in [said async for said in answer.events()]:
                    await self.obey(said)
        if self.polls % TRY_AGAIN == 0:
            self.early_deaths = 1  # one more early death, and it polls on
        await asyncio.sleep(self.poll_every)

    async def _allowed(self, answer: Answer) -> None:
        self.gone = answer.status == 404
        if answer.status != 200:
            raise OSError(answer.status)

    async def obey(self, said: Said) -> None:
        picture = self.picture
        assert picture is not None
        if said.kind == "put":
            assert said.revision is not None
            self.heard.append((said.revision, said.data))
            self.heard_at[said.revision] = time.monotonic()
            picture.put(said.data)
        if said.kind == "news":
            picture.put(said.data)
        if said.kind == "resync":
            self.resyncs += 1
            picture.afresh(await self.page())
        elif said.revision is not None:
            picture.revision = max(picture.revision, said.revision)
        if said.kind == "gone":
            self.gone = True
        if said.kind == "ending":
            self.endings.append(int(said.data))
            self._turn()
            await asyncio.sleep(int(said.data) / 1000)

    def _turn(self) -> None:
        self.pages.append(self.pages.pop(0))
        self.streams.append(self.streams.pop(0))

    def is_in_order(self) -> bool:
        """Whether no change came twice and none after a later one."""
        revisions = [revision for revision, _html in self.heard]
        return revisions == sorted(set(revisions))

    async def differs(self) -> list[str]:
        """The ids of what a reload would show differently."""
        assert self.picture is not None
        shown, fresh = self.picture.parts, Picture(await self.page()).parts
        names = {*shown, *fresh} - NEWS
        return sorted(name for name in names if shown.get(name) != fresh.get(name))

    async def shows_what_a_reload_shows(self) -> bool:
        return not await self.differs()


@dataclass(eq=False)
class Writer:
    """A phone that sends each idea again, under the same key, until it has an answer."""

    urls: list[str]
    path: str
    cookie: str
    name: str
    every: float = 0.0  # seconds between ideas
    acknowledged: list[str] = field(default_factory=list)
    sent: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    slowest: float = 0.0  # seconds for one answer
    posted_at: dict[str, float] = field(default_factory=dict)

    async def run(self, count: int) -> None:
        token = await until_answered(self.open)
        begun = len(self.acknowledged)
        for number in range(begun, begun + count):
            text = f"{self.name} thought of this, number {number:03}."
            await until_answered(lambda text=text: self.send(text, token))
            await asyncio.sleep(self.every)

    async def open(self) -> str:
        """Get the page; returns its form's token."""
        async with asyncio.timeout(30), ask(self.urls[0], self.path, self.cookie) as answer:
            page = await answer.text()
            if answer.status != 200:
                raise OSError(answer.status)
            for name, value in answer.headers:
                if name == "set-cookie":
                    self.cookie += f"; {value.partition(';')[0]}"
        return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    async def send(self, text: str, token: str) -> None:
        """Post it. Raises one of OUT where no answer says what became of it."""
        form = {"csrfmiddlewaretoken": token, "post_key": f"key of {text}", "text": text}
        began = time.monotonic()
        self.sent += 1
        self.posted_at.setdefault(text, began)
        try:
            status, page = await fetch(self.urls[0], self.path, self.cookie, form)
        except OUT:
            self.urls.append(self.urls.pop(0))
            raise
        if status >= 500 or status == 429:
            raise OSError(status)
        self.slowest = max(self.slowest, time.monotonic() - began)
        if status == 302:
            self.acknowledged.append(text)
        else:
            self.refused.append((status, page))


async def until_answered(work: Callable[[], Awaitable[str | None]]) -> str:
    """Again and again, as a phone does with what it could not send. Its answer."""
    until = time.monotonic() + 60
    while True:
        try:
            return await work() or ""
        except OUT:
            assert time.monotonic() < until, "no answer for a minute"
            await asyncio.sleep(random.uniform(0.05, 0.2))


async def wait_for(
    ask: Callable[[], Awaitable[bool] | bool], what: str, patience: float = 20.0
) -> None:
    until = time.monotonic() + patience
    while True:
        with contextlib.suppress(*OUT):
            answer = ask()
            if answer if isinstance(answer, bool) else await answer:
                return
        assert time.monotonic() < until, f"waited {patience:.0f} s for {what}"
        await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def running(*watchers: Watcher) -> AsyncIterator[None]:
    """The watchers at work; they listen when the block begins, and have stopped after it."""
    tasks = [asyncio.create_task(watcher.run()) for watcher in watchers]
    try:
        await wait_for(
            lambda: all(watcher.listening for watcher in watchers), "everybody to listen"
        )
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def converge(*watchers: Watcher, patience: float = 20.0) -> None:
    """Wait until each shows what a reload shows."""
    for watcher in watchers:
        what = f"{watcher.path} to show what a reload shows"
        try:
            await wait_for(watcher.shows_what_a_reload_shows, what, patience)
        except AssertionError as late:
            raise AssertionError(f"{late}: {await watcher.differs()}") from None
