"""A raw listener to a room's stream, and a phone that posts, without a browser."""

import http.client
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Said:
    """One server-sent event."""

    kind: str
    revision: int | None
    data: str


class Listener:
    """Opens the stream and reads it event by event."""

    def __init__(
        self, house_url: str, path: str, cookies: str = "", headers: dict[str, str] | None = None
    ) -> None:
        parts = urlsplit(house_url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        self.connection.request("GET", path, headers={"Cookie": cookies, **(headers or {})})
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def __iter__(self):
        return self

    def __next__(self) -> Said:
        lines: list[str] = []
        while True:
            line = self.answer.readline().decode()
            if not line:
                raise StopIteration
            line = line.rstrip("\n")
            if not line and lines:
                return parse(lines)
            if line:
                lines.append(line)

    def until(self, kind: str, containing: str = "", patience: float = 30) -> Said:
        """The first event of that kind that holds the text. Others are passed over."""
        end = time.monotonic() + patience
        for said in self:
            if said.kind == kind and containing in said.data:
                return said
            assert time.monotonic() < end, f"no {kind} with {containing!r}"
        raise AssertionError(f"the stream ended before {kind} with {containing!r}")

    def close(self) -> None:
        self.connection.close()


def parse(lines: list[str]) -> Said:
    fields: dict[str, list[str]] = {}
    for line in lines:
        name, _colon, value = line.partition(": ")
        fields.setdefault(name, []).append(value)
    revision = fields.get("id")
    return Said(
        fields.get("event", [""])[0],
        int(revision[0]) if revision else None,
        "\n".join(fields.get("data", [])),
    )


class Phone:
    """Posts forms as a phone without script would, over one connection."""

    def __init__(self, house_url: str, **cookies: str) -> None:
        self.url = house_url
        self.cookies = dict(cookies)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, page: str | None = None, **fields: str) -> tuple[int, str]:
        """Fetch the page, fill its form, send it. Hidden fields come from the page."""
        _status, html = self.get(page or path)
        hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html))
        return self._ask("POST", path, urlencode(hidden | fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _equals, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, text
