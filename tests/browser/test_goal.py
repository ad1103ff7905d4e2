"""Two phones, a wall and a cockpit find their shared goal."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.test_pace import cockpit, wall_of
from tests.browser.test_phone import is_live
from tests.house import House

pytestmark = pytest.mark.browser


def enter(house: House, room: dict, kind: str, step: int = 0) -> None:
    """The room goes into a phase of this kind."""
    house.shell(
        "from django.db import transaction; from django.utils import timezone;"
        "from workshop.models import Workshop, agenda\n"
        f"workshop = Workshop.objects.get(pk={room['room']})\n"
        f"phase = workshop.phases.filter(kind='{kind}').first() or agenda.add(workshop, '{kind}', 30)\n"
        "with transaction.atomic():\n"
        "    workshop._lock()\n"
        f"    [workshop._enter(phase, n, timezone.now()) for n in range({step} + 1)]"
    )


def phone_at_room(screens: Screens, room: dict, seat: int, **options: object) -> Page:
    page = screens.open(PHONE, **options)
    cookie = {"name": f"seat-{room['room']}", "value": room["tokens"][seat]}
    page.context.add_cookies([cookie | {"url": screens.house.url}])
    page.goto(f"/room/{room['room']}/")
    return page


def next_step(fay: Page, name: str) -> None:
    fay.evaluate("document.querySelector('#turn-next')?.removeAttribute('data-countdown')")
    with fay.expect_navigation():
        fay.get_by_role("button", name=re.compile(rf"^Next: .*{name}")).click()


def test_from_two_sentences_to_one_goal_that_both_stand_behind(screens, house, room):
    enter(house, room, "goal")
    fay, wall = cockpit(screens, house, room), wall_of(screens, room)
    pat, tom = (phone_at_room(screens, room, seat) for seat in (0, 1))
    for page, text in ((pat, "Pat wants easy bills"), (tom, "Tom wants honest numbers")):
        page.get_by_label("Your sentence").fill(text)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(wall.get_by_text("2 sentences so far")).to_be_visible()

    next_step(fay, "in pairs")
    ours = pat.get_by_label("Our sentence"), tom.get_by_label("Our sentence")
    for page, field in zip((pat, tom), ours, strict=True):
        expect(field).to_be_visible()
        expect(page.get_by_text("Tom wants honest numbers")).to_be_visible()
        is_live(page)
    ours[0].fill("Together: easy bills")
    pat.get_by_role("button", name="Save for us").click()
    expect(ours[1]).to_have_value("Together: easy bills")

    # Both write at once: whoever is second sees both and loses nothing.
    ours[1].fill("Together: easy bills with honest numbers")
    ours[0].fill("Together: easy bills, soon")
    pat.get_by_role("button", name="Save for us").click()
    expect(tom.get_by_text("Saved in your group while you write:")).to_be_visible()
    expect(ours[1]).to_have_value("Together: easy bills with honest numbers")
    tom.get_by_role("button", name="Save for us").click()
    expect(tom.get_by_role("alert")).to_contain_text("Somebody in your group saved other words")
    tom.get_by_role("button", name="Save for us").click()
    expect(ours[0]).to_have_value("Together: easy bills with honest numbers")

    next_step(fay, "in fours")
    field = tom.get_by_label("Our sentence")
    expect(tom.get_by_role("button", name="Begin with this one")).to_be_visible()
    tom.get_by_role("button", name="Begin with this one").click()
    expect(field).to_have_value("Together: easy bills with honest numbers")
    next_step(fay, "all of us")
    expect(wall.locator(".goal-sheet")).to_have_text("Together: easy bills with honest numbers")
    with fay.expect_navigation():
        fay.get_by_role("button", name="Put forward").click()
    expect(wall.locator("#wall-head .goal")).to_contain_text("easy bills with honest numbers")

    next_step(fay, "can we stand behind it")
    pat.get_by_role("button", name="I can stand behind this").click()
    expect(pat.get_by_text("You stand behind it")).to_be_visible()
    tom.locator("#objection summary").click()
    tom.locator("#objection textarea").fill("honest is not enough")
    tom.get_by_role("button", name="Say it to the room").click()
    for page in (pat, wall):
        expect(page.get_by_text("honest is not enough")).to_be_visible()
    tom.get_by_role("button", name="I can stand behind this").click()
    for page in (pat, wall):
        expect(page.get_by_text("honest is not enough")).to_have_count(0)
        expect(page.get_by_text("Every team stands behind it")).to_be_visible()

    # Other words ask again, without a reload.
    fay.get_by_role("link", name="Change the words of the goal").click()
    fay.get_by_label("Our shared goal").fill("Together: bills that are easy and true")
    fay.get_by_role("button", name="Make this our goal").click()
    expect(pat.locator("#stance")).to_contain_text("bills that are easy and true")
    expect(pat.get_by_text("Nobody sees who says what")).to_be_visible()


def test_words_that_are_half_written_are_saved_as_the_room_moves_on(screens, house, room):
    enter(house, room, "goal")
    pat = phone_at_room(screens, room, 0)
    is_live(pat)
    pat.get_by_label("Your sentence").fill("Not pressed save yet")
    pat.reload()
    expect(pat.get_by_label("Your sentence")).to_have_value("Not pressed save yet")
    expect(pat.get_by_text("Not saved yet · kept on this phone")).to_be_visible()
    is_live(pat)
    enter(house, room, "goal", step=1)
    pat.get_by_role("link", name="Come along").click()
    expect(pat.locator("#group")).to_contain_text("Not pressed save yet")


def test_without_script_everything_is_a_form(screens, house, room):
    enter(house, room, "goal")
    pat = phone_at_room(screens, room, 0, java_script_enabled=False)
    pat.get_by_label("Your sentence").fill("Plain and simple")
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_text("Saved", exact=True)).to_be_visible()
    enter(house, room, "goal", step=1)
    pat.reload()
    pat.get_by_role("button", name="Begin with this one").click()
    expect(pat.get_by_label("Our sentence")).to_have_value("Plain and simple")
    enter(house, room, "goal", step=4)
    pat.reload()
    pat.get_by_role("button", name="I can stand behind this").click()
    expect(pat.get_by_text("You stand behind it")).to_be_visible()
