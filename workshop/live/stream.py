"""The stream itself: bare ASGI, beside Django, because a view would cost a thread a listener.

GET /live/<room>/<audience>/?after=<revision>&lang=<language>&key=<secret>
answers with server-sent events (put, resync, beat, ending, gone) whose id is the revision, and
with news of what stands in no log, which has none.
With `once=1` it answers what there is and ends: the way of pages behind a proxy that breaks
streams.
"""

import asyncio
import logging
import re
import signal
import time
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie

from workshop.limits.address import address_of_scope
from workshop.live import figures, fragments
from workshop.live.access import Admission, Connect
from workshop.live.bounds import Refused, bounds
from workshop.live.channel import Channel
from workshop.live.client import Client, Send
from workshop.live.hub import hub
from workshop.live.room import catch_up, follow

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]

PATH = re.compile(r"^/live/(?P<room>\d{1,18})/(?P<audience>[a-z]{1,20})/$")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
LANGUAGES = {code for code, _name in settings.LANGUAGES}

logger = logging.getLogger(__name__)


def handles(scope: Scope) -> bool:
    path: str = scope.get("path", "")
    return scope["type"] == "http" and path.startswith("/live/")


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    hub.start()
    asked = PATH.match(scope["path"])
    if asked is None or scope["method"] != "GET":
        await refuse(send, 404)
        return
    headers = dict(scope["headers"])
    query = parse_qs(scope["query_string"].decode("latin-1"))
    connect = Connect(
        room=int(asked["room"]),
        audience=asked["audience"],
        cookies=cookies_of(headers),
        key=query.get("key", [""])[0],
    )
    address = address_of_scope(scope)
    try:
        admission = await admitted(connect, address)
        if admission is None:
            await refuse(send, 404)
            return
        client = Client(connect, send, revision_of(query, headers))
        language = query.get("lang", [""])[0]
        if "once" in query:
            await answer_once(client, await channel_of(client, admission, language))
            return
        with bounds.place(admission, address):
            channel = await channel_of(client, admission, language)
            await listen(client, admission, channel, receive)
    except Refused as refused:
        await refuse(send, 429, refused.wait)
    except DatabaseError:
        logger.warning("a stream could not be opened, the database is away")
        await refuse(send, 503)


async def admitted(connect: Connect, address: str) -> Admission | None:
    """What the connect opens, or None. Raises Refused for whoever asks too often."""
    bounds.knock(address)
    admission = await hub.door.ask(connect)
    if admission is None:
        bounds.knocked_wrong(address)
    else:
        bounds.ask(admission, time.monotonic())
    return admission


async def channel_of(client: Client, admission: Admission, language: str) -> Channel:
    spoken = language if language in LANGUAGES else settings.LANGUAGE_CODE
    room = hub.room(admission.stream)
    # A page may know of a commit before its wake-up comes here, and so may whoever asks now.
    await room.reach(max(client.cursor, admission.revision))
    return await room.channel(client.connect.audience, spoken, client.cursor)


async def answer_once(client: Client, channel: Channel) -> None:
    figures.polls.inc()
    await client.send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    try:
        await catch_up(channel, client)
        await client.ready()
    except TimeoutError:
        client.abort()
        return
    body = fragments.beat(channel.head, time.time())
    await client.send({"type": "http.response.body", "body": body, "more_body": False})


async def listen(client: Client, admission: Admission, channel: Channel, receive: Receive) -> None:
    """Until the visitor leaves."""
    if hub.stopping:
        await answer_once(client, channel)
        return
    room = hub.room(admission.stream)
    await client.send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    # Bytes at once, so that a page knows that it is live.
    body = fragments.hello(channel.head, time.time())
    await client.send({"type": "http.response.body", "body": body, "more_body": True})
    follow(channel, client)  # from now on whoever ends streams finds it, though it may not read
    hub.presence.arrive(client, admission)
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        room.forget(client)
        hub.presence.leave(client)


def revision_of(query: dict[str, list[str]], headers: dict[bytes, bytes]) -> int:
    """The last revision the client has seen; -1 for what is none, so that it fetches afresh."""
    said = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("after", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1


def cookies_of(headers: dict[bytes, bytes]) -> dict[str, str]:
    return parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))


async def refuse(send: Send, status: int, wait: int = 0) -> None:
    """`wait`: seconds until it is worth asking again."""
    headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
    if wait:
        headers.append((b"retry-after", str(wait).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def lifespan(receive: Receive, send: Send) -> None:
    """Start with the server; end the streams at the first sign of the stop, because the server
    waits for open connections before it says so here."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            end_streams_on_stop()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def end_streams_on_stop() -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def handle(sign: int, frame: FrameType | None, before: Any = before) -> None:
            loop.call_soon_threadsafe(lambda: loop.create_task(hub.stop()))
            if callable(before):
                before(sign, frame)

        try:
            signal.signal(number, handle)
        except ValueError:  # not in the main thread: somebody else minds the signals
            return
