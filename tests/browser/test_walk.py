"""Two phones go past a poster, the wall counts them, and the reveal comes to all by itself."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.house import House
from tests.rooms import facilitator

pytestmark = pytest.mark.browser

# A day with an agenda, and four more people of each team who have been past its poster.
SEED = """
import json
from django.db import transaction
from django.utils import timezone
from problems.models import Perspective
from workshop.agenda.plans import ONE_DAY
from workshop.models import Participant, Phase, Workshop, agenda
workshop = Workshop.objects.get(pk=ROOM)
for position, line in enumerate(ONE_DAY.lines, start=1):
    Phase.objects.create(workshop=workshop, position=position, kind=line.kind,
        minutes=line.minutes, rounds=line.rounds, title=str(line.title))
now = timezone.now()
with transaction.atomic():
    workshop.begin_agenda(now)
by = workshop.organisation.memberships.first().user
workshop.go_to(workshop.phases.get(kind="walk"), now, by, workshop.turn, "")
for team, other in (workshop.teams.all(), workshop.teams.all()[::-1]):
    for number in range(4):
        seat, _token = Participant.admit(workshop, f"G{number}", team, now)
        Perspective.give(workshop.problems.get(), seat, pain=6, guess=2, about=other.pk)
"""


@pytest.fixture
def walking(house: House, room: dict) -> dict:
    house.shell(SEED.replace("ROOM", str(room["room"])))
    return room


def phone(screens: Screens, house: House, room: dict, seat: int) -> Page:
    page = screens.open(PHONE)
    page.context.add_cookies(
        [{"name": f"seat-{room['room']}", "value": room["tokens"][seat], "url": house.url}]
    )
    page.goto(f"/room/{room['room']}/")
    return page


def choose(page: Page, question: str, number: str) -> None:
    group = page.get_by_role("group", name=re.compile(question))
    group.get_by_role("radio", name=re.compile(rf"^{number}\b")).check(force=True)


def feel(page: Page, pain: str, guess: str) -> None:
    page.get_by_role("link", name="Export stops").click()
    choose(page, "hurt you", pain)
    expect(page.locator(".draft-state")).to_have_text("Saved. Only you see it.")
    choose(page, "Your guess", guess)


def test_nothing_before_and_everything_after_the_reveal(
    screens: Screens, house: House, walking: dict
) -> None:
    wall = screens.open(WALL)
    wall.goto(f"/wall/{walking['wall']}/")
    pat, tom = (phone(screens, house, walking, seat) for seat in (0, 1))
    expect(wall.get_by_text("8 of 10 have been past every poster")).to_be_visible()

    # Each choice is kept as it is made, by keyboard too; a reload brings it back.
    feel(pat, "9", "2")
    pat.get_by_label("A fact others may lack").fill("Ten a month leave")
    expect(wall.get_by_text("9 of 10 have been past every poster")).to_be_visible()
    pat.get_by_role("group", name=re.compile("hurt you")).get_by_role("radio", name="9").focus()
    pat.keyboard.press("ArrowLeft")
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_text("You have been to 1 of 1")).to_be_visible()
    pat.get_by_role("link", name="Export stops").click()
    radios = pat.get_by_role("group", name=re.compile("hurt you"))
    expect(radios.get_by_role("radio", name=re.compile(r"^8\b"))).to_be_checked()

    # Without a line it waits on the phone and goes out by itself.
    feel(tom, "1", "5")
    tom.context.set_offline(True)
    choose(tom, "hurt you", "3")
    expect(tom.locator(".draft-state")).to_contain_text("Not saved yet")
    tom.context.set_offline(False)
    expect(tom.locator(".draft-state")).to_have_text("Saved. Only you see it.")

    expect(wall.get_by_text("10 of 10 have been past every poster")).to_be_visible()
    for page in (wall, tom):
        assert "Ten a month leave" not in page.content()
        assert "guessed" not in page.content()

    # The facilitator goes on: nobody loads a page again.
    wall.evaluate("window.same = true")
    turn = pat.locator("#room-head").get_attribute("data-turn")
    address = f"/workshops/{walking['room']}/cockpit/next/"
    facilitator(house, walking).post(address, turn=turn, reason="")
    expect(wall.get_by_text("6.4", exact=False).first).to_be_visible()
    expect(wall.get_by_text("Ten a month leave")).to_be_visible()
    assert wall.evaluate("window.same")
    for page, own in ((pat, "8"), (tom, "3")):
        expect(
            page.get_by_role("heading", name="What we felt, and what we guessed")
        ).to_be_visible()
        expect(page.locator(".own-dot")).to_contain_text(own)
        expect(page.get_by_text("6.4").first).to_be_visible()
