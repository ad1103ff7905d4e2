"""How many bytes a request may bring. Counted before a page, or Django, reads any of them.

Django itself would write a body of any length to disk before it looks at the address.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve

KIB, MIB = 1024, 1024 * 1024
TEXT_LIMIT = 64 * KIB  # the longest form of texts, all of them emoji, takes half of it
FILE_LIMIT = 11 * MIB  # a file of 10 MB with the form around it; the form says what is too large
PICTURES_LIMIT = 31 * MIB  # three of 10 MB at once
HEADERS_LIMIT = 32 * KIB
# A browser shows our sentence only if what it sends on is taken in, up to a length that we bear.
BORNE = 64 * MIB
TOO_LARGE = "ten_doors.too_large"  # in a WSGI environment or ASGI scope: the limit it went over

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
View = TypeVar("View", bound=Callable[..., Any])


def takes_bytes(limit: int) -> Callable[[View], View]:
    """Marks a view whose forms bring more than texts. Stands above all other decorators."""

    def mark(view: View) -> View:
        view.body_limit = limit  # type: ignore[attr-defined]
        return view

    return mark


def limit_of(path: str) -> int:
    try:
        return getattr(resolve(path).func, "body_limit", TEXT_LIMIT)
    except Resolver404:
        return TEXT_LIMIT


def bounded_asgi(app: Application) -> Application:
    async def bounded(scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if b"transfer-encoding" in headers:
            await count(app, scope, receive, send)
            return
        length = declared(headers.get(b"content-length", b"").decode("latin-1"))
        if length > TEXT_LIMIT and length > (limit := limit_of(scope["path"])):
            await say_too_large(app, scope, send, limit, hang_up=length > BORNE)
            return
        await app(scope, receive, send)

    return bounded


async def count(app: Application, scope: Scope, receive: Receive, send: Send) -> None:
    """A body that doesn't say how long it is. Django reads it to its end before it does anything;
    where it is too long, it hears that the visitor left, and starts again without a body."""
    limit, came = limit_of(scope["path"]), 0

    async def counted() -> dict[str, Any]:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        return message if came <= limit else {"type": "http.disconnect"}

    await app(scope, counted, send)
    if came > limit:
        await say_too_large(app, scope, send, limit, hang_up=True)


async def say_too_large(
    app: Application, scope: Scope, send: Send, limit: int, *, hang_up: bool
) -> None:
    of_the_body = (b"content-length", b"transfer-encoding")
    bodies = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not bodies:
            await asyncio.Event().wait()  # nothing more is heard of the visitor
        return bodies.pop()

    async def closing(message: dict[str, Any]) -> None:
        if hang_up and message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await send(message)

    bare = [header for header in scope["headers"] if header[0] not in of_the_body]
    await app({**scope, "headers": bare, TOO_LARGE: limit}, receive, closing)


def headers_fit(scope: Scope) -> bool:
    return sum(len(name) + len(value) for name, value in scope["headers"]) <= HEADERS_LIMIT


async def refuse_headers(send: Send) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 431, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def bounded_wsgi(app: WSGIApplication) -> WSGIApplication:
    """gunicorn bounds the headers itself, and drops what is left of a body after the answer."""

    def bounded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            limit = limit_of(get_path_info(environ))
            environ["wsgi.input"], length = gathered(environ["wsgi.input"], limit)
            environ["CONTENT_LENGTH"] = str(length)
        else:
            length = declared(environ.get("CONTENT_LENGTH", ""))
            limit = limit_of(get_path_info(environ)) if length > TEXT_LIMIT else TEXT_LIMIT
        if length > limit:
            environ |= {"wsgi.input": BytesIO(), "CONTENT_LENGTH": "0", TOO_LARGE: limit}
        return app(environ, start_response)

    return bounded


def gathered(body: IO[bytes], limit: int) -> tuple[IO[bytes], int]:
    """A body of unknown length and how long it is: one piece over the limit is enough to know."""
    kept: IO[bytes] = SpooledTemporaryFile(max_size=TEXT_LIMIT)  # noqa: SIM115  (Django closes it)
    while kept.tell() <= limit and (piece := body.read(TEXT_LIMIT)):
        kept.write(piece)
    length = kept.tell()
    kept.seek(0)
    return kept, length


def declared(text: str) -> int:
    """What Content-Length says. Servers refuse what is no number, and more than it says."""
    return int(text) if text.isascii() and text.isdigit() else 0
