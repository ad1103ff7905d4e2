"""Passkeys in Chromium with a made-up authenticator, under the real Content-Security-Policy."""

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import PASSWORD
from tests.house import House

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
ADA = """
from tests.conftest import make_user
from workshop.people.models import User
User.objects.all().delete()
make_user("ada")
"""


@pytest.fixture(scope="module")
def house():
    house = House()
    # Browsers hand passkeys to https and to localhost only, never to a bare address.
    house.url = house.environment["SITE_URL"] = f"http://localhost:{house.port}"
    with house:
        house.start_web()
        yield house


@pytest.fixture
def page(house):
    """Ada's browser; her account is new, and her device can keep passkeys."""
    house.shell(ADA)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = chromium.new_page(base_url=house.url)
        page.complaints = []
        page.on(
            "console", lambda said: said.type != "verbose" and page.complaints.append(said.text)
        )
        page.cdp = page.context.new_cdp_session(page)
        page.cdp.send("WebAuthn.enable")
        device = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = page.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        page.authenticator = added["authenticatorId"]
        yield page
        chromium.close()


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You're signed out.")).to_be_visible()


def add_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this passkey").fill("Ada's laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_ada_adds_a_passkey_signs_in_with_it_and_removes_it(page):
    sign_in(page)
    add_passkey(page)
    sign_out(page)

    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Ada's laptop")).to_be_visible()
    page.get_by_role("link", name="Rename").click()
    page.get_by_role("link", name="With a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_label("Name of this passkey").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Old laptop")).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()
    assert page.complaints == []


def test_a_passkey_is_the_second_step_after_the_password(page):
    sign_in(page)
    add_passkey(page)
    sign_out(page)

    sign_in(page)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Hello Ada")).to_be_visible()
    assert page.complaints == []


def test_a_device_without_the_passkey_is_told_so(page):
    page.goto("/accounts/login/")
    page.cdp.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": page.authenticator, "isUserVerified": False},
    )
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("Your device didn't hand over a passkey.")).to_be_visible()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
