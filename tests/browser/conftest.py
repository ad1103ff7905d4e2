"""Real browsers against the real stack."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.house import House
from tests.rooms import seed

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)  # machines differ
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}
DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start_web()
        yield house


@pytest.fixture(scope="module")
def rooms(house: House) -> list[dict]:
    """Rooms in the middle of their day, one for each test."""
    return [pair[0] for pair in seed(house, 20)]


@pytest.fixture
def room(rooms: list[dict]) -> dict:
    return rooms.pop()


@pytest.fixture
def screens(chromium: Browser, house: House) -> Iterator["Screens"]:
    screens = Screens(chromium, house)
    yield screens
    screens.close()
    assert screens.complaints == []


class Screens:
    """Browsers of their own for everybody in a story; each complaint of a console is kept."""

    def __init__(self, chromium: Browser, house: House) -> None:
        self.chromium = chromium
        self.house = house
        self.contexts = []
        self.complaints: list[str] = []

    def open(self, size: dict[str, int] = DESK, **options: object) -> Page:
        context = self.chromium.new_context(viewport=size, base_url=self.house.url, **options)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.hear(page, said.type, said.text))
        return page

    def hear(self, page: Page, kind: str, text: str) -> None:
        # What a test brings about on purpose: refused posts, cut networks.
        expected = r"status of (4\d\d|503)|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|net::ERR_ABORTED|ERR_INCOMPLETE_CHUNKED|ERR_CONTENT_LENGTH_MISMATCH"
        if kind == "error" and not re.search(expected, text):
            self.complaints.append(f"{page.url}: {text}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
