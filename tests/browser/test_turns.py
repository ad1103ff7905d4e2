"""The room goes on while somebody writes, has no line, or has posts that wait."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.fresh import is_as_fresh
from tests.browser.test_goal import enter
from tests.browser.test_offline import all_texts, card, field, send, wait_in_vain
from tests.browser.test_phone import is_live
from tests.browser.test_reading import TOP
from tests.browser.test_solve import SEED, go_on
from tests.browser.test_story import sign_in
from tests.browser.test_walk import choose
from tests.house import House
from tests.rooms import facilitator

pytestmark = pytest.mark.browser

IMPATIENT = "const wait = AbortSignal.timeout; AbortSignal.timeout = (ms) => wait.call(AbortSignal, ms / 10)"
LAST_TO_LEAVE = "Math.random = () => 4"  # six seconds, though it should be one and a half at most
IDEA = (
    "from django.utils import timezone; from problems.models import Problem, Solution;"
    "p = Problem.objects.get(workshop={room}); t = p.workshop.teams.first();"
    "Solution.objects.create(problem=p, team=t, text='An idea', at=timezone.now())"
)
PROMPT = (
    "from django.utils import timezone; from workshop.models import Prompt, Workshop;"
    "w = Workshop.objects.get(pk={room}); team = w.teams.filter(name='{team}').first();"
    "Prompt.send(w, team, '{text}', timezone.now())"
)
CLOSE = (
    "from django.utils import timezone; from workshop.models import Workshop;"
    "from workshop.people.models import User; w = Workshop.objects.get(pk={room});"
    "w.close(timezone.now(), User.objects.get(email='{email}'), 'Test')"
)


@pytest.fixture(scope="module")
def rooms(house: House) -> list[dict]:
    """In the first step of Solve: write, build, talk, challenge, and all of it once more."""
    seeds = [
        SEED.replace("fay@", f"fay{n}@").replace('found("fay"', f'found("fay{n}"')
        for n in range(13)
    ]
    return [json.loads(line) for line in house.shell("".join(seeds)).splitlines()[-13:]]


def phone(screens: Screens, room: dict, seat: int = 0) -> Page:
    page = screens.open(PHONE)
    cookie = {"name": f"seat-{room['room']}", "value": room["tokens"][seat]}
    page.context.add_cookies([cookie | {"url": screens.house.url}])
    page.goto(f"/room/{room['room']}/")
    is_live(page)
    return page


def cockpit(screens: Screens, room: dict) -> Page:
    """Without the three seconds in which “Next” can be stopped."""
    page = screens.open()
    sign_in(page, room["email"])
    page.goto(f"/workshops/{room['room']}/cockpit/")
    is_live(page)
    page.evaluate("document.querySelector('#turn-next').removeAttribute('data-countdown')")
    return page


def stands_at(page: Page, step: str) -> None:
    expect(page.locator("#timer-title")).to_have_text(f"Solve · round 1 of 2 · {step}")


def has_come_along(page: Page, turn: str) -> None:
    """Its page was made for this step."""
    expect(page.locator("body")).to_have_attribute("data-turn", turn)
    expect(page.locator("#outbox li")).to_have_count(0)
    is_live(page)
    is_as_fresh(page, patience=10)


def test_a_phone_without_a_line_for_three_turns_loses_nothing(screens, house, room):
    fay, pat = facilitator(house, room), phone(screens, room)
    pat.context.set_offline(True)
    for text in ("Kept 1", "Kept 2"):
        wait_in_vain(pat, text)
    field(pat).fill("Half a thought")
    pat.evaluate("document.activeElement.blur()")
    for step in range(3):
        go_on(fay, room, step)
    pat.context.set_offline(False)
    # Nobody writes, so the phone goes along by itself, its words with it.
    has_come_along(pat, f"{room['phase']}-3")
    expect(pat.locator(".mine")).to_have_count(2)
    assert all_texts(house, room) == ["Kept 1", "Kept 2"]
    expect(pat.locator("#moved-on")).to_be_hidden()
    expect(field(pat)).to_have_value("Half a thought")


def test_nobody_is_torn_out_of_a_sentence_and_marked_words_stay_marked(screens, house, room):
    fay, pat = facilitator(house, room), phone(screens, room)
    field(pat).fill("In the middle of a thought")
    field(pat).evaluate("element => element.setSelectionRange(3, 9)")
    before = field(pat).evaluate(TOP)
    for step in range(2):
        go_on(fay, room, step)
        head = pat.locator("#room-head")
        expect(head).to_have_attribute("data-turn", f"{room['phase']}-{step + 1}")
        expect(pat.get_by_text("The room has moved on.")).to_be_in_viewport()
    assert abs(field(pat).evaluate(TOP) - before) < 2
    pat.wait_for_timeout(1_600)  # the time in which phones that may leave do so
    selection = "element => [document.activeElement === element, element.selectionStart, element.selectionEnd]"
    assert field(pat).evaluate(selection) == [True, 3, 9]
    pat.get_by_role("link", name="Come along").click()
    has_come_along(pat, f"{room['phase']}-2")
    expect(field(pat)).to_have_value("In the middle of a thought")


def test_a_phone_stays_while_the_way_to_the_next_page_is_cut(screens, house, room):
    fay, pat = facilitator(house, room), phone(screens, room)
    pat.evaluate(LAST_TO_LEAVE)
    go_on(fay, room, 0)
    expect(pat.locator("#room-head")).to_have_attribute("data-turn", f"{room['phase']}-1")
    pat.evaluate("Math.random = () => 0.5")
    pat.context.set_offline(True)
    expect(pat.locator("#connection")).to_contain_text("Offline")
    pat.wait_for_timeout(7_000)
    send(pat, "Written in the lift")
    expect(card(pat, "Written in the lift")).to_contain_text("Waiting to be sent")
    pat.context.set_offline(False)
    has_come_along(pat, f"{room['phase']}-1")
    expect(pat.locator(".mine", has_text="Written in the lift")).to_have_count(1)


def test_words_of_a_step_that_is_over_stay_before_ones_eyes_to_the_close(screens, house, room):
    pat = phone(screens, room)
    field(pat).fill("Begun in Solve")
    pat.evaluate("document.activeElement.blur()")
    pat.context.set_offline(True)
    enter(house, room, "choose")
    pat.context.set_offline(False)
    begun = pat.locator("#outbox textarea:visible")
    expect(begun).to_have_value("Begun in Solve")
    pat.locator("#outbox").get_by_role("button", name="Send", exact=True).click()
    expect(card(pat, "Begun in Solve")).to_contain_text("Waiting until we go on")
    house.shell(CLOSE.format(**room))
    expect(card(pat, "Begun in Solve")).to_contain_text("The workshop has closed before this")
    expect(card(pat, "Begun in Solve").get_by_role("button", name="Copy")).to_be_visible()


def test_a_form_that_would_be_sent_into_nothing_leaves_the_page_alone(screens, house, room):
    enter(house, room, "goal")
    pat = phone(screens, room)
    pat.get_by_label("Your sentence").fill("Easy bills")
    pat.context.set_offline(True)
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_text("Not sent. Press once more.")).to_be_visible()
    expect(pat.get_by_label("Your sentence")).to_have_value("Easy bills")
    pat.context.set_offline(False)
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_text("Saved", exact=True)).to_be_visible()

    house.shell(IDEA.format(**room))
    enter(house, room, "choose", step=1)
    dot = pat.get_by_role("button", name="Helps most")
    expect(dot).to_have_attribute("aria-pressed", "false")
    pat.context.set_offline(True)
    dot.click()
    expect(pat.get_by_text("Not sent. Press once more.")).to_be_visible()
    pat.context.set_offline(False)
    dot.click()
    expect(dot).to_have_attribute("aria-pressed", "true")
    expect(pat.get_by_text("Not sent. Press once more.")).to_have_count(0)


def test_a_network_that_answers_in_the_rooms_place_saves_no_dot(screens, house, room):
    enter(house, room, "walk")
    pat = phone(screens, room)
    pat.get_by_role("link", name="Export stops").click()

    def hotel(route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=200, content_type="text/html", body="<h1>Hotel network</h1>")
        else:
            route.continue_()

    pat.route("**/felt/", hotel)
    pat.get_by_label("A fact others may lack").fill("Ten a month leave")
    choose(pat, "hurt you", "9")
    expect(pat.locator(".draft-state")).to_contain_text("Not saved yet")
    pat.reload()
    expect(pat.get_by_label("A fact others may lack")).to_have_value("Ten a month leave")


def test_who_is_faster_than_the_script_loses_nothing(screens, house, room):
    enter(house, room, "walk")
    pat = phone(screens, room)
    held: list[Route] = []
    pat.route(re.compile(r"/js/draft\."), lambda route: held.append(route))  # noqa: PLW0108
    pat.get_by_role("link", name="Export stops").click(no_wait_after=True)
    words = pat.get_by_label("A fact others may lack")
    words.fill("Ten a month leave")
    choose(pat, "hurt you", "9")
    for route in held:
        route.continue_()
    expect(pat.locator(".draft-state")).to_contain_text("Saved")
    pat.unroute_all()
    pat.reload()
    expect(words).to_have_value("Ten a month leave")


def test_a_network_that_takes_everything_and_answers_nothing_is_no_line(screens, house, room):
    enter(house, room, "walk")
    pat = phone(screens, room)
    pat.add_init_script(IMPATIENT)
    pat.get_by_role("link", name="Export stops").click()
    choose(pat, "hurt you", "9")
    state = pat.locator(".draft-state")
    expect(state).to_contain_text("Saved")

    def hang(_route: Route) -> None:
        return

    pat.route(re.compile("/(felt|ready)/"), hang)
    choose(pat, "hurt you", "3")
    expect(state).to_contain_text("Not saved yet")
    pat.locator("#ready button").click()
    expect(pat.locator("#ready")).to_contain_text("Not sent. Press once more.")
    pat.unroute_all()
    expect(state).to_contain_text("Saved")

    house.shell(IDEA.format(**room))
    enter(house, room, "choose", step=1)
    dot = pat.get_by_role("button", name="Helps most")
    expect(dot).to_have_attribute("aria-pressed", "false")
    pat.wait_for_load_state()  # before its script has come, the button posts as a form does
    pat.route("**/dots/**", hang)
    dot.click()
    expect(dot).to_have_attribute("aria-busy", "true")
    pat.unroute_all()
    expect(dot).to_have_attribute("aria-pressed", "true")


def test_a_prompt_to_one_team_is_on_its_phones_and_not_even_in_the_pages_of_others(
    screens, house, room
):
    pat, tom = phone(screens, room), phone(screens, room, 2)
    field(pat).fill("Half a thought")
    for team, text in (("Sales", "Who rang last?"), ("", "Look up")):
        house.shell(PROMPT.format(team=team, text=text, **room))
    for page in (pat, tom):
        expect(page.locator("#prompts")).to_contain_text("Look up")
    expect(pat.locator("#prompts")).to_contain_text("Who rang last?")
    expect(field(pat)).to_have_value("Half a thought")
    is_as_fresh(pat)
    assert "Who rang" not in tom.content()


def test_two_cockpits_lead_in_turn_and_each_press_is_one_step(screens, room):
    first, second = cockpit(screens, room), cockpit(screens, room)
    with second.expect_request("**/cockpit/quiet/"):  # other corners are quiet in another step
        first.locator("#turn-next").click()
    for page in (first, second):
        stands_at(page, "build")
    # It was open before the step; what it says about the room has come along.
    second.evaluate("document.querySelector('#turn-next').removeAttribute('data-countdown')")
    second.locator("#turn-next").click()
    for page in (first, second):
        stands_at(page, "talk")
    first.locator("#turn-back").click()
    for page in (first, second):
        stands_at(page, "build")
    second.locator("#undo").click()
    for page in (first, second):
        stands_at(page, "talk")
    ends = int(first.locator("#timer time").get_attribute("data-ends"))
    for page in (first, second):
        page.locator("#timer-plus-5").click()
        ends += 5 * 60_000
        for other in (first, second):
            expect(other.locator("#timer time")).to_have_attribute("data-ends", str(ends))


def test_two_facilitators_who_press_next_at_once_make_one_step(screens, room):
    first, second = cockpit(screens, room), cockpit(screens, room)
    held = []

    def hold(route: Route) -> None:
        held.append(route)

    second.route("**/cockpit/next/", hold)
    with second.expect_request("**/cockpit/next/"):
        second.locator("#turn-next").click(no_wait_after=True)
    first.locator("#turn-next").click()
    stands_at(first, "build")
    with second.expect_navigation():
        held[0].continue_()
    for page in (first, second):
        stands_at(page, "build")
