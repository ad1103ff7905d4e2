"""A timer on every screen, the same to the second; who is ready and who is connected, by team."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, WALL, Screens
from tests.browser.test_phone import is_live, phone, poster
from tests.house import House
from tests.rooms import crowd, facilitator

pytestmark = pytest.mark.browser

CLOCK = re.compile(r"^\d+:\d\d$")
# A phone whose clock is three hours ahead, and then is put right in the middle of everything.
WRONG_CLOCK = """
const real = Date.now, RealDate = Date;
window.ahead = 3 * 3600 * 1000;
window.Date = class extends RealDate {
  constructor(...given) { given.length ? super(...given) : super(real() + window.ahead); }
  static now() { return real() + window.ahead; }
};
"""


def cockpit(screens: Screens, house: House, room: dict) -> Page:
    page = screens.open(DESK)
    pairs = facilitator(house, room).cookies.items()
    page.context.add_cookies(
        [{"name": name, "value": value, "url": house.url} for name, value in pairs]
    )
    page.goto(f"/workshops/{room['room']}/cockpit/")
    is_live(page)
    return page


def wall_of(screens: Screens, room: dict) -> Page:
    page = screens.open(WALL)
    page.goto(f"/wall/{room['wall']}/")
    is_live(page)
    return page


def timer(page: Page) -> Locator:
    return page.get_by_role("timer")


def seconds_left(page: Page) -> int:
    expect(timer(page)).to_have_text(CLOCK)
    minutes, seconds = timer(page).inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def set_timer(house: House, room: dict, seconds: float) -> None:
    house.shell(
        "from datetime import timedelta; from django.utils import timezone;"
        "from django.db import transaction; from workshop.models import Workshop\n"
        "with transaction.atomic():\n"
        f"    Workshop.objects.get(pk={room['room']})"
        f"._set_timer(timezone.now() + timedelta(seconds={seconds}))"
    )


def test_one_timer_on_every_screen_whatever_their_clocks_say(screens, house, room):
    fay, wall = cockpit(screens, house, room), wall_of(screens, room)
    pat = screens.open(PHONE)
    pat.add_init_script(WRONG_CLOCK)
    pat.context.add_cookies(
        [{"name": f"seat-{room['room']}", "value": room["tokens"][0], "url": house.url}]
    )
    pat.goto(poster(room))
    is_live(pat)
    fay.get_by_role("button", name="10 min").click()
    left = [seconds_left(page) for page in (fay, wall, pat)]
    assert 580 < min(left) <= max(left) <= 600
    assert max(left) - min(left) <= 2
    pat.evaluate("window.ahead = 0")
    pat.wait_for_timeout(2500)
    assert abs(seconds_left(pat) - seconds_left(wall)) <= 1
    fay.get_by_role("button", name="+5 min").click()
    expect(timer(wall)).to_have_text(re.compile(r"^14:"))
    expect(timer(pat)).to_have_text(re.compile(r"^14:"))


def test_the_timer_outlives_a_reload_and_a_restart_and_goes_when_it_is_stopped(
    screens, house, room
):
    fay, wall = cockpit(screens, house, room), wall_of(screens, room)
    fay.get_by_role("button", name="25 min").click()
    assert seconds_left(wall) > 24 * 60
    wall.reload()
    assert seconds_left(wall) > 24 * 60
    house.stop("web")
    house.start_web()
    is_live(wall)
    assert seconds_left(wall) > 23 * 60
    fay.reload()
    fay.get_by_role("button", name="Stop the timer").click()
    expect(timer(wall)).to_have_count(0)
    expect(wall.get_by_text("We are live")).to_be_visible()


def test_one_minute_and_the_end_are_said_once_and_nothing_moves_under_the_finger(
    screens, house, room
):
    pat = phone(screens, room)
    is_live(pat)
    field = pat.get_by_label("Your idea")
    field.fill("Half a thought")
    place = field.bounding_box()
    pat.evaluate(
        """() => {
          const place = document.getElementById("timer-said");
          window.said = [];
          new MutationObserver(() => window.said.push(place.textContent)).observe(place, {childList: true});
        }"""
    )
    set_timer(house, room, 64)
    expect(timer(pat)).to_have_text(re.compile(r"^(1:0\d|0:5\d)$"))
    pat.wait_for_timeout(5_000)
    set_timer(house, room, 4)
    expect(timer(pat)).to_have_text("Time is up. Finish your thought.")
    pat.wait_for_timeout(1_500)
    assert pat.evaluate("window.said") == ["One minute left", "Time is up. Finish your thought."]
    assert field.bounding_box() == place
    expect(field).to_have_value("Half a thought")
    expect(field).to_be_focused()


def test_without_script_a_timer_says_until_when_and_ready_is_a_form(screens, house, room):
    set_timer(house, room, 600)
    pat = phone(screens, room, java_script_enabled=False)
    expect(timer(pat)).to_have_text(re.compile(r"^until \d\d:\d\d$"))
    pat.get_by_role("button", name="I’m ready", pressed=False).click()
    expect(pat).to_have_url(re.compile(poster(room)))
    pat.get_by_role("button", name="I’m ready", pressed=True).click()
    expect(pat.get_by_role("button", name="I’m ready", pressed=False)).to_be_visible()


def test_ready_is_counted_by_team_and_asked_for_again(screens, house, room):
    crowd(house, room, 8)
    fay, wall = cockpit(screens, house, room), wall_of(screens, room)
    pat, tom = phone(screens, room), phone(screens, room, seat=1)
    for page in (pat, tom):
        is_live(page)
    pat.get_by_label("Your idea").fill("Half a thought")
    button = pat.get_by_role("button", name="I’m ready")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    expect(pat.get_by_label("Your idea")).to_have_value("Half a thought")
    expect(fay.locator("#people")).to_contain_text("1 of 10 ready")
    expect(wall.locator("#people")).to_contain_text("1 ready")
    expect(tom.get_by_role("button", name="I’m ready", pressed=False)).to_be_visible()
    tom.get_by_role("button", name="I’m ready").click()
    expect(fay.locator("#people")).to_contain_text("2 of 10 ready")
    tom.get_by_role("button", name="I’m ready", pressed=True).click()
    expect(fay.locator("#people")).to_contain_text("1 of 10 ready")
    fay.get_by_role("button", name="Ask again").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(wall.locator("#people")).not_to_contain_text("ready")
    button.click()
    expect(fay.locator("#people")).to_contain_text("1 of 10 ready")
    house.shell(
        "from django.utils import timezone; from workshop.models import Workshop;"
        f"Workshop.objects.get(pk={room['room']}).pause(timezone.now())"
    )
    expect(button).to_be_hidden()


def test_a_tap_without_signal_says_so_and_the_next_one_counts(screens, house, room):
    crowd(house, room, 8)
    fay, pat = cockpit(screens, house, room), phone(screens, room)
    is_live(pat)
    pat.context.set_offline(True)
    button = pat.get_by_role("button", name="I’m ready")
    button.click()
    expect(pat.locator("#ready")).to_contain_text("Not sent. Press once more.")
    expect(button).to_have_attribute("aria-pressed", "false")
    pat.context.set_offline(False)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(pat.locator("#ready")).not_to_contain_text("Not sent")
    expect(fay.locator("#people")).to_contain_text("1 of 10 ready")


def test_the_cockpit_shows_how_many_of_a_team_are_connected(screens, house, room):
    crowd(house, room, 8)
    fay = cockpit(screens, house, room)
    row = fay.locator("#people tr", has_text="Sales")
    expect(row).to_contain_text("0 of 5")
    pat = phone(screens, room)
    is_live(pat)
    expect(row).to_contain_text("1 of 5")
    fay.reload()
    expect(row).to_contain_text("1 of 5")
    pat.reload()
    pat.wait_for_timeout(2_000)
    expect(row).to_contain_text("1 of 5")
    pat.close()
    expect(row).to_contain_text("0 of 5", timeout=20_000)
