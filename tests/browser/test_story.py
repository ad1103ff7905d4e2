"""The main job, from sign-up to the first check-in, by four people in four browsers."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WALL, Screens
from tests.house import ROOT, House

pytestmark = pytest.mark.browser

SAMPLE = ROOT / "problems" / "sample" / "customer_problems.csv"
GOAL = "Together we want honest customers to get going on day one, so that they stay."


def sign_up(page: Page, house: House, name: str, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("mail").fill(email)
    page.get_by_label("Password").fill("ten doors are open")
    page.get_by_role("button", name="Sign up").click()
    mail = house.sink.wait_for(email, "/accounts/confirm-email/")
    page.goto(re.search(r"http://\S+/accounts/confirm-email/\S+", mail)[0])
    page.get_by_role("button", name=re.compile("Confirm|Yes|right", re.IGNORECASE)).first.click()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    if page.get_by_label("Password").count():  # else the sign-in still holds
        page.get_by_label("mail").fill(email)
        page.get_by_label("Password").fill("ten doors are open")
        page.get_by_role("button", name="Sign in", exact=True).click()


def found_with_workshop(page: Page) -> None:
    page.get_by_label("Name").fill("Customer Platform")
    page.get_by_role("button", name=re.compile("Found")).click()
    for team in ("Sales", "Development"):
        page.get_by_label(team, exact=True).check(force=True)
    page.get_by_role("button", name="Add the ticked ones").click()
    page.get_by_role("link", name="Customer Platform").first.click()
    page.get_by_role("link", name=re.compile("new workshop|Create", re.IGNORECASE)).first.click()
    page.get_by_label("Title").fill("Malmö in February")
    page.get_by_label("Shared goal").fill(GOAL)
    page.get_by_label("Blank").check(force=True)
    page.get_by_label("Date").fill(str(date.today() + timedelta(days=30)))
    page.get_by_label("Sales", exact=True).check(force=True)
    page.get_by_label("Development", exact=True).check(force=True)
    page.locator("main form button.primary").last.click()


def import_real_problems(page: Page) -> None:
    page.get_by_role("link", name="Problems").first.click()
    page.get_by_role("link", name=re.compile("Import")).first.click()
    page.get_by_label("A CSV or XLSX file").set_input_files(SAMPLE)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("20 rows")).to_be_visible()
    page.get_by_role("button", name="Look at the rows").click()
    for tick in page.locator("input[name=create]").all():
        tick.check(force=True)
    page.get_by_role("button", name=re.compile("Look again")).click()
    page.get_by_role("button", name="Put 20 on the wall").click()
    expect(
        page.get_by_role("link", name="I am blind and the sign-up puzzle", exact=False).first
    ).to_be_visible()


def keep_only_three(page: Page, house: House) -> None:
    """Twenty doors take a day; three make the same story."""
    house.shell(
        "from problems.models import Problem;Problem.objects.filter(position__gt=3).delete()"
    )


def join(page: Page, code: str, name: str, team: str) -> None:
    page.goto("/")
    page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(code.lower())
    page.keyboard.press("Enter")
    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_label(team, exact=True).check(force=True)
    page.get_by_role("button", name="I’m in").click()
    expect(page.get_by_role("heading", name="Choose a poster")).to_be_visible()


def write_idea(page: Page, text: str) -> None:
    page.get_by_label("Your idea").fill(text)
    page.get_by_role("button", name="Post").click()
    expect(page.locator(".mine", has_text=text)).to_be_visible()


def build_on(page: Page, idea: str, text: str) -> None:
    page.locator(".idea", has_text=idea).get_by_role("link", name="Build on it").click()
    page.get_by_label("Yes, and …").fill(text)
    page.get_by_role("button", name="Build on it").click()
    expect(page.locator(".idea", has_text=text).first).to_be_visible()


def test_the_whole_story(screens: Screens, house: House) -> None:
    house.start_worker()
    desk, pat, tom, wall = (
        screens.open(), screens.open(PHONE), screens.open(PHONE), screens.open(WALL)
    )  # fmt: skip

    # Fay signs up, founds, plans, imports the real problems and opens the room.
    sign_up(desk, house, "Fay", "fay@example.org")
    found_with_workshop(desk)
    import_real_problems(desk)
    keep_only_three(desk, house)
    desk.get_by_role("link", name="Malmö in February").first.click()
    desk.get_by_role(
        "button", name=re.compile("Open for joining|Open", re.IGNORECASE)
    ).first.click()
    code = desk.locator(".code").first.inner_text()
    wall_path = desk.get_by_role(
        "link", name=re.compile("wall", re.IGNORECASE)
    ).first.get_attribute("href")
    wall.goto(wall_path)
    expect(wall.get_by_text("Come in")).to_be_visible()

    # Pat and Tom join with the code; the wall sees them come.
    join(pat, code, "Pat", "Sales")
    expect(wall.get_by_text("1 in the room")).to_be_visible()
    join(tom, code.replace("-", " "), "Tom", "Development")
    expect(wall.get_by_text("2 in the room")).to_be_visible()

    # Before the start a post is kept and explained. Here its author thinks better of it.
    pat.get_by_role("link", name=re.compile("pricing page")).click()
    pat.get_by_label("Your idea").fill("Too early")
    pat.get_by_role("button", name="Post").click()
    expect(pat.locator(".compose-state")).to_contain_text("goes out when we do")
    pat.get_by_role("button", name="Discard", exact=True).click()
    pat.get_by_role("button", name="Yes, discard it").click()

    desk.get_by_role("link", name=re.compile("Cockpit")).first.click()
    desk.get_by_role("button", name="Start the workshop").click()
    expect(wall.get_by_text("We are live")).to_be_visible()
    expect(pat.get_by_text("Three quick ideas")).to_be_visible()

    # An idea is on every other screen within a second, and shows the team, never the name.
    tom.get_by_role("link", name=re.compile("pricing page")).click()
    write_idea(pat, "Show the seat limit beside the button")
    seen = tom.locator(".idea", has_text="Show the seat limit")
    expect(seen).to_be_visible()
    expect(seen).to_contain_text("Sales")
    expect(seen).not_to_contain_text("Pat")
    poster = wall.locator("article.poster", has_text="pricing page")
    expect(poster).to_contain_text("Show the seat limit")
    expect(poster).to_contain_text("Waiting for a second team")
    row = desk.locator("tr", has_text="pricing page")
    expect(row).to_contain_text("one team so far")

    # Tom builds; the door opens everywhere.
    build_on(tom, "Show the seat limit", "and say what happens on the day they pass it")
    expect(poster).to_contain_text("Open · 1 solution")
    expect(wall.get_by_text("1 of 3 doors open")).to_be_visible()
    expect(pat.locator(".mine", has_text="on the day they pass it")).to_be_visible()

    # The doors hold: closing is refused with the list.
    desk.get_by_role("link", name="Door check and close").click()
    expect(desk.get_by_text("The workshop cannot close yet: 2 doors are shut.")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("I am blind")
    desk.get_by_role("link", name="Back to the room").click()

    # The spotlight brings everybody to the next poster, where both write.
    desk.get_by_role("button", name="Spotlight on poster 2").click()
    expect(wall.locator(".spotlight")).to_contain_text("I am blind")
    pat.get_by_role("link", name=re.compile("Everybody looks at poster 2")).click()
    write_idea(pat, "A spoken puzzle")
    tom.get_by_role("link", name=re.compile("Everybody looks at poster 2")).click()
    expect(tom.locator(".idea", has_text="A spoken puzzle")).to_be_visible()
    write_idea(tom, "No puzzle at all for a first mailbox")
    desk.get_by_role("button", name="Spotlight off").click()

    # A pair takes the first idea on.
    tom.goto(tom.url.rsplit("/posters/", 1)[0] + "/")
    tom.get_by_role("link", name=re.compile("pricing page")).click()
    tom.get_by_role("link", name="Take it on together").first.click()
    commit(tom)

    # The third door leaves openly; then every door is open.
    desk.get_by_role("link", name=re.compile("Registration fails")).click()
    desk.get_by_role("link", name="Not ours yet …").click()
    desk.get_by_label("Why it isn't ours yet").fill("The network team sits elsewhere")
    desk.get_by_label("What we would have to learn first").fill("Which networks are refused?")
    desk.get_by_label("Who keeps asking").fill("Pat")
    desk.get_by_label("Team").first.select_option(label="Sales")
    desk.get_by_label("And who from another team").fill("Tom")
    desk.get_by_label("Team").last.select_option(label="Development")
    desk.get_by_role("button", name="Write it on the poster").click()
    expect(wall.get_by_text("2 of 3 doors open")).to_be_visible()

    # The close. A form kept open over it keeps what was typed and says why.
    pat.get_by_label("Your idea").fill("One more thing")
    desk.get_by_role("link", name="Door check and close").click()
    desk.get_by_role("button", name="Close the workshop").click()
    expect(desk.locator("main")).to_contain_text("Malmö in February")
    expect(wall.get_by_text("Closed. Thank you.")).to_be_visible()
    expect(pat.locator(".compose-state")).to_contain_text("closed while you wrote")
    expect(pat.locator("textarea")).to_have_value("One more thing")

    check_in_and_outcomes(screens, house, desk)


def commit(phone: Page) -> None:
    phone.get_by_label("Who leads").fill("Tom")
    phone.get_by_label("Lead's e-mail").fill("tom@example.org")
    phone.get_by_label("Lead's team").select_option(label="Development")
    phone.get_by_label("Partner from another team").fill("Pat")
    phone.get_by_label("Partner's e-mail").fill("pat@example.org")
    phone.get_by_label("Partner's team").select_option(label="Sales")
    phone.get_by_label("If …").fill("we plan the next release")
    phone.get_by_label("… then we").fill("write the number beside the button")
    phone.get_by_label("First step by").fill(str(date.today() + timedelta(days=7)))
    phone.get_by_label("How does it serve our goal?").fill("They see what they get")
    phone.get_by_label("We believe that …").fill("customers who see the limit ask less")
    phone.get_by_label("The smallest test").fill("One page for a week")
    phone.get_by_label("What would change our mind?").fill("As many questions as before")
    phone.get_by_label("How sure are we").fill("60")
    phone.get_by_role("button", name="We take it on").click()
    expect(phone.get_by_text("Written down")).to_be_visible()


def check_in_and_outcomes(screens: Screens, house: House, desk: Page) -> None:
    """Day fourteen has come: beat finds the due rows, the worker sends them."""
    house.stop("worker")
    later = datetime.now(UTC) + timedelta(days=16)
    tuesday = later + timedelta(days=(1 - later.weekday()) % 7)
    house.start_worker(at=tuesday.replace(hour=10))
    mail = house.sink.wait_for("tom@example.org", "/check-ins/", patience=90)
    house.sink.wait_for("pat@example.org", "/check-ins/")
    phone = screens.open(PHONE)
    phone.goto(re.search(r"http://\S+/check-ins/[\w-]+/", mail)[0])
    expect(phone.locator("main")).to_contain_text("customers who see the limit ask less")
    phone.get_by_role("link", name=re.compile("Yes, it happened")).or_(
        phone.get_by_role("button", name=re.compile("Yes, it happened"))
    ).click()
    phone.locator("summary").first.click()
    phone.get_by_label("Here’s what we learned").fill("A third fewer questions in one week")
    phone.get_by_label("Keep", exact=True).check(force=True)
    phone.locator("main form button.primary").first.click()
    expect(phone.locator("main")).to_contain_text("A third fewer questions in one week")
    # Sixteen days have passed for the sign-ins, too.
    outcomes = desk.get_by_role("link", name="Outcomes").first.get_attribute("href")
    sign_in(desk, "fay@example.org")
    desk.goto(outcomes)
    expect(desk.locator("main")).to_contain_text("A third fewer questions in one week")
    for name in ("Pat", "Tom"):
        expect(desk.locator("main")).not_to_contain_text(name)
    assert len(house.sink.to("tom@example.org")) == 1
