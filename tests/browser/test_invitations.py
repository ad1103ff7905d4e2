"""From pasted addresses to a seat: the facilitator's desk and a guest's phone on the real stack."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Screens
from tests.house import House

pytestmark = pytest.mark.browser

FOUND = """
from datetime import date, time, timedelta
from workshop.models import Workshop
from workshop.people.models import Organisation, User
fay = User.objects.create_user("fay.l@example.org", "ten doors are open", name="Fay Lind")
fay.emailaddress_set.create(email=fay.email, verified=True, primary=True)
house = Organisation.found("Invited Ltd", fay)
teams = [house.teams.create(name=n, short_name=n[:3], colour=c, position=c)
         for c, n in enumerate(["Sales", "Development"], start=1)]
workshop = Workshop.create(house, teams, title="Malmö in February", goal="Honest customers get going",
    date=date.today() + timedelta(days=30), start=time(9), time_zone="Europe/Stockholm")
print(workshop.pk)
"""


def test_from_pasted_addresses_to_the_seat(screens: Screens, house: House) -> None:
    number = house.shell(FOUND).splitlines()[-1]
    house.start_worker()
    desk, phone = screens.open(), screens.open(PHONE)
    desk.goto("/accounts/login/")
    desk.get_by_label("mail").fill("fay.l@example.org")
    desk.get_by_label("Password").fill("ten doors are open")
    desk.get_by_role("button", name="Sign in", exact=True).click()
    desk.wait_for_url(lambda url: "/login/" not in url)

    # Fay pastes what her mail program gave her; one line is to be mended.
    desk.goto(f"/workshops/{number}/")
    desk.get_by_role("link", name="Invite people").click()
    desk.get_by_role("link", name="Add addresses").first.click()
    desk.get_by_label("Sales", exact=True).check(force=True)
    guests = [f"Guest {n} <guest{n}@example.org>" for n in range(60)]
    desk.get_by_label("Addresses").fill("\n".join([*guests, "kim.example.org"]))
    desk.get_by_role("button", name="Put them on the list").click()
    expect(desk.get_by_role("alert")).to_contain_text("Line 61: kim.example.org")
    expect(desk.get_by_label("Addresses")).to_have_value("kim.example.org")
    desk.get_by_label("Addresses").fill("Kim Berg <kim.b@example.org>")
    desk.get_by_role("button", name="Put them on the list").click()

    # She looks at the mail and sends; the page tells by itself when all are out.
    desk.get_by_role("link", name="The letter").click()
    frame = desk.frame_locator("iframe")
    expect(frame.get_by_role("link", name="Yes, I’m coming")).to_be_visible()
    desk.get_by_role("button", name="Send 61 invitations").click()
    expect(desk.get_by_text("All 61 mails of the last sending are out.")).to_be_visible(
        timeout=60_000
    )
    assert len({mail["To"] for mail in house.sink.mails}) == 61

    # Kim says yes from the mail, asks, and takes the seat on the day without a code.
    mail = house.sink.wait_for("kim.b@example.org", "answer=yes")
    phone.goto(re.search(r"http\S+\?answer=yes", mail)[0])
    phone.get_by_role("button", name="Yes, I’m coming").click()
    expect(phone.get_by_text("Good, we keep a seat for you.")).to_be_visible()
    phone.get_by_text("Ask something first").click()
    phone.get_by_label("Your question").fill("Is there lunch?")
    phone.get_by_role("button", name="Send the question").click()
    house.sink.wait_for("fay.l@example.org", "Is there lunch?")
    desk.goto(f"/workshops/{number}/invitations/")
    desk.get_by_role("link", name="Reply").click()
    desk.get_by_label("Your reply").fill("Yes, soup.")
    desk.get_by_role("button", name="Send the reply").click()
    house.sink.wait_for("kim.b@example.org", "Yes, soup.")
    desk.goto(f"/workshops/{number}/")
    desk.get_by_role("button", name="Open it for joining").click()
    phone.goto(re.search(r"http\S+/seat/", mail)[0])
    expect(phone.get_by_label("What shall we call you?")).to_have_value("Kim Berg")
    phone.get_by_role("button", name="I’m in").click()
    phone.wait_for_url(f"**/room/{number}/")
    desk.goto(f"/workshops/{number}/invitations/")
    expect(desk.get_by_text("1 said yes, 1 has arrived")).to_be_visible()
    house.stop("worker")
