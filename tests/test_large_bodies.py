"""Bodies without end, and headers as long as books, at the real servers."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO

import pytest
from django.urls import get_resolver, reverse

from tests.house import House
from tests.rooms import phone_of, seed
from workshop.limits.body import (
    FILE_LIMIT,
    HEADERS_LIMIT,
    MIB,
    PICTURES_LIMIT,
    TEXT_LIMIT,
    TOO_LARGE,
    bounded_wsgi,
    limit_of,
)

PIECE = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
PARTS = {
    "slug": "elsewhere",
    "provider": "postmark",
    "token": "made-up",
    "code": "BBBBBBBB",
    "kind": "ideas",
    "act": "hide",
    "key": "made-up",
    "uidb36": "1",
}


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House(RATE_LIMITS="yes") as house:
        house.start_apart()
        yield house


@pytest.fixture(scope="module")
def room(house: House) -> dict:
    return seed(house, 1)[0][0]


def every_path() -> list[str]:
    """An address for each URL of the house, pages that only read included."""
    resolver = get_resolver()
    paths = []
    for key in resolver.reverse_dict:
        for possibility, *_rest in resolver.reverse_dict.getlist(key):
            template, names = possibility[0]
            parts = {name: PARTS.get(name, "1") for name in names}
            parts |= {
                name: "0" * 8 + "-0000-0000-0000-" + "0" * 12 for name in names if "draft" in name
            }
            paths.append("/" + template % parts)
    return sorted(set(paths))


def pour(port: int, path: str, megabytes: int) -> tuple[int, int]:
    """POST a chunked body of any length. The status, and how many bytes the server took."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        )
        connection.settimeout(0.001)
        sent, answer = 0, b""
        for _piece in range(megabytes * 16):
            try:
                answer = connection.recv(4096)
            except TimeoutError:
                pass
            except OSError:
                break
            if answer:
                break
            connection.settimeout(20)
            try:
                connection.sendall(PIECE)
            except OSError:
                break
            sent += len(PIECE)
            connection.settimeout(0.001)
        connection.settimeout(20)
        try:
            answer = answer or connection.recv(4096)
        except OSError:
            return 0, sent
    return int(answer.split()[1]) if answer else 0, sent


@pytest.mark.parametrize("server", ["pages", "stream"])
def test_fifty_megabytes_at_any_address_are_refused_early(house, server):
    port = house.port if server == "pages" else int(house.live_url.rsplit(":", 1)[1])
    paths = every_path()
    assert len(paths) > 60
    for path in paths:
        status, sent = pour(port, path, 50)
        # Either our sentence, or a connection cut while it was still being sent.
        assert status in (413, 0), (path, status)
        assert sent < limit_of(path) + 8 * MIB, (path, sent)
    assert "Traceback" not in house.log(server)


@pytest.mark.parametrize("server", ["pages", "stream"])
def test_a_long_post_is_answered_in_our_own_words(house, room, server):
    phone = phone_of(house, room)
    if server == "stream":
        phone.url = house.live_url
    path = f"/room/{room['room']}/posters/{room['problem']}/"
    status, page = phone.post(path, text="a" * TEXT_LIMIT)
    assert status == 413
    assert "This is far more text than fits here." in page
    assert "Go back in your browser" in page
    status, page = phone.post(path, text="a" * 500)
    assert status == 302


def test_only_uploads_and_what_providers_tell_may_be_larger_than_a_text():
    larger = {
        reverse("problem-edit", args=[1]): PICTURES_LIMIT,
        reverse("problem-new", args=[1]): PICTURES_LIMIT,
        reverse("problem-import", args=[1]): FILE_LIMIT,
        reverse("invitations-add", args=[1]): FILE_LIMIT,
        reverse("mail-events", args=["postmark"]): MIB,
    }
    assert {path: limit_of(path) for path in every_path() if limit_of(path) != TEXT_LIMIT} == larger
    assert limit_of("/nothing/here/") == TEXT_LIMIT


@pytest.mark.parametrize("server", ["pages", "stream"])
def test_a_cookie_as_long_as_a_book_is_refused(house, server):
    port = house.port if server == "pages" else int(house.live_url.rsplit(":", 1)[1])
    for path in ("/", "/live/1/room/"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            cookie = "a=" + "b" * HEADERS_LIMIT
            head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
            connection.sendall(head.encode())
            answer = connection.recv(4096)
        assert answer.split()[1] in (b"431", b"400"), answer


def test_whoever_does_not_hang_up_after_an_answer_keeps_nobody_waiting(house):
    """Some have sent all that they said, some go on sending."""
    asked = "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    began = time.monotonic()
    with ExitStack() as open_still:
        for number in range(20):
            visitor = socket.create_connection(("127.0.0.1", house.port), timeout=20)
            open_still.enter_context(visitor)
            visitor.sendall(asked.encode() + b"a" * (number % 2))
            assert visitor.recv(4096).startswith(b"HTTP/1.1 200")
        assert house.answers(house.port)
    assert time.monotonic() - began < 15, "each of them was waited for"


def test_a_chunked_form_that_fits_is_read(house):
    """A proxy may pass a form on without saying how long it is."""
    seen = {}

    def page(environ, start_response):
        seen.update(environ)
        return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]

    def ask(body: bytes) -> bytes:
        environ = {
            "PATH_INFO": "/j/BBBBBBBB/",
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input": BytesIO(body),
        }
        return b"".join(bounded_wsgi(page)(environ, None))

    assert ask(b"name=Pat") == b"name=Pat"
    assert TOO_LARGE not in seen
    assert ask(b"a" * TEXT_LIMIT) == b"a" * TEXT_LIMIT
    assert ask(b"a" * (TEXT_LIMIT + 1)) == b""
    assert json.dumps(seen[TOO_LARGE]) == str(TEXT_LIMIT)
