"""The day of the story at test speed: eight phones of three teams, a wall and a cockpit go through
every phase of the one-day agenda."""

import json
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.browser.test_story import sign_in
from tests.house import House

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import timedelta
from django.utils import timezone
from problems.models import Problem
from workshop.agenda.plans import ONE_DAY
from workshop.models import Workshop, agenda
from workshop.people.models import Organisation, User
user = User.objects.create_user("fay@example.org", "ten doors are open", name="Fay")
user.emailaddress_set.create(email=user.email, verified=True, primary=True)
organisation = Organisation.found("Customer Platform", user)
teams = [organisation.teams.create(name=name, short_name=name[:3], colour=colour, position=colour)
         for colour, name in enumerate(["Sales", "Development", "Support"], start=1)]
now = timezone.now()
workshop = Workshop.create(organisation, teams, title="Malmö in February",
    goal="Together we want customers to get going.", date=now.date(), start=now.time(),
    time_zone="UTC", ground_rules="Customer first, org chart later.")
# Two rounds of Solve in the morning and one after lunch: a third brings nothing new.
lines = [line._replace(rounds=max(line.rounds - 1, 1)) for line in ONE_DAY.lines]
agenda.lay_out(workshop, lines, ONE_DAY.minutes)
for position, title in enumerate(["Export stops at 10,000 rows", "No VAT number"], start=1):
    Problem.objects.create(workshop=workshop, position=position, title=title).stuck_between.set(teams)
