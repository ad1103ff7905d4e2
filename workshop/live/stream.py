"""The stream itself: bare ASGI, beside Django, because a view would cost a thread a listener.

GET /live/<room>/<audience>/?after=<revision>&lang=<language>&key=<secret>
answers with server-sent events (put, resync, beat, ending, gone) whose id is the revision.
With `once=1` it answers what there is and ends: the way of pages behind a proxy that breaks
streams.
"""

import asyncio
import logging
import re
import signal
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie

from workshop.live import fragments
from workshop.live.access import Connect
from workshop.live.hub import hub
from workshop.live.room import Client, Send, catch_up, follow

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
    try:
        number = await hub.door.ask(connect)
        if number is None:
            await refuse(send, 404)
            return
        after = revision_of(query, headers)
        language = query.get("lang", [""])[0]
        room = hub.room(number)
        channel = await room.channel(
            connect.audience, language if language in LANGUAGES else settings.LANGUAGE_CODE, after
        )
    except DatabaseError:
        logger.warning("a stream could not be opened, the database is away")
        await refuse(send, 503)
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    client = Client(connect, send, after)
    if "once" in query or hub.stopping:
        await catch_up(channel, client)
        body = fragments.beat(channel.head)
        await send({"type": "http.response.body", "body": body, "more_body": False})
        return
    # Bytes at once, so that a page knows that it is live.
    body = fragments.hello(channel.head)
    await send({"type": "http.response.body", "body": body, "more_body": True})
    follow(channel, client)  # from now on whoever ends streams finds it, though it may not read
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        room.forget(client)


def revision_of(query: dict[str, list[str]], headers: dict[bytes, bytes]) -> int:
    """The last revision the client has seen; what is not one counts as ahead of the log."""
    said = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("after", [""])[0]
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1


def cookies_of(headers: dict[bytes, bytes]) -> dict[str, str]:
    return parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))


async def refuse(send: Send, status: int) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")],
        }
    )
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
