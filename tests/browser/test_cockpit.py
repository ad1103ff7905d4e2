"""Fay leads the room by keyboard."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WALL, Screens
from tests.browser.test_solve import SEED
from tests.browser.test_story import sign_in
from tests.house import House

pytestmark = pytest.mark.browser


@pytest.fixture
def room(house: House) -> dict:
    return json.loads(house.shell(SEED).splitlines()[-1])


def test_fay_goes_on_stops_undoes_and_spotlights_by_keyboard(screens: Screens, room: dict) -> None:
    fay, wall = screens.open(), screens.open(WALL)
    sign_in(fay, room["email"])
    fay.goto(f"/workshops/{room['room']}/cockpit/")
    wall.goto(f"/wall/{room['wall']}/")
    step, onward = fay.locator("#timer-title"), fay.locator("#turn-next")
    expect(step).to_have_text("Solve · round 1 of 2 · write")

    fay.keyboard.press("?")
    expect(fay.locator("#keys")).to_be_visible()
    fay.keyboard.press("Escape")
    expect(fay.locator("#keys")).to_be_hidden()

    # Three seconds in which the same key stops it, with nobody's screen changed.
    fay.keyboard.press("n")
    expect(onward).to_have_text("Stop (3)")
    fay.keyboard.press("n")
    expect(onward).to_contain_text("Next: ")
    fay.wait_for_timeout(3_500)
    expect(step).to_have_text("Solve · round 1 of 2 · write")

    fay.keyboard.press("n")
    expect(step).to_have_text("Solve · round 1 of 2 · build", timeout=10_000)
    expect(wall.locator("#wall-head")).to_contain_text("build")
    fay.keyboard.press("u")
    expect(step).to_have_text("Solve · round 1 of 2 · write")
    expect(wall.locator("#wall-head")).to_contain_text("write")

    fay.keyboard.type("1")
    fay.keyboard.press("Enter")
    expect(wall.locator("#spotlight")).to_contain_text("Export stops")
