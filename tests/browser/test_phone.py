"""A phone in a real room: lost signal, reloads, double taps, sleep, two tabs, no scripts."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.browser.test_story import sign_in
from tests.house import House
from tests.rooms import write

pytestmark = pytest.mark.browser


def phone(screens: Screens, room: dict, seat: int = 0, **options: object) -> Page:
    page = screens.open(PHONE, **options)
    page.context.add_cookies(
        [
            {
                "name": f"seat-{room['room']}",
                "value": room["tokens"][seat],
                "url": screens.house.url,
            }
        ]
    )
    page.goto(poster(room))
    return page


def poster(room: dict) -> str:
    return f"/room/{room['room']}/posters/{room['problem']}/"


def facts(house: House, room: dict) -> list[str]:
    """The texts of all ideas in the room."""
    code = (
        "import json; from problems.models import Solution;"
        f"print(json.dumps(list(Solution.objects.filter(problem={room['problem']})"
        ".order_by('pk').values_list('text', flat=True))))"
    )
    return json.loads(house.shell(code).splitlines()[-1])


def post(page: Page, text: str) -> None:
    page.get_by_label("Your idea").fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".mine", has_text=text)).to_have_count(1)


def is_live(page: Page) -> None:
    expect(page.locator("#connection")).to_have_attribute("data-state", "live")


def test_a_lost_signal_keeps_the_draft_and_sends_it_once(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    pat.context.set_offline(True)
    pat.get_by_label("Your idea").fill("Written in the lift")
    pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".compose-state")).to_contain_text("Not sent yet")
    expect(pat.locator("#connection")).to_contain_text("Offline")
    write(house, room, "From tom meanwhile", seat=1)
    pat.context.set_offline(False)
    expect(pat.locator(".mine", has_text="Written in the lift")).to_have_count(1)
    expect(pat.locator(f"#ideas-{room['problem']} .idea")).to_have_count(1)
    expect(pat.get_by_label("Your idea")).to_have_value("")
    assert sorted(facts(house, room)) == ["From tom meanwhile", "Written in the lift"]


def test_a_draft_survives_a_reload_and_a_second_tab_sends_it_once(screens, house, room):
    pat = phone(screens, room)
    pat.get_by_label("Your idea").fill("Half a thought")
    pat.reload()
    expect(pat.get_by_label("Your idea")).to_have_value("Half a thought")
    second = pat.context.new_page()
    second.goto(poster(room))
    expect(second.get_by_label("Your idea")).to_have_value("Half a thought")
    for page in (pat, second):
        page.get_by_role("button", name="Post").dblclick()
        expect(page.locator(".mine", has_text="Half a thought")).to_have_count(1)
    assert facts(house, room) == ["Half a thought"]


def test_what_is_typed_while_a_post_is_on_its_way_stays(screens, house, room):
    pat = phone(screens, room)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            waiting.append(route)
        else:
            route.continue_()

    pat.route(f"**{poster(room)}", hold)
    pat.get_by_label("Your idea").fill("First idea")
    pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".compose-state")).to_contain_text("Sending")
    pat.get_by_label("Your idea").press_sequentially("And the next")
    waiting[0].continue_()
    expect(pat.locator(".mine", has_text="First idea")).to_have_count(1)
    expect(pat.get_by_label("Your idea")).to_have_value("And the next")
    pat.get_by_role("button", name="Post").click()
    while len(waiting) < 2:
        pat.wait_for_timeout(50)
    waiting[1].continue_()
    expect(pat.locator(".mine")).to_have_count(2)
    assert facts(house, room) == ["First idea", "And the next"]


def test_back_to_a_page_from_before_and_nothing_is_taken_for_sent(screens, house, room):
    pat = phone(screens, room)
    post(pat, "Before the detour")
    pat.get_by_role("link", name="All posters").click()
    expect(pat.get_by_role("heading", name="Choose a poster")).to_be_visible()
    pat.go_back()
    post(pat, "After the detour")
    expect(pat.locator(".idea", has_text="Before the detour")).to_have_count(1)
    assert facts(house, room) == ["Before the detour", "After the detour"]


def test_ones_own_idea_is_there_once_and_stays_when_it_is_hidden(screens, house, room):
    pat, tom = phone(screens, room), phone(screens, room, 1)
    is_live(pat)
    is_live(tom)
    post(pat, "Mine alone")
    expect(tom.locator(".idea", has_text="Mine alone")).to_have_count(1)
    expect(pat.locator(".idea", has_text="Mine alone")).to_have_count(1)
    act = f"from problems.models import Solution;Solution.objects.get(problem={room['problem']}).hide(%s)"
    house.shell(act % "True")
    expect(tom.locator(".idea", has_text="Mine alone")).to_have_count(0)
    expect(pat.locator(".mine .withdrawn", has_text="Mine alone")).to_have_count(1)
    house.shell(act % "False")
    expect(tom.locator(".idea", has_text="Mine alone")).to_have_count(1)
    expect(pat.locator(".mine .withdrawn")).to_have_count(0)
    expect(pat.locator(".mine .idea", has_text="Mine alone")).to_have_count(1)
    expect(pat.locator(".idea")).to_have_count(1)


def test_focus_and_text_stay_while_the_page_changes(screens, house, room):
    write(house, room, "An idea to build on", seat=1)
    pat = phone(screens, room)
    is_live(pat)
    pat.get_by_role("link", name="Take it on together").focus()
    house.shell(
        "from problems.models import Solution;"
        f"Solution.objects.get(problem={room['problem']}).edit('An idea to build upon')"
    )
    expect(pat.locator(".idea", has_text="build upon")).to_be_visible()
    focused = "document.activeElement.textContent"
    assert pat.evaluate(focused) == "Take it on together"
    pat.get_by_label("Your idea").fill("In the middle of")
    write(house, room, "Somebody else's", seat=1)
    expect(pat.locator(".idea", has_text="Somebody else")).to_be_visible()
    pat.keyboard.type(" a sentence")
    expect(pat.get_by_label("Your idea")).to_have_value("In the middle of a sentence")


FLOOD = """
from django.db import transaction
from workshop.models import Workshop
from problems.models import Solution
stream = Workshop.objects.get(pk=%d).stream
with transaction.atomic():
    stream.announce(*[("people", "")] * 600)
