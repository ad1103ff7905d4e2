"""Phones behind the proxies of meeting rooms."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.fresh import is_as_fresh
from tests.browser.test_phone import poster
from tests.house import House, wait_for
from tests.proxy import Proxy
from tests.rooms import write

pytestmark = pytest.mark.browser


@pytest.fixture
def proxy(house: House) -> Iterator[Proxy]:
    proxy = Proxy(house.port)
    yield proxy
    proxy.close()


def phone_behind(screens: Screens, proxy: Proxy, room: dict, *, with_clock: bool = False) -> Page:
    page = screens.open(PHONE)
    if with_clock:
        page.clock.install()
    seat = {"name": f"seat-{room['room']}", "value": room["tokens"][0], "url": proxy.url}
    page.context.add_cookies([seat])
    page.goto(proxy.url + poster(room))
    return page


@pytest.mark.parametrize("streams", ["cut", "hold"])
def test_behind_a_proxy_that_breaks_streams_a_phone_polls_and_says_so(
    screens, house, room, proxy, streams
):
    proxy.streams = streams
    pat = phone_behind(screens, proxy, room)
    connection = pat.locator("#connection")
    expect(connection).to_contain_text("a few seconds’ delay", timeout=30_000)
    expect(pat.locator("#connection-said")).to_contain_text("a few seconds’ delay")
    asked = proxy.opened
    write(house, room, "Behind the proxy", seat=1)
    expect(pat.locator(".idea", has_text="Behind the proxy")).to_have_count(1)
    pat.get_by_label("Your idea").fill("From behind it")
    pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".mine", has_text="From behind it")).to_have_count(1)
    is_as_fresh(pat)
    assert proxy.opened == asked
    expect(connection).to_have_attribute("data-state", "polling")


def test_a_line_that_is_cut_once_is_live_again_and_has_missed_nothing(screens, house, room, proxy):
    pat = phone_behind(screens, proxy, room)
    connection = pat.locator("#connection")
    expect(connection).to_have_attribute("data-state", "live")
    proxy.drop()
    write(house, room, "Meanwhile", seat=1)
    expect(connection).to_have_attribute("data-state", "live")
    expect(pat.locator(".idea", has_text="Meanwhile")).to_have_count(1)
    is_as_fresh(pat)
    # It flickered; nobody who listens was interrupted.
    expect(pat.locator("#connection-said")).to_be_empty()


def test_a_line_cut_after_twenty_seconds_is_cut_by_somebody_and_after_thirty_is_not(
    screens, house, room, proxy
):
    pat = phone_behind(screens, proxy, room, with_clock=True)
    connection = pat.locator("#connection")

    def cut_after(seconds: int) -> None:
        expect(connection).to_have_attribute("data-state", "live", timeout=20_000)
        pat.clock.fast_forward(seconds * 1000)
        asked = proxy.opened
        proxy.drop()
        wait_for(lambda: proxy.opened > asked or polls(), "another try")

    def polls() -> bool:
        return connection.get_attribute("data-state") == "polling"

    for seconds in (30, 30, 20, 30, 20):
        cut_after(seconds)
    expect(connection).to_have_attribute("data-state", "live", timeout=20_000)
    write(house, room, "Between two cuts", seat=1)
    expect(pat.locator(".idea", has_text="Between two cuts")).to_have_count(1)
    cut_after(20)
    expect(connection).to_contain_text("a few seconds’ delay")
    write(house, room, "After them", seat=1)
    expect(pat.locator(".idea", has_text="After them")).to_have_count(1)
    is_as_fresh(pat)
