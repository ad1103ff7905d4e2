"""From an invitation to a learning that somebody finds: one guest, one facilitator, real servers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.test_story import commit, sign_in
from tests.house import House

pytestmark = pytest.mark.browser

FOUND = """
from datetime import date, time, timedelta
from django.utils import timezone
from problems.models import Problem
from workshop.models import Workshop
from workshop.people.models import Organisation, User
fay = User.objects.create_user("fay.a@example.org", "ten doors are open", name="Fay Asp")
fay.emailaddress_set.create(email=fay.email, verified=True, primary=True)
house = Organisation.found("After Ltd", fay)
teams = [house.teams.create(name=n, short_name=n[:3], colour=c, position=c)
         for c, n in enumerate(["Sales", "Development"], start=1)]
workshop = Workshop.create(house, teams, title="Lund in spring", goal="Honest customers get going",
    date=date.today() + timedelta(days=1), start=time(9), time_zone="Europe/Stockholm")
problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
problem.stuck_between.set(teams)
print(workshop.pk)
"""
LINK = r"http\S+/check-ins/[\w-]+/"


def test_from_the_invitation_to_a_learning_that_is_found(screens: Screens, house: House) -> None:
    number = house.shell(FOUND).splitlines()[-1]
    house.start_worker()
    desk, tom = screens.open(), screens.open(PHONE)
    sign_in(desk, "fay.a@example.org")
    invite(desk, number)

    # Tom says yes from his mail and sits down by the same mail, without a code or an account.
    mail = house.sink.wait_for("tom@example.org", "answer=yes")
    tom.goto(re.search(r"http\S+\?answer=yes", mail)[0])
    tom.get_by_role("button", name="Yes, I’m coming").click()
    expect(tom.get_by_text("Good, we keep a seat for you.")).to_be_visible()
    desk.goto(f"/workshops/{number}/")
    desk.get_by_role("button", name="Open it for joining").click()
    tom.goto(re.search(r"http\S+/seat/", mail)[0])
    tom.get_by_role("button", name="I’m in").click()
    tom.wait_for_url(f"**/room/{number}/")

    # Two teams solve the problem, and a pair takes it on.
    pat = screens.open(PHONE)
    pat.goto(f"/j/{house.shell(code_of(number)).splitlines()[-1]}/")
    pat.get_by_label("What shall we call you?").fill("Pat")
    pat.get_by_label("Sales", exact=True).check(force=True)
    pat.get_by_role("button", name="I’m in").click()
    desk.goto(f"/workshops/{number}/cockpit/")
    desk.get_by_role("button", name="Start the workshop").click()
    for phone, idea in ((pat, "Say how many rows"), (tom, "Send the file by mail")):
        phone.get_by_role("link", name=re.compile("Export stops")).click()
        phone.get_by_label("Your idea").fill(idea)
        phone.get_by_role("button", name="Post").click()
        expect(phone.locator(".mine", has_text=idea)).to_be_visible()
    tom.get_by_role("link", name="Take it on together").first.click()
    commit(tom)
    desk.get_by_role("link", name="Door check and close").click()
    desk.get_by_role("button", name="Close the workshop").click()
    desk.wait_for_url(f"**/workshops/{number}/outcomes/")
    house.stop("worker")

    check_in_by_mail(house, tom)
    found_by_search(screens, desk, pat, number)


def code_of(number: str) -> str:
    return f"from workshop.models import Workshop; print(Workshop.objects.get(pk={number}).code)"


def invite(desk: Page, number: str) -> None:
    desk.goto(f"/workshops/{number}/invitations/add/")
    desk.get_by_label("Development", exact=True).check(force=True)
    desk.get_by_label("Addresses").fill("Tom Berg <tom@example.org>")
    desk.get_by_role("button", name="Put them on the list").click()
    desk.get_by_role("link", name="The letter").click()
    desk.get_by_role("button", name=re.compile("Send 1 invitation")).click()


def check_in_by_mail(house: House, tom: Page) -> None:
    """Day fourteen has come; Tom taps in the mail and says what they learned."""
    later = datetime.now(UTC) + timedelta(days=16)
    tuesday = later + timedelta(days=(1 - later.weekday()) % 7)
    house.start_worker(at=tuesday.replace(hour=10))
    mail = house.sink.wait_for("tom@example.org", "?reply=happened", patience=90)
    house.stop("worker")
    tom.goto(re.search(LINK + r"\?reply=happened", mail)[0])
    tom.locator("summary").first.click()
    tom.get_by_label("Here’s what we learned").fill("Nobody needs more than ten thousand rows")
    tom.get_by_label("Change course", exact=True).check(force=True)
    tom.get_by_role("button", name="Send this answer").click()
    expect(tom.get_by_text("Nobody needs more than ten thousand rows")).to_be_visible()
    # The same link leads to what became of it all, and nothing of it is anybody's secret.
    tom.get_by_role("link", name="Our board").click()
    expect(tom.get_by_role("heading", name="What became of it")).to_be_visible()
    expect(tom.get_by_role("heading", name="Yours")).to_be_visible()
    expect(tom.locator("main")).to_contain_text("Nobody needs more than ten thousand rows")
    expect(tom.locator("main")).not_to_contain_text("@example.org")


def found_by_search(screens: Screens, desk: Page, pat: Page, number: str) -> None:
    """Fay finds it among all learnings of the house; Pat's phone shows it on the board."""
    outcomes = desk.get_by_role("link", name="Outcomes").first.get_attribute("href")
    sign_in(desk, "fay.a@example.org")  # sixteen days have passed for the sign-ins, too
    desk.goto(outcomes.replace("/outcomes/", "/learnings/"))
    desk.get_by_label("Search in all learnings").fill("ten thousand")
    desk.get_by_role("button", name="Show").click()
    expect(desk.locator("mark").first).to_be_visible()
    expect(desk.locator("main")).to_contain_text("Nobody needs more than ten thousand rows")
    pat.goto(f"/room/{number}/")
    pat.get_by_role("link", name="See what becomes of it").click()
    expect(pat.locator("main")).to_contain_text("Nobody needs more than ten thousand rows")
    expect(pat.get_by_role("heading", name="Yours")).not_to_be_visible()
    stranger = screens.open(PHONE)
    stranger.goto(f"/room/{number}/board/")
    expect(stranger.locator("body")).not_to_contain_text("ten thousand")
