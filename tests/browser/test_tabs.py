"""Several tabs of one browser: one stream for all, handed on without a gap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.conftest import CHROMIUM, PHONE, SWITCHES
from tests.browser.fresh import is_as_fresh
from tests.browser.test_offline import crash
from tests.browser.test_phone import FLOOD, is_live, phone, poster
from tests.house import House
from tests.rooms import seed, write

pytestmark = pytest.mark.browser

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


class Streams:
    """The pages of a browser that asked for a stream, in order."""

    def __init__(self, page: Page) -> None:
        self.pages: list[Page] = []
        page.context.on("request", self.hear)

    def hear(self, request: Request) -> None:
        if "/live/" in request.url and "once=1" not in request.url:
            self.pages.append(request.frame.page)


def tab(page: Page, address: str) -> Page:
    other = page.context.new_page()
    other.goto(address)
    is_live(other)
    return other


def sees(page: Page, text: str) -> None:
    expect(page.locator(".idea", has_text=text)).to_have_count(1)


def test_two_tabs_share_a_stream_and_the_second_goes_on_when_the_first_closes(screens, house, room):
    first = phone(screens, room)
    is_live(first)
    streams = Streams(first)
    second = tab(first, poster(room))
    write(house, room, "For both", seat=1)
    for page in (first, second):
        sees(page, "For both")
    assert streams.pages == []  # the first tab's was there before anybody counted
    first.close()
    write(house, room, "In the gap", seat=1)
    sees(second, "In the gap")
    write(house, room, "Afterwards", seat=1)
    sees(second, "Afterwards")
    assert streams.pages == [second]
    is_as_fresh(second)


def test_a_tab_that_crashes_hands_over(screens, house, room):
    first = phone(screens, room)
    is_live(first)
    second = tab(first, poster(room))
    streams = Streams(second)
    crash(first)
    write(house, room, "After the crash", seat=1)
    sees(second, "After the crash")
    assert streams.pages == [second]
    is_as_fresh(second)


def test_a_hidden_tab_hands_over_and_catches_up_when_it_is_looked_at(screens, house, room):
    first = phone(screens, room)
    is_live(first)
    second = tab(first, poster(room))
    streams = Streams(first)
    first.evaluate(HIDE, True)
    write(house, room, "While hidden", seat=1)
    sees(second, "While hidden")
    assert streams.pages == [second]
    expect(first.locator(".idea")).to_have_count(0)
    first.evaluate(HIDE, False)
    sees(first, "While hidden")
    write(house, room, "Through the other", seat=1)
    sees(first, "Through the other")
    assert streams.pages == [second]
    for page in (first, second):
        is_as_fresh(page)


def test_each_tab_fetches_itself_afresh_when_the_log_leads_no_further(screens, house, room):
    first = phone(screens, room)
    is_live(first)
    second = tab(first, poster(room))
    third = tab(first, f"/room/{room['room']}/")
    first.context.set_offline(True)
    house.shell(FLOOD % room["room"])
    write(house, room, "After a lot", seat=1)
    first.context.set_offline(False)
    for page in (first, second):
        sees(page, "After a lot")
    write(house, room, "And on", seat=1)
    for page in (first, second, third):
        is_live(page)
        is_as_fresh(page)


def test_a_post_from_one_tab_is_ones_own_in_the_other(screens, house, room):
    first = phone(screens, room)
    is_live(first)
    second = tab(first, poster(room))
    first.get_by_label("Your idea").fill("Mine in both")
    first.get_by_role("button", name="Post").click()
    for page in (first, second):
        expect(page.locator(".mine .idea", has_text="Mine in both")).to_have_count(1)
        sees(page, "Mine in both")
        is_as_fresh(page)


@pytest.fixture(scope="module")
def by_name(chromium: Browser) -> Iterator[Browser]:
    """A browser that finds this machine under a name, so without https: locks are missing then."""
    switches = [*SWITCHES, "--host-resolver-rules=MAP room.example 127.0.0.1"]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=switches)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def house_by_name() -> Iterator[House]:
    with House(ALLOWED_HOSTS="room.example,127.0.0.1") as house:
        house.start_web()
        yield house


def test_without_https_each_tab_has_a_stream_of_its_own(by_name, house_by_name):
    house = house_by_name
    room = seed(house, 1)[0][0]
    url = f"http://room.example:{house.port}"
    context = by_name.new_context(viewport=PHONE)
    seat = {"name": f"seat-{room['room']}", "value": room["tokens"][0], "url": url}
    context.add_cookies([seat])
    first = context.new_page()
    streams = Streams(first)
    first.goto(url + poster(room))
    is_live(first)
    assert first.evaluate("[isSecureContext, navigator.locks]") == [False, None]
    second = tab(first, url + poster(room))
    first.get_by_label("Your idea").fill("Without locks")
    first.get_by_role("button", name="Post").click()
    for page in (first, second):
        sees(page, "Without locks")
        is_as_fresh(page)
    assert streams.pages == [first, second]
    context.close()