workshop.open_for_joining()
print(json.dumps({"pk": workshop.pk, "code": workshop.code, "wall": workshop.wall_token}))
"""
PEOPLE = [
    ("Pat", "Sales"), ("Pia", "Sales"), ("Per", "Sales"),
    ("Tom", "Development"), ("Tuva", "Development"), ("Ted", "Development"),
    ("Una", "Support"), ("Uwe", "Support"),
]  # fmt: skip
# Phones follow the room within a second and a half, each at a time of its own. Here all at once.
AT_ONCE = "Math.random = () => 0"
OUR_GOAL = "Together we want honest customers to get going on day one, so that they stay."


class Day:
    """Eight phones, a wall and a cockpit in one room."""

    def __init__(self, screens: Screens, room: dict) -> None:
        self.room = room
        self.fay = screens.open()
        self.wall = screens.open(WALL)
        self.phones = {name: screens.open(PHONE) for name, _team in PEOPLE}
        for phone in self.phones.values():
            phone.add_init_script(AT_ONCE)

    def everybody_comes_in(self) -> None:
        sign_in(self.fay, "fay@example.org")
        self.fay.goto(f"/workshops/{self.room['pk']}/cockpit/")
        self.wall.goto(f"/wall/{self.room['wall']}/")
        for name, team in PEOPLE:
            phone = self.phones[name]
            phone.goto(f"/j/{self.room['code']}/")
            phone.get_by_label("What shall we call you?").fill(name)
            phone.get_by_label(team, exact=True).check(force=True)
            phone.get_by_role("button", name="I’m in").click()
            expect(phone.locator("#room-head")).to_be_visible()

    def next(self, *labels: str) -> None:
        """The facilitator goes on, step by step; every screen follows by itself."""
        for label in labels:
            button = self.fay.locator("#turn-next")
            button.evaluate("button => delete button.dataset.countdown")
            button.click()
            expect(self.fay.locator("#timer-title")).to_have_text(label)
            expect(self.wall.locator("#wall-head")).to_contain_text(label)
        turn = self.fay.locator("input[name=turn]").first.get_attribute("value") or ""
        for phone in self.phones.values():
            expect(phone.locator("body")).to_have_attribute("data-turn", turn)
            expect(phone.locator("#room-head")).to_contain_text(labels[-1])


@pytest.fixture
def day(screens: Screens, house: House) -> Day:
    return Day(screens, json.loads(house.shell(SEED).splitlines()[-1]))


@pytest.mark.timeout(900)  # ten browsers: three minutes on a quiet machine
def test_a_day_from_the_first_hello_to_the_closing_picture(day: Day, house: House) -> None:
    day.everybody_comes_in()
    arrive(day)
    walk_and_reveal(day)
    agree_on_a_goal(day)
    solve(day)
    choose(day)
    commit(day)
    check_the_doors(day)
    close(day)
    kept = house.shell(
        "from problems.models import Solution, Vote, Perspective; from workshop.models import *;"
        "print(Solution.objects.exclude(author_mark=None).count(), Vote.objects.count(),"
        " Perspective.objects.count(), WorkshopKey.objects.count(), Contact.objects.count())"
    )
    assert kept.split() == ["0"] * 5


def arrive(day: Day) -> None:
    day.fay.get_by_role("button", name="Start the workshop").click()
    pat, wall = day.phones["Pat"], day.wall
    expect(pat.get_by_role("heading", name="What your team is good at")).to_be_visible()
    pat.get_by_label(re.compile("One thing")).fill("We ring back the same day")
    pat.get_by_role("button", name="Put it on the wall").click()
    expect(wall.locator("#stage")).to_contain_text("We ring back the same day")
    expect(wall.locator("#stage")).not_to_contain_text("Pat")


def walk_and_reveal(day: Day) -> None:
    day.next("Poster walk")
    for number, phone in enumerate(day.phones.values()):
        for seen in (1, 2):
            phone.locator("a.stop").nth(seen - 1).click()
            for scale, felt in zip(phone.locator(".scale-numbers").all(), (7, 3), strict=True):
                scale.locator(f"input[value='{felt + number % 3}']").check(force=True)
            phone.get_by_role("button", name="Save").click()
            expect(phone.get_by_text(f"You have been to {seen} of 2")).to_be_visible()
    expect(day.wall.locator("#stage")).to_contain_text("8")
    shown = day.wall.locator("body").inner_text() + day.fay.locator("main").inner_text()
    assert not re.search(r"\b[3-9]\.\d\b", shown), "a mean is seen before the reveal"
    day.next("Reveal")
    expect(day.wall.locator("#stage")).to_contain_text("Export stops at 10,000 rows")
    expect(day.wall.locator("#stage")).to_contain_text(re.compile(r"\b[78][.,]\d"))


def agree_on_a_goal(day: Day) -> None:
    day.next("Shared goal · alone")
    for name, phone in day.phones.items():
        phone.locator("textarea").fill(f"Together we want what {name} wants")
        phone.get_by_role("button", name="Save").click()
        expect(phone.locator(".sentence-state")).to_contain_text("Saved")
    expect(day.wall.locator("main")).not_to_contain_text("what Pat wants")
    day.next("Shared goal · in pairs")
    expect(day.phones["Pat"].get_by_text("You write with")).to_be_visible()
    day.next("Shared goal · in fours")
    day.next("Shared goal · all of us")
    day.fay.get_by_role("link", name="Change the words of the goal").click()
    day.fay.locator("textarea").first.fill(OUR_GOAL)
    day.fay.get_by_role("button", name="Make this our goal").click()
    expect(day.wall.locator("#wall-head")).to_contain_text(OUR_GOAL)
    day.next("Shared goal · can we stand behind it?")
    for phone in day.phones.values():
        phone.get_by_role("button", name="I can stand behind this").click()
        expect(phone.get_by_text("You stand behind it")).to_be_visible()
    day.next("Break")


def solve(day: Day) -> None:
    day.next("Solve · round 1 of 2 · write")
    for name, phone in day.phones.items():
        phone.get_by_label("Your idea").fill(f"Idea of a phone, {name.lower()}")
        phone.get_by_role("button", name="Post").click()
        expect(phone.locator(".mine")).to_have_count(1)
    for screen in (day.wall, day.fay):
        expect(screen.locator("body")).not_to_contain_text("Idea of a phone")
    day.next("Solve · round 1 of 2 · build")
    for phone in day.phones.values():
        gift = phone.locator(".gift")
        expect(gift).to_be_visible()
        gift.get_by_role("link", name="Build on it").click()
        phone.get_by_label("Yes, and …").fill("And we say it in the offer, too")
        phone.get_by_role("button", name="Build on it").click()
        expect(phone.locator("#room-head")).to_be_visible()
        expect(phone.locator(".builds, .mine").first).to_be_visible()
    expect(day.wall.locator(".doors-count")).to_contain_text("2 of 2 doors open")
    steps = ("write", "build", "talk", "challenge and repair")
    rounds = [f"Solve · round {number} of 2 · {step}" for number in (1, 2) for step in steps]
    day.next(*rounds[2:])
    day.next("Lunch")
    day.next(*(f"Solve · {step}" for step in steps))
    day.next("Break")


def choose(day: Day) -> None:
    day.next("Choose · read")
    day.next("Choose · vote")
    for phone in day.phones.values():
        phone.get_by_role("button", name="Helps most").first.click()
        expect(phone.locator("[data-dot][aria-pressed=true]")).to_have_count(1)
        phone.get_by_role("button", name="Boldest").first.click()
        expect(phone.locator("[data-dot][aria-pressed=true]")).to_have_count(2)
    expect(day.fay.locator("#phase")).to_contain_text("8 of 8")
    expect(day.fay.locator("#phase .tallies")).to_have_count(0)
    day.next("Choose · what we chose")
    expect(day.wall.locator("#stage")).to_contain_text("Idea of a phone")


def commit(day: Day) -> None:
    day.next("Commit")
    pat = day.phones["Pat"]
    pat.get_by_role("link", name="Take it on together").first.click()
    pat.locator("[name=lead]").fill("Pat")
    pat.locator("[name=lead_email]").fill("pat@example.org")
    pat.locator("[name=lead_team]").select_option(label="Sales")
    pat.locator("[name=partner]").fill("Tom")
    pat.locator("[name=partner_email]").fill("tom@example.org")
    pat.locator("[name=partner_team]").select_option(label="Development")
    for name, text in {
        "cue": "the release is out", "step": "write the number of rows on the button",
        "serves_goal": "They get going", "belief": "Seeing it is enough", "test": "Ten people",
        "change_mind": "They still miss it", "confidence": "60",
        "first_step_on": str(date.today() + timedelta(days=3)),
    }.items():  # fmt: skip
        pat.locator(f"[name={name}]").fill(text)
    pat.get_by_role("button", name="We take it on").click()
    expect(day.wall.locator("#stage")).to_contain_text("write the number of rows on the button")
    pat.goto(f"/room/{day.room['pk']}/")
    pat.get_by_role("link", name="Read it to your partner").click()
    expect(pat.locator(".aloud")).to_contain_text("If the release is out, then we write")
    pat.goto(f"/room/{day.room['pk']}/")


def check_the_doors(day: Day) -> None:
    day.next("Door check")
    for phone in day.phones.values():
        phone.get_by_label("Yes, I can live with it").check(force=True)
        phone.get_by_role("button", name="Answer").click()
        expect(phone.get_by_text("You said: yes")).to_be_visible()
    expect(day.wall.locator("#stage")).to_contain_text("8 of 8 can live with it")


def close(day: Day) -> None:
    day.next("Close · what we learned")
    una, tom, pat = (day.phones[name] for name in ("Una", "Tom", "Pat"))
    una.locator(
        "#ask-what ~ form textarea, form[data-compose='takeaway-what'] textarea"
    ).first.fill("I hadn’t known how often they call")
    una.locator("form[data-compose='takeaway-what'] button.primary").click()
    expect(day.wall.locator("#stage")).to_contain_text("I hadn’t known how often they call")
    day.next("Close · stay in touch")
    for phone, email in ((pat, "pat@example.org"), (tom, "tom@example.org")):
        phone.get_by_label("E-mail").fill(email)
        phone.get_by_role("button", name="I’d like to stay in touch").click()
        expect(phone.get_by_text("You can be reached at")).to_be_visible()
    for phone, other in ((pat, "Tom"), (tom, "Pat")):
        phone.reload()
        phone.get_by_role("button", name=f"Swap {other}").click()
    expect(tom.get_by_role("link", name="pat@example.org")).to_be_visible()
    day.fay.locator("#phase [name=day]").fill(str(date.today() + timedelta(days=30)))
    day.fay.get_by_role("button", name="Write it down").click()
    expect(day.wall.locator("#stage")).to_contain_text("We meet again on")
    day.next("Close · thank you")
    day.fay.get_by_role("link", name="Door check and close").click()
    day.fay.get_by_role("button", name="Close the workshop").click()
    expect(day.wall.locator(".closing-picture")).to_contain_text("2 of 2 doors open")
    expect(day.phones["Uwe"].locator("#room-head")).to_have_attribute("data-status", "closed")
