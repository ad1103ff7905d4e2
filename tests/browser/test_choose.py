"""Dots on a phone; the wall learns how many have voted, and the rest when the vote is closed."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_goal import enter, next_step, phone_at_room
from tests.browser.test_pace import cockpit, wall_of
from tests.browser.test_phone import is_live
from tests.house import House

pytestmark = pytest.mark.browser


def write_ideas(house: House, room: dict) -> None:
    """Four ideas on the poster, and a third person who will vote from elsewhere."""
    house.shell(
        "from django.utils import timezone; from problems.models import Problem, Solution\n"
        f"problem = Problem.objects.get(pk={room['problem']})\n"
        "team = problem.stuck_between.first()\n"
        "for n in range(4):\n"
        "    Solution.objects.create(problem=problem, team=team, text=f'Idea {n}', at=timezone.now())"
    )


def test_dots_are_given_moved_and_counted(screens, house, room):
    write_ideas(house, room)
    enter(house, room, "choose", step=1)
    fay, wall = cockpit(screens, house, room), wall_of(screens, room)
    pat = phone_at_room(screens, room, 0)
    is_live(pat)
    expect(wall.get_by_text("0 of 2 have voted")).to_be_visible()
    choices = pat.locator(".choosable")
    for n in range(3):
        choices.nth(n).get_by_role("button", name="Helps most").click()
        expect(
            choices.nth(n).get_by_role("button", name="Helps most", pressed=True)
        ).to_be_visible()
    expect(wall.get_by_text("1 of 2 have voted")).to_be_visible()
    choices.nth(3).get_by_role("button", name="Helps most").click()
    expect(pat.get_by_text("All three dots are given. Take one back first.")).to_be_visible()
    choices.nth(0).get_by_role("button", name="Helps most").click()
    expect(choices.nth(0).get_by_role("button", name="Helps most", pressed=False)).to_be_visible()
    for n in (0, 3):
        choices.nth(n).get_by_role("button", name="Boldest").click()
        expect(choices.nth(n).get_by_role("button", name="Boldest", pressed=True)).to_be_visible()
    expect(choices.nth(0).get_by_role("button", name="Boldest", pressed=False)).to_be_visible()
    # An idea that goes takes nothing else along, and its dot comes back.
    house.shell(
        "from problems.models import Solution; Solution.objects.get(text='Idea 1', "
        f"problem={room['problem']}).hide()"
    )
    expect(choices).to_have_count(3)
    expect(wall.get_by_text("Idea 1", exact=True)).to_have_count(0)

    fay.get_by_role("link", name="Enter dots for somebody").click()
    fay.get_by_label("Helps customers most", exact=True).select_option(label="Idea 2")
    fay.get_by_role("button", name="Enter the dots").click()
    expect(wall.get_by_text("1 entered for the room")).to_be_visible()
    tom = phone_at_room(screens, room, 1, java_script_enabled=False)
    tom.locator(".choosable").nth(1).get_by_role("button", name="Helps most").click()
    pressed = tom.get_by_role("button", name="Helps most", pressed=True)
    expect(pressed).to_have_count(1)
    house.shell(
        "from django.utils import timezone; from problems.models import Solution, Vote;"
        "from workshop.models import Participant, Workshop\n"
        f"workshop = Workshop.objects.get(pk={room['room']})\n"
        "seat, _token = Participant.admit(workshop, 'Tea', workshop.teams.last(), timezone.now())\n"
        f"Vote.give(seat, Solution.objects.get(text='Idea 2', problem={room['problem']}), 'helps')"
    )
    expect(wall.get_by_text("3 of 3 have voted")).to_be_visible()
    next_step(fay, "what we chose")
    first = wall.locator(".choose-idea").first
    expect(first).to_contain_text("Idea 2")
    expect(first).to_contain_text("4")
    expect(pat.get_by_role("heading", name="What we chose")).to_be_visible()
    expect(pat.get_by_text("your dot").first).to_be_visible()
