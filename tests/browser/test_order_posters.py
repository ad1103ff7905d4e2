"""Ordering the posters: by mouse, by finger, by keyboard, and with scripts off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.house import House

pytestmark = pytest.mark.browser

FIVE = ["One", "Two", "Three", "Four", "Five"]
MAKE = """
from datetime import date, time
from problems.models import Problem
from workshop.models import Workshop
from workshop.people.models import Organisation, User
fay = User.objects.create_user("fay@example.org", "ten doors are open", name="Fay")
fay.emailaddress_set.create(email=fay.email, verified=True, primary=True)
home = Organisation.found("Customer Platform", fay)
teams = [home.teams.create(name=name, short_name=name[:3]) for name in ("Sales", "Support")]
room = Workshop.create(home, teams, title="Malmö", goal="Together", date=date(2030, 2, 6),
    start=time(9), time_zone="Europe/Stockholm")
for place, title in enumerate(["One", "Two", "Three", "Four", "Five"], start=1):
    Problem.objects.create(workshop=room, position=place, title=title)
print(room.pk)
"""


def signed_in(page: Page, address: str) -> Page:
    page.goto("/accounts/login/")
    page.get_by_label("mail").fill("fay@example.org")
    page.get_by_label("Password").fill("ten doors are open")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto(address)
    return page


def expect_order(page: Page, *titles: str) -> None:
    expect(page.locator(".problem-what > a")).to_have_text(list(titles))


@pytest.fixture
def address(house: House) -> str:
    house.manage("flush", "--noinput")
    return f"/workshops/{house.shell(MAKE)}/problems/"


def test_fay_drags_with_the_mouse_and_gives_up_with_escape(screens: Screens, address: str):
    page = signed_in(screens.open(), address)
    grip = page.locator("[data-grip]")
    grip.nth(4).hover()
    page.mouse.down()
    grip.nth(0).hover()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect_order(page, *FIVE)
    grip.nth(4).hover()
    page.mouse.down()
    first = grip.nth(0).bounding_box()
    page.mouse.move(first["x"] + 5, first["y"] - 20, steps=10)
    page.mouse.up()
    # The page that comes back has numbered the posters anew.
    expect(page.locator(".problem-number").first).to_have_text("1")
    expect_order(page, "Five", "One", "Two", "Three", "Four")
    page.reload()
    expect_order(page, "Five", "One", "Two", "Three", "Four")


def test_fay_drags_with_a_finger(screens: Screens, address: str):
    page = signed_in(screens.open(PHONE, has_touch=True, is_mobile=True), address)
    grip = page.locator("[data-grip]")
    start, end = grip.nth(0).bounding_box(), page.locator(".problem-row").nth(2).bounding_box()
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    x, y = start["x"] + 10, start["y"] + 10
    touch("touchStart", (x, y))
    while y < end["y"] + end["height"] - 12:
        y += 12
        touch("touchMove", (x, y))
    with page.expect_response(lambda answer: "/problems/?page=1" in answer.url):
        touch("touchEnd")
    page.reload()
    expect_order(page, "Two", "Three", "One", "Four", "Five")


@pytest.mark.parametrize("scripts", [True, False])
def test_fay_moves_by_keyboard_and_stays_on_the_button(
    screens: Screens, address: str, scripts: bool
):
    page = signed_in(screens.open(java_script_enabled=scripts), address)
    page.get_by_role("button", name="Move 1, One, down").focus()
    page.keyboard.press("Enter")
    expect_order(page, "Two", "One", "Three", "Four", "Five")
    expect(page.get_by_role("button", name="Move 2, One, down")).to_be_focused()
    page.keyboard.press("Enter")
    expect_order(page, "Two", "Three", "One", "Four", "Five")
    expect(page.get_by_role("button", name="Move 3, One, down")).to_be_focused()
