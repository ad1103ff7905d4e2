"""Somebody types or reads while the room goes on: nothing moves under finger or eyes, nothing
takes the focus, and a page that slept catches up."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fresh import is_as_fresh
from tests.browser.test_phone import is_live, phone, post
from tests.house import House

pytestmark = pytest.mark.browser

TOP = "element => element.getBoundingClientRect().top"


def write_many(house: House, room: dict, *texts: str) -> None:
    """Ideas of the second seat, each with its own event."""
    house.shell(
        "from django.utils import timezone; from problems.models import Problem, Solution;"
        "from workshop.models import Participant;"
        f"p = Problem.objects.get(pk={room['problem']});"
        f"s = Participant.objects.get(pk={room['seats'][1]});"
        "[Solution.post(p, s, t, post_key=f'key-of-{t}', now=timezone.now())"
        f" for t in {list(texts)!r}]"
    )


def edit(house: House, text: str, to: str) -> None:
    house.shell(
        f"from problems.models import Solution; Solution.objects.get(text={text!r}).edit({to!r})"
    )


def shine(house: House, room: dict) -> None:
    """The facilitator's spotlight opens a banner above everything else on the phone."""
    house.shell(
        f"from problems.models import Problem;Problem.objects.get(pk={room['problem']}).spotlight()"
    )


def long_page(house: House, room: dict, page: Page) -> None:
    write_many(house, room, *(f"Old idea {n}" for n in range(15)))
    expect(page.locator(".idea", has_text="Old idea 14")).to_have_count(1)


def test_the_field_stays_under_the_finger_while_thirty_ideas_arrive(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    field = pat.get_by_label("Your idea")
    field.fill("In the middle of a thought")
    field.evaluate("element => element.setSelectionRange(3, 9)")
    before = field.evaluate(TOP)
    shine(house, room)
    expect(pat.locator("#spotlight")).to_be_visible()
    write_many(house, room, *(f"Idea {n}" for n in range(30)))
    expect(pat.locator(".idea", has_text="Idea 29")).to_have_count(1)
    assert abs(field.evaluate(TOP) - before) < 2
    assert pat.evaluate("document.activeElement.id") == field.get_attribute("id")
    assert field.evaluate("element => [element.selectionStart, element.selectionEnd]") == [3, 9]
    is_as_fresh(pat)


def test_what_one_reads_stays_where_it_is(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    long_page(house, room, pat)
    read = pat.locator(".idea", has_text="Old idea 5")
    pat.evaluate("document.activeElement.blur()")
    read.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top - 120)")
    before = read.evaluate(TOP)
    assert 100 < before < 140
    write_many(house, room, *(f"New idea {n}" for n in range(30)))
    shine(house, room)
    expect(pat.locator(".idea", has_text="New idea 29")).to_have_count(1)
    expect(pat.locator("#spotlight")).not_to_have_attribute("hidden", "")
    assert abs(read.evaluate(TOP) - before) < 2
    # The one above is taken off the wall, the one that is read is changed.
    house.shell(
        "from problems.models import Solution; Solution.objects.get(text='Old idea 9').hide()"
    )
    edit(house, "Old idea 5", "Old idea 5, but better")
    expect(pat.locator(".idea", has_text="but better")).to_have_count(1)
    expect(pat.locator(".idea", has_text="Old idea 9")).to_have_count(0)
    assert abs(read.evaluate(TOP) - before) < 2
    is_as_fresh(pat)


def test_focus_marked_words_and_what_is_unfolded_survive_a_change_of_the_same_thing(
    screens, house, room
):
    house.shell(
        "from problems.models import Problem;"
        f"Problem.objects.filter(pk={room['problem']}).update(story='It stops.')"
    )
    pat = phone(screens, room)
    is_live(pat)
    write_many(house, room, "First words")
    idea = pat.locator(".idea", has_text="First words")
    link = idea.get_by_role("link", name="Build on it")
    pat.get_by_text("The whole story").click()
    link.focus()
    pat.evaluate("""() => {
      window.events = [];
      document.activeElement.addEventListener("blur", () => events.push("blur"));
      getSelection().selectAllChildren(document.querySelector("#others-title"));
    }""")
    edit(house, "First words", "Second words")
    expect(pat.locator(".idea", has_text="Second words")).to_have_count(1)
    post_by_tom = "Third words"
    write_many(house, room, post_by_tom)
    expect(pat.locator(".idea", has_text=post_by_tom)).to_have_count(1)
    assert pat.evaluate("document.activeElement.textContent") == "Build on it"
    assert pat.evaluate("events") == []
    assert pat.evaluate("getSelection().toString()") == "On this poster"
    expect(pat.get_by_text("It stops.")).to_be_visible()
    is_as_fresh(pat)


def test_focus_goes_on_beside_an_idea_that_is_taken_away(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    write_many(house, room, "Stays", "Goes")
    pat.locator(".idea", has_text="Goes").get_by_role("link", name="Build on it").focus()
    house.shell("from problems.models import Solution; Solution.objects.get(text='Goes').hide()")
    expect(pat.locator(".idea", has_text="Goes")).to_have_count(0)
    held = "document.activeElement.closest('.idea')?.textContent.includes('Stays')"
    assert pat.evaluate(held)


def test_a_page_that_was_frozen_for_a_while_catches_up(screens, house, room):
    pat = phone(screens, room)
    is_live(pat)
    session = pat.context.new_cdp_session(pat)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    write_many(house, room, *(f"Overnight {n}" for n in range(5)))
    session.send("Page.setWebLifecycleState", {"state": "active"})
    expect(pat.locator(".idea", has_text="Overnight")).to_have_count(5)
    is_as_fresh(pat)


@pytest.mark.parametrize("to", ["2001-01-01T00:00:00", "2101-01-01T00:00:00"])
def test_a_clock_that_leaps_disturbs_nothing(screens, house, room, to):
    pat = screens.open({"width": 390, "height": 844})
    pat.clock.install()
    seat = {"name": f"seat-{room['room']}", "value": room["tokens"][0], "url": house.url}
    pat.context.add_cookies([seat])
    pat.goto(f"/room/{room['room']}/posters/{room['problem']}/")
    is_live(pat)
    pat.clock.set_system_time(to)
    pat.clock.run_for(6_000)
    is_live(pat)
    write_many(house, room, "After the leap")
    expect(pat.locator(".idea", has_text="After the leap")).to_have_count(1)
    post(pat, "Mine after it")
    pat.clock.fast_forward("01:00:00")
    write_many(house, room, "An hour later")
    expect(pat.locator(".idea", has_text="An hour later")).to_have_count(1)
    is_live(pat)
    is_as_fresh(pat)
