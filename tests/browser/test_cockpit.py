"""Fay leads the room: by keyboard, from quiet corners, and with the agenda in her hands."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.browser.test_pace import cockpit
from tests.browser.test_phone import is_live
from tests.browser.test_solve import SEED, phone_at
from tests.house import House
from tests.rooms import crowd

pytestmark = pytest.mark.browser

SECOND = """
Problem.objects.create(workshop=workshop, position=2, title="No VAT number")
"""
QUIET = """
from datetime import timedelta
from django.utils import timezone
from problems.models import Solution
from workshop.models import Workshop
workshop = Workshop.objects.get(pk={room})
workshop.round_began_at = timezone.now() - timedelta(minutes=9)
workshop.save(update_fields=["round_began_at"])
for problem in workshop.problems.all():
    Solution.objects.create(problem=problem, team=workshop.teams.get(name="Development"),
                            text="From Tom", at=timezone.now())
"""
PHASES = """
from workshop.models import Workshop, agenda
workshop = Workshop.objects.get(pk={room})
for title in ("One", "Two", "Three"):
    agenda.add(workshop, "own", 10, title=title)
"""


@pytest.fixture(scope="module")
def rooms(house: House) -> list[dict]:
    """In the first step of Solve, with two posters."""
    seeds = [
        SEED.replace("fay@", f"fay{n}@").replace("print(", SECOND + "print(") for n in range(5)
    ]
    return [json.loads(line) for line in house.shell("".join(seeds)).splitlines()[-5:]]


def poster_at(house: House, room: dict, position: int) -> str:
    pk = house.shell(
        "from problems.models import Problem;"
        f"print(Problem.objects.get(workshop={room['room']}, position={position}).pk)"
    )
    return f"/room/{room['room']}/posters/{pk}/"


def ends(page: Page) -> int:
    return int(page.locator("#timer time").get_attribute("data-ends") or 0)


def test_fay_goes_on_stops_undoes_and_spotlights_by_keyboard(
    screens: Screens, house: House, room: dict
) -> None:
    fay, wall = cockpit(screens, house, room), screens.open(WALL)
    wall.goto(f"/wall/{room['wall']}/")
    step, onward = fay.locator("#timer-title"), fay.locator("#turn-next")
    expect(step).to_have_text("Solve · round 1 of 2 · write")

    fay.keyboard.press("?")
    expect(fay.locator("#keys")).to_be_visible()
    fay.keyboard.press("Escape")
    expect(fay.locator("#keys")).to_be_hidden()

    # Three seconds in which the same key, or Escape, stops it, with nobody's screen changed.
    fay.clock.install()
    fay.reload()
    is_live(fay)
    fay.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    for stop in ("n", "Escape"):
        fay.keyboard.press("n")
        for left in (3, 2, 1):
            expect(onward).to_have_text(f"Stop ({left})")
            fay.clock.run_for(999 if left == 1 else 1_000)
        fay.keyboard.press(stop)
        expect(onward).to_contain_text("Next: ")
        fay.clock.run_for(5_000)
        expect(step).to_have_text("Solve · round 1 of 2 · write")
    fay.clock.resume()

    fay.keyboard.press("n")
    expect(step).to_have_text("Solve · round 1 of 2 · build", timeout=30_000)
    expect(wall.locator("#wall-head")).to_contain_text("build")
    fay.keyboard.press("u")
    expect(step).to_have_text("Solve · round 1 of 2 · write")
    expect(wall.locator("#wall-head")).to_contain_text("write")

    fay.keyboard.type("2")
    fay.keyboard.press("Enter")
    expect(wall.locator("#spotlight")).to_contain_text("No VAT number")
    fay.keyboard.type("0")
    fay.keyboard.press("Enter")
    expect(wall.locator("#spotlight")).to_be_hidden()


def test_the_other_keys_do_what_their_list_says_and_nothing_while_one_types(
    screens: Screens, house: House, room: dict
) -> None:
    fay = cockpit(screens, house, room)
    before = ends(fay)
    fay.keyboard.type("+")
    expect(fay.locator("#timer time")).to_have_attribute("data-ends", str(before + 300_000))

    fay.keyboard.type("p")
    expect(fay).to_have_url(re.compile("/pause/$"))
    fay.locator("main form .primary").click()
    expect(fay.get_by_role("button", name="Go on")).to_be_visible()
    fay.keyboard.type("p")
    expect(fay.get_by_role("link", name="Pause")).to_be_visible()

    with fay.expect_popup() as opened:
        fay.keyboard.type("w")
    expect(opened.value.locator("#wall-head")).to_be_visible()
    opened.value.close()

    fay.evaluate("document.querySelector('#turn-next').click()")
    expect(fay.locator("#timer-title")).to_have_text("Solve · round 1 of 2 · build", timeout=30_000)
    fay.keyboard.type("b")
    expect(fay.locator("#timer-title")).to_have_text("Solve · round 1 of 2 · write")

    fay.keyboard.type("e")
    expect(fay).to_have_url(re.compile("/enter/$"))
    field = fay.locator("main textarea")
    field.focus()
    fay.keyboard.type("pewb0+?")
    expect(field).to_have_value("pewb0+?")
    expect(fay).to_have_url(re.compile("/enter/$"))
    expect(fay.locator("#keys")).to_be_hidden()
    assert len(fay.context.pages) == 1


def test_everyone_is_brought_to_the_spotlight_and_nobody_out_of_a_sentence(
    screens: Screens, house: House, room: dict
) -> None:
    fay = cockpit(screens, house, room)
    pat, pia, tom = (phone_at(screens, room, place) for place in range(3))
    first, second = (poster_at(house, room, position) for position in (1, 2))
    for page in (pat, pia):
        page.goto(first)
    for page in (pat, pia, tom):
        is_live(page)
    pia.get_by_label("Your idea").fill("Half a thought")

    fay.keyboard.type("2")
    fay.keyboard.press("Enter")
    expect(fay.locator("#spotlight")).to_contain_text("No VAT number")
    for page in (pat, pia, tom):
        expect(page.get_by_role("link", name="Everybody looks at poster 2")).to_be_visible()
    expect(pat).to_have_url(re.compile(f"{first}$"))

    fay.keyboard.type("g")
    for page in (pat, tom):
        expect(page).to_have_url(re.compile(f"{second}$"), timeout=30_000)
    along = pia.get_by_role("link", name="Come along")
    expect(along).to_be_visible()
    expect(pia.get_by_label("Your idea")).to_have_value("Half a thought")
    along.click()
    expect(pia).to_have_url(re.compile(f"{second}$"))
    pia.goto(first)
    expect(pia.get_by_label("Your idea")).to_have_value("Half a thought")


def test_a_quiet_team_is_seen_after_a_while_and_the_sentence_reaches_its_phones_only(
    screens: Screens, house: House, room: dict
) -> None:
    crowd(house, room, 8)
    pat, tom = phone_at(screens, room, 0), phone_at(screens, room, 2)
    fay = cockpit(screens, house, room)
    fay.clock.install()
    fay.reload()
    for page in (fay, pat, tom):
        is_live(page)
    card = fay.locator("#quiet")
    expect(card).to_be_hidden()
    house.shell(QUIET.format(**room))
    fay.clock.fast_forward(61_000)
    expect(card).to_contain_text("Sales has not written in this round.", timeout=30_000)
    expect(card).not_to_contain_text("Development")

    sentence = card.locator("input[name=text]").get_attribute("value") or ""
    card.get_by_role("button", name="Send prompt").click()
    expect(pat.get_by_text(sentence)).to_be_visible(timeout=30_000)
    fay.get_by_role("link", name="A sentence to the phones").click()
    fay.get_by_label("What the phones say").fill("Five minutes left")
    fay.get_by_role("button", name="Send", exact=True).click()
    expect(tom.get_by_text("Five minutes left")).to_be_visible(timeout=30_000)
    assert sentence not in tom.content()


def test_fay_changes_the_agenda_by_dragging_and_by_keyboard(
    screens: Screens, house: House, room: dict
) -> None:
    house.shell(PHASES.format(**room))
    fay = cockpit(screens, house, room)
    fay.get_by_role("link", name="Change the agenda").click()

    def expect_order(*titles: str) -> None:
        names = fay.locator(".phase-row input[name=title]")
        expect(names).to_have_count(len(titles))
        for place, title in enumerate(titles):
            expect(names.nth(place)).to_have_value(title)

    expect_order("", "One", "Two", "Three")
    # What has begun has no grip.
    grips = fay.locator("[data-grip]")
    expect(grips).to_have_count(3)
    grips.nth(2).hover()
    fay.mouse.down()
    top = grips.nth(0).bounding_box()
    assert top
    fay.mouse.move(top["x"] + 5, top["y"] - 10, steps=10)
    with fay.expect_navigation():
        fay.mouse.up()
    expect_order("", "Three", "One", "Two")

    fay.get_by_role("button", name="Move Three down").focus()
    with fay.expect_navigation():
        fay.keyboard.press("Enter")
    expect_order("", "One", "Three", "Two")
    fay.keyboard.press("Tab")
    expect(fay.locator(".phase-row", has=fay.locator(":focus"))).to_have_attribute(
        "id", re.compile(fay.url.rpartition("#")[2])
    )
    fay.get_by_role("button", name="Leave it out Two").focus()
    with fay.expect_navigation():
        fay.keyboard.press("Enter")
    expect(fay.locator(".phase-row.is-skipped input[name=title]")).to_have_value("Two")
    fay.goto(f"/workshops/{room['room']}/cockpit/")
    expect(fay.locator("#agenda .agenda-line")).to_have_text(
        [re.compile(name) for name in ("Solve", "One", "Three")]
    )
    fay.set_viewport_size(PHONE)
    for figure in fay.locator("#rows .number").all():
        expect(figure).to_be_visible()
