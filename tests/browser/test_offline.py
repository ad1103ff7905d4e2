"""What people write on a phone without a line, or with a room that doesn't take it: nothing is
lost, nothing is doubled, and each post says why it waits."""

import contextlib
import json

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.browser.fresh import is_as_fresh
from tests.browser.test_phone import CLOSE, facts, is_live, phone, post, poster, turn
from tests.house import House, wait_for
from tests.rooms import write

pytestmark = pytest.mark.browser

PAUSE = "w.pause(timezone.now())"


def hang(house: House, room: dict, *titles: str) -> list[str]:
    """More posters; the addresses of all of them."""
    code = (
        "import json; from problems.models import Problem;"
        "from django.utils import timezone; from workshop.models import Workshop;"
        f"w = Workshop.objects.get(pk={room['room']});"
        f"[Problem.objects.create(workshop=w, position=n, title=t)"
        f" for n, t in enumerate({titles!r}, start=2)];"
        "print(json.dumps(list(w.problems.order_by('position').values_list('pk', flat=True))))"
    )
    numbers = json.loads(house.shell(code).splitlines()[-1])
    return [f"/room/{room['room']}/posters/{number}/" for number in numbers]


def all_texts(house: House, room: dict) -> list[str]:
    code = (
        "import json; from problems.models import Solution;"
        f"print(json.dumps(list(Solution.objects.filter(problem__workshop={room['room']})"
        ".order_by('pk').values_list('text', flat=True))))"
    )
    return json.loads(house.shell(code).splitlines()[-1])


def field(page: Page) -> Locator:
    return page.locator("form.compose").get_by_role("textbox")


def card(page: Page, text: str) -> Locator:
    return page.locator("#outbox li", has_text=text)


def send(page: Page, text: str) -> None:
    field(page).fill(text)
    page.get_by_role("button", name="Post").click()
    expect(field(page)).to_have_value("")


def wait_in_vain(page: Page, text: str) -> None:
    """Posts without a line; the post is then seen to wait."""
    send(page, text)
    expect(card(page, text)).to_contain_text("Waiting to be sent")


def crash(page: Page) -> None:
    """The browser's process for this page dies."""
    with page.expect_event("crash"), contextlib.suppress(Error):  # the answer dies with the page
        page.goto("chrome://crash", timeout=5_000)
    page.close()


def test_ten_minutes_offline_with_three_drafts_and_two_posts_lose_nothing(screens, house, room):
    addresses = hang(house, room, "No VAT number", "Nobody answers")
    pages = [phone(screens, room)]
    for address in addresses[1:]:
        pages.append(pages[0].context.new_page())
        pages[-1].goto(address)
    for page in pages:
        page.clock.install()
        is_live(page)
    pages[0].context.set_offline(True)
    wait_in_vain(pages[0], "First from the lift")
    wait_in_vain(pages[1], "Second from the lift")
    for number, page in enumerate(pages):
        field(page).fill(f"Draft {number}")
        expect(page.locator("#connection")).to_contain_text(
            "Offline: your ideas are kept on this phone"
        )
    write(house, room, "From tom meanwhile", seat=1)
    for page in pages:
        page.clock.fast_forward("10:00")
    assert facts(house, room) == ["From tom meanwhile"]
    crash(pages[2])
    crash(pages[1])
    pages[0].context.set_offline(False)
    third = pages[0].context.new_page()
    third.goto(addresses[2])
    expect(field(third)).to_have_value("Draft 2")
    wait_for(lambda: len(all_texts(house, room)) == 3, "both posts to arrive")
    second = pages[0].context.new_page()
    second.goto(addresses[1])
    expect(field(second)).to_have_value("Draft 1")
    expect(field(pages[0])).to_have_value("Draft 0")
    expect(second.locator(".mine")).to_contain_text("Second from the lift")
    assert all_texts(house, room) == [
        "From tom meanwhile", "First from the lift", "Second from the lift"
    ]  # fmt: skip
    for page in (pages[0], second, third):
        expect(page.locator("#outbox li")).to_have_count(0)
        is_live(page)
        is_as_fresh(page)


