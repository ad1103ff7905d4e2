"""One round of Solve: three phones of two teams and the wall write, build and challenge."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.house import House
from tests.listener import Phone
from tests.rooms import facilitator

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import date, time
from django.utils import timezone
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.people.models import Organisation, User
from workshop.models import Participant, Workshop, agenda
from problems.models import Problem
user = User.objects.create_user("fay@example.org", "ten doors are open", name="fay")
user.emailaddress_set.create(email=user.email, verified=True, primary=True)
organisation = Organisation.found("fay", user)
teams = [organisation.teams.create(name=n, short_name=n[:3], colour=c)
         for c, n in enumerate(["Sales", "Development"], start=1)]
workshop = Workshop.create(organisation, teams, title="Solve", goal="A goal",
    date=date(2030, 2, 6), start=time(9), time_zone="Europe/Stockholm")
Problem.objects.create(workshop=workshop, position=1, title="Export stops")
agenda.lay_out(workshop, [Line(Kind.SOLVE, 50, 2)], 60)
workshop.open_for_joining()
people = [("Pat", teams[0]), ("Pia", teams[0]), ("Tom", teams[1])]
tokens = [Participant.admit(workshop, name, team, timezone.now())[1] for name, team in people]
workshop.start_day(timezone.now())
print(json.dumps({"room": workshop.pk, "wall": workshop.wall_token, "email": user.email,
    "tokens": tokens, "phase": workshop.phase_id}))
"""


@pytest.fixture
def room(house: House) -> dict:
    return json.loads(house.shell(SEED).splitlines()[-1])


def go_on(fay: Phone, room: dict, step: int) -> None:
    """As fay presses “next” in the step that is the how-many-th of the phase, from 0."""
    path = f"/workshops/{room['room']}/cockpit/next/"
    assert fay.post(path, turn=f"{room['phase']}-{step}")[0] == 302


def phone_at(screens: Screens, room: dict, place: int) -> Page:
    page = screens.open(PHONE)
    seat = {"name": f"seat-{room['room']}", "value": room["tokens"][place]}
    page.context.add_cookies([{**seat, "url": screens.house.url}])
    page.goto(f"/room/{room['room']}/")
    expect(page.get_by_text("Table 1 · poster 1")).to_be_visible()
    return page


def write(page: Page, text: str) -> None:
    page.get_by_label("Your idea").fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".mine", has_text=text)).to_be_visible()


def test_three_phones_write_build_and_challenge(screens: Screens, house: House, room: dict) -> None:
    fay = facilitator(house, room)
    pat, pia, tom = (phone_at(screens, room, place) for place in range(3))
    wall = screens.open(WALL)
    wall.goto(f"/wall/{room['wall']}/")
    expect(wall.locator(".table-tag")).to_have_text("Table 1")

    # Everybody writes, and nobody reads what another writes.
    write(pat, "Count the rows")
    write(tom, "Say how many there are")
    expect(wall.locator(".poster .door")).to_have_text("Open · 2 solutions")
    for page in (pia, tom, wall):
        assert "Count the rows" not in page.content()

    # Each is given an idea of the other team, and builds on it.
    go_on(fay, room, 0)
    for page, gift in ((pat, "Say how many"), (pia, "Say how many"), (tom, "Count the rows")):
        expect(page.locator(".gift", has_text="Someone gave you this")).to_contain_text(gift)
    expect(wall.get_by_text("newest idea")).to_be_visible()
    tom.locator(".gift").get_by_role("link", name="Build on it").click()
    tom.get_by_label("Yes, and …").fill("And in the file’s name")
    tom.get_by_role("button", name="Build on it").click()
    expect(tom.locator(".gift")).to_have_count(0)
    expect(pat.get_by_text("And in the file’s name")).to_be_visible()
    pia.get_by_role("button", name="I have nothing to add").click()
    expect(pia.locator(".gift")).to_have_count(0)

    # A doubt with its test, and its answer.
    go_on(fay, room, 1)
    go_on(fay, room, 2)
    expect(pia.get_by_text("What would have to be true? Then mend it.")).to_be_visible()
    pia.locator(".idea", has_text="Count the rows").get_by_role(
        "link", name="What would have to be true?"
    ).click()
    pia.get_by_label("What would have to be true for this to work?").fill("Counting is quick")
    pia.get_by_label("How could we find out?").fill("Time it on ten accounts")
    pia.reload()  # the draft of both fields is kept
    expect(pia.get_by_label("How could we find out?")).to_have_value("Time it on ten accounts")
    pia.get_by_role("button", name="Post").click()
    expect(tom.get_by_text("Time it on ten accounts")).to_be_visible()
    tom.get_by_role("link", name="Mend it").click()
    tom.get_by_label("Yes, and …").fill("We have the count already")
    tom.get_by_role("button", name="Mend it").click()
    expect(pat.locator(".concern.is-answered")).to_be_visible()