"""


def test_a_phone_that_slept_through_a_lot_has_all_and_goes_on(screens, house, room):
    write(house, room, "Old", seat=1)
    pat = phone(screens, room)
    is_live(pat)
    held: list[Route] = []
    pat.context.set_offline(True)
    house.shell(FLOOD % room["room"])
    write(house, room, "While asleep", seat=1)
    # What happens while the page is fetched afresh must not be undone by it.
    released: list[bool] = []
    pat.route(
        f"**{poster(room)}", lambda route: route.continue_() if released else held.append(route)
    )
    pat.context.set_offline(False)
    pat.evaluate("dispatchEvent(new Event('online'))")
    for _wait in range(100):
        if held:
            break
        pat.wait_for_timeout(50)
    pat.wait_for_timeout(300)
    answer = held[-1].fetch()
    write(house, room, "While it is fetched", seat=1)
    pat.wait_for_timeout(300)
    released.append(True)
    held[-1].fulfill(response=answer)
    for text in ("Old", "While asleep", "While it is fetched"):
        expect(pat.locator(".idea", has_text=text)).to_have_count(1)
    is_live(pat)


def test_a_phone_that_was_sent_out_in_its_sleep_is_told_so(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    pat.context.set_offline(True)
    house.shell(
        "from workshop.models import Participant;"
        f"Participant.objects.get(pk={room['seats'][0]}).send_out()"
    )
    pat.context.set_offline(False)
    expect(pat.locator("#connection")).to_contain_text("no longer part", timeout=15_000)


def test_the_whole_flow_without_scripts(screens, house, room):
    pat = phone(screens, room, java_script_enabled=False)
    tom = phone(screens, room, 1, java_script_enabled=False)
    for text in ("A plain idea", ""):
        pat.get_by_label("Your idea").fill(text)
        pat.get_by_label("Your idea").evaluate("e => e.removeAttribute('required')")
        pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".errorlist")).to_be_visible()
    pat.goto(poster(room))
    tom.reload()
    tom.get_by_role("link", name="Build on it").click()
    tom.get_by_label("Yes, and …").fill("and a plain build")
    tom.get_by_role("button", name="Build on it").click()
    expect(tom.locator(".builds")).to_contain_text("and a plain build")
    pat.get_by_role("link", name="Edit").click()
    pat.get_by_label("Your words").fill("A plainer idea")
    pat.get_by_role("button", name="Save").click()
    pat.get_by_role("button", name="Take back").click()
    expect(pat.get_by_text("You took this back.")).to_be_visible()
    tom.reload()
    expect(tom.locator("main")).not_to_contain_text("A plainer idea")
    pat.get_by_role("button", name="Put it back").click()
    tom.reload()
    expect(tom.locator(".idea").first).to_contain_text("A plainer idea")
    wall = screens.open(WALL, java_script_enabled=False)
    wall.goto(f"/wall/{room['wall']}/")
    expect(wall.locator("article.poster")).to_contain_text(re.compile("Open · 1 solution"))
    # Back to the page that was posted, other words: both ideas are there.
    pat.get_by_label("Your idea").fill("Next")
    pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".idea", has_text="Next")).to_be_visible()
    pat.go_back()
    pat.get_by_label("Your idea").fill("Next but one")
    pat.get_by_role("button", name="Post").click()
    assert facts(house, room) == ["A plainer idea", "Next", "Next but one"]


def test_a_wall_left_open_finds_back_after_a_restart(screens, house, room):
    wall = screens.open(WALL)
    wall.goto(f"/wall/{room['wall']}/")
    connection = wall.locator("#connection")
    expect(connection).to_have_attribute("data-state", "live")
    house.kill("web")
    expect(connection).to_have_attribute("data-state", "catching-up")
    wall.wait_for_timeout(5_000)
    house.start_web()
    expect(connection).to_have_attribute("data-state", "live", timeout=25_000)
    write(house, room, "After the restart")
    expect(wall.locator("main")).to_contain_text("After the restart", timeout=2_000)


def turn(house: House, room: dict, how: str) -> None:
    """The facilitator starts, pauses or closes the room, or puts it back before the start."""
    house.shell(
        "from django.utils import timezone; from workshop.models import Workshop;"
        "from workshop.people.models import User;"
        f"w = Workshop.objects.get(pk={room['room']}); {how}"
    )


START = "w.start_day(timezone.now())"
BEFORE = "Workshop.objects.filter(pk=w.pk).update(status='joining', started_at=None)"
CLOSE = "w.close(timezone.now(), User.objects.get(email='{email}'), 'Test')"


@pytest.mark.parametrize("width", [320, 390])
def test_one_long_word_breaks_and_the_page_stays_as_wide_as_the_phone(screens, house, room, width):
    word = "w" * 300
    pat = phone(screens, room)
    post(pat, word)
    tom = phone(screens, room, seat=1)
    wall = screens.open(PHONE)
    wall.goto(f"/wall/{room['wall']}/")
    cockpit = screens.open(PHONE)
    sign_in(cockpit, room["email"])
    cockpit.wait_for_url(lambda url: "/login/" not in url)
    cockpit.goto(f"/workshops/{room['room']}/cockpit/posters/{room['problem']}/")
    for page in (pat, tom, wall, cockpit):
        page.set_viewport_size({"width": width, "height": 844})
        expect(page.get_by_text(word).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_before_the_start_the_phone_says_so_and_then_that_it_can_be_sent(screens, house, room):
    turn(house, room, BEFORE)
    pat = phone(screens, room)
    state = pat.locator(".compose-state")
    expect(state).to_contain_text("We haven’t started yet.")
    is_live(pat)
    pat.get_by_label("Your idea").fill("Too early")
    pat.get_by_role("button", name="Post").click()
    expect(state).to_contain_text("goes out when we do")
    tom = phone(screens, room, seat=1)
    is_live(tom)
    tom.get_by_label("Your idea").fill("Still writing")
    turn(house, room, START)
    expect(tom.locator(".compose-state")).to_have_text("You can send it now")
    expect(state).to_have_text("It is on the wall")
    expect(pat.locator(".mine", has_text="Too early")).to_have_count(1)


def test_what_is_being_written_at_the_close_stays(screens, house, room):
    pat, tom = phone(screens, room), phone(screens, room, seat=1)
    write(house, room, "So that the door is open")
    for page in (pat, tom):
        is_live(page)
    pat.get_by_label("Your idea").fill("Half a thought")
    turn(house, room, CLOSE.format(**room))
    for _before_and_after_a_reload in range(2):
        expect(pat.locator(".compose-state")).to_contain_text("Your words are still here")
        expect(pat.get_by_label("Your idea")).to_be_visible()
        expect(pat.get_by_label("Your idea")).to_have_value("Half a thought")
        expect(pat.get_by_role("button", name="Post")).to_be_disabled()
        pat.reload()
    expect(tom.get_by_label("Your idea")).to_be_hidden()


def test_too_much_and_nothing_are_said_before_they_are_sent(screens, house, room):
    pat = phone(screens, room)
    state, count = pat.locator(".compose-state"), pat.locator(".compose-count")
    pat.get_by_role("button", name="Post").click()
    expect(state).to_have_text("Write something first.")
    pat.get_by_label("Your idea").fill("a" * 399)
    expect(count).to_have_text("")
    pat.get_by_label("Your idea").fill("a" * 412)
    expect(count).to_have_text("412 of 500")
    pat.get_by_label("Your idea").fill("a" * 501)
    pat.get_by_role("button", name="Post").click()
    expect(state).to_contain_text("A little too long.")
    assert facts(house, room) == []


def test_after_ones_own_first_idea_nobody_asks_again(screens, house, room):
    pat = phone(screens, room)
    question = pat.get_by_text("What would you try first?")
    expect(question).to_be_visible()
    post(pat, "The first")
    expect(pat.get_by_text("No ideas from others yet.")).to_be_visible()
    expect(question).to_be_hidden()