def test_any_page_of_the_room_delivers_in_order_and_says_so(screens, house, room):
    pat = phone(screens, room)
    pat.context.set_offline(True)
    for text in ("One", "Two", "Three"):
        wait_in_vain(pat, text)
    crash(pat)
    front = pat.context.new_page()
    pat.context.set_offline(False)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        route.continue_() if held else held.append(route)

    front.route(f"**{poster(room)}", hold_first)
    front.goto(f"/room/{room['room']}/")
    expect(card(front, "Two")).to_contain_text("Export stops")
    held[0].continue_()
    expect(front.get_by_text("What had to wait is on the wall now.")).to_be_visible()
    expect(front.locator("#outbox li")).to_have_count(0)
    assert facts(house, room) == ["One", "Two", "Three"]


def test_an_answer_that_is_lost_does_not_double_the_post(screens, house, room):
    pat = phone(screens, room)
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route)
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    pat.route(f"**{poster(room)}", lose)
    send(pat, "Said once")
    expect(pat.locator(".mine", has_text="Said once")).to_have_count(1, timeout=15_000)
    assert len(lost) == 2
    assert facts(house, room) == ["Said once"]


def answer_first(page: Page, room: dict, **answer: object) -> list[float]:
    """The first post gets another answer than the room's. When each post was made, in seconds."""
    times: list[float] = []

    def route_it(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        times.append(page.evaluate("performance.now()") / 1_000)
        return route.fulfill(**answer) if len(times) == 1 else route.continue_()

    page.route(f"**{poster(room)}", route_it)
    return times


def test_a_server_that_asks_for_patience_gets_it(screens, house, room):
    pat = phone(screens, room)
    times = answer_first(pat, room, status=429, headers={"Retry-After": "4"}, body="One moment")
    wait_in_vain(pat, "In good time")
    pat.evaluate("dispatchEvent(new Event('online'))")
    expect(pat.locator(".mine", has_text="In good time")).to_have_count(1, timeout=15_000)
    assert times[1] - times[0] >= 4
    assert facts(house, room) == ["In good time"]


def test_a_network_that_answers_in_the_rooms_place_takes_nothing(screens, house, room):
    pat = phone(screens, room)
    answer_first(pat, room, status=200, content_type="text/html", body="<h1>Hotel network</h1>")
    wait_in_vain(pat, "Not for the hotel")
    pat.get_by_role("button", name="Try again now").click()
    expect(pat.locator(".mine", has_text="Not for the hotel")).to_have_count(1)
    assert facts(house, room) == ["Not for the hotel"]


def test_a_lost_cookie_is_fetched_again(screens, house, room):
    pat = phone(screens, room)
    pat.context.clear_cookies(name="csrftoken")
    send(pat, "With another proof")
    expect(pat.locator(".mine", has_text="With another proof")).to_have_count(1)
    send(pat, "And on")
    expect(pat.locator(".mine", has_text="And on")).to_have_count(1)
    assert facts(house, room) == ["With another proof", "And on"]


def test_what_is_posted_in_a_pause_goes_out_when_the_room_goes_on(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    turn(house, room, PAUSE)
    expect(pat.locator("#room-head")).to_have_attribute("data-status", "paused")
    send(pat, "In the pause")
    expect(card(pat, "In the pause")).to_contain_text("Waiting until we go on")
    pat.reload()
    expect(card(pat, "In the pause")).to_contain_text("Waiting until we go on")
    turn(house, room, "w.resume(timezone.now())")
    expect(pat.locator(".mine", has_text="In the pause")).to_have_count(1)
    expect(pat.locator("#outbox li")).to_have_count(0)


def test_a_room_that_closed_while_offline_leaves_the_post_on_the_phone(screens, house, room):
    write(house, room, "So that the door is open")
    write(house, room, "From the other team", seat=1)
    pat = phone(screens, room)
    is_live(pat)
    pat.context.set_offline(True)
    wait_in_vain(pat, "Too late")
    turn(house, room, CLOSE.format(**room))
    pat.context.set_offline(False)
    for _before_and_after_a_reload in range(2):
        expect(card(pat, "Too late")).to_contain_text(
            "The workshop has closed before this could be sent. It is kept on this phone."
        )
        pat.reload()
    pat.context.grant_permissions(["clipboard-read"])
    card(pat, "Too late").get_by_role("button", name="Copy").click()
    expect(pat.get_by_text("Copied.")).to_be_visible()
    assert pat.evaluate("navigator.clipboard.readText()") == "Too late"
    card(pat, "Too late").get_by_role("button", name="Discard").click()
    card(pat, "Too late").get_by_role("button", name="Keep it").click()
    expect(card(pat, "Too late").get_by_role("button", name="Discard")).to_be_focused()
    card(pat, "Too late").get_by_role("button", name="Discard").click()
    card(pat, "Too late").get_by_role("button", name="Yes, discard it").click()
    expect(pat.locator("#outbox li")).to_have_count(0)
    pat.reload()
    expect(pat.locator("#outbox li")).to_have_count(0)


def test_a_seat_that_was_closed_keeps_its_words_until_somebody_joins_again(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    pat.context.set_offline(True)
    wait_in_vain(pat, "Before I was out")
    house.shell(
        "from workshop.models import Participant;"
        f"Participant.objects.get(pk={room['seats'][0]}).send_out()"
    )
    pat.context.set_offline(False)
    expect(card(pat, "Before I was out")).to_contain_text("join again", timeout=10_000)
    tom = {"name": f"seat-{room['room']}", "value": room["tokens"][1], "url": house.url}
    pat.context.add_cookies([tom])
    pat.reload()
    expect(pat.locator(".mine", has_text="Before I was out")).to_have_count(1)


def test_a_poster_that_was_taken_down_says_so_and_the_next_post_goes_out(screens, house, room):
    addresses = hang(house, room, "Short-lived")
    pat = phone(screens, room)
    other = pat.context.new_page()
    other.goto(addresses[1])
    pat.context.set_offline(True)
    wait_in_vain(other, "For nobody")
    wait_in_vain(pat, "For the first")
    house.shell(
        "from problems.models import Problem; Problem.objects.get(title='Short-lived').delete()"
    )
    pat.context.set_offline(False)
    expect(pat.locator(".mine", has_text="For the first")).to_have_count(1)
    expect(card(pat, "For nobody")).to_contain_text("no longer on the wall")
    assert all_texts(house, room) == ["For the first"]


def test_a_waiting_post_is_changed_before_it_goes(screens, house, room):
    pat = phone(screens, room)
    pat.context.set_offline(True)
    wait_in_vain(pat, "Half right")
    wait_in_vain(pat, "Wrong")
    card(pat, "Half right").get_by_role("button", name="Edit").click()
    words = pat.locator("#outbox textarea:visible")
    expect(words).to_be_focused()
    words.fill("Quite right")
    pat.context.set_offline(False)
    expect(pat.locator(".mine", has_text="Wrong")).to_have_count(1)
    crash(pat)
    again = pat.context.new_page()
    again.goto(poster(room))
    expect(again.locator("#outbox textarea:visible")).to_have_value("Quite right")
    again.get_by_role("button", name="Send", exact=True).click()
    expect(again.locator(".mine", has_text="Quite right")).to_have_count(1)
    assert facts(house, room) == ["Wrong", "Quite right"]


def test_the_line_is_said_to_a_screen_reader_when_it_has_lasted(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    said = pat.locator("#connection-said")
    pat.wait_for_timeout(1_500)
    expect(said).to_be_empty()
    pat.context.set_offline(True)
    expect(said).to_have_text("Offline: your ideas are kept on this phone")
    pat.context.set_offline(False)
    expect(said).to_have_text("Live")


def test_on_a_slow_line_and_a_slow_server_a_post_arrives_once(screens, house, room):
    pat = phone(screens, room)
    session = pat.context.new_cdp_session(pat)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 800, "downloadThroughput": 6_000, "uploadThroughput": 4_000},
    )
    send(pat, "Through a straw")
    expect(pat.locator(".mine", has_text="Through a straw")).to_have_count(1, timeout=20_000)
    expect(pat.get_by_text("What had to wait is on the wall now.")).to_be_visible()
    assert facts(house, room) == ["Through a straw"]


def test_without_storage_a_post_waits_as_long_as_the_page_is_open(screens, house, room):
    pat = screens.open({"width": 390, "height": 844})
    pat.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    seat = {"name": f"seat-{room['room']}", "value": room["tokens"][0], "url": house.url}
    pat.context.add_cookies([seat])
    pat.goto(poster(room))
    pat.context.set_offline(True)
    wait_in_vain(pat, "Only remembered")
    pat.context.set_offline(False)
    expect(pat.locator(".mine", has_text="Only remembered")).to_have_count(1)
    post(pat, "And the next")
