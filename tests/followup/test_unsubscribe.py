from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.followup.pairs import CLOSED_AT, DAY_14
from workshop.followup.models import (
    Answer,
    CheckIn,
    DoorRequest,
    HandOver,
    Letter,
    MailKind,
    NoMoreMail,
)
from workshop.followup.tasks import send_due_letters


@pytest.fixture(autouse=True)
def day_14():
    with time_machine.travel(DAY_14, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def page_of(check_in):
    return reverse("check-in-unsubscribe", args=[check_in.token])


def addresses():
    return list(NoMoreMail.objects.values_list("email", flat=True))


def due():
    return [check_in.email for check_in in CheckIn.objects.due(DAY_14)]


def test_a_mail_program_unsubscribes_with_one_click(kim, organisation, browser):
    """RFC 8058: a POST with this body, no cookies, and no redirect in the answer."""
    body = "List-Unsubscribe=One-Click"
    for _again in range(2):
        response = browser.post(
            page_of(kim), body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert response.cookies == {}
    assert addresses() == ["kim@example.org"]
    assert NoMoreMail.objects.get().organisation == organisation
    assert due() == ["alex@example.org"]


def test_looking_at_the_page_ends_nothing(kim, browser):
    page = browser.get(page_of(kim))
    assert browser.head(page_of(kim)).status_code == 200
    assert "Fewer mails?" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert addresses() == []


def test_kim_ends_it_by_hand_and_has_it_back(kim, browser):
    response = browser.post(page_of(kim), {"page": "yes"})
    assert (response.status_code, response.url) == (302, page_of(kim))
    assert addresses() == ["kim@example.org"]
    assert "Send them again" in browser.get(page_of(kim)).content.decode()
    for _again in range(2):
        browser.post(page_of(kim), {"page": "yes", "resume": "yes"})
    assert addresses() == []
    assert sorted(due()) == ["alex@example.org", "kim@example.org"]


def test_an_answer_still_counts_afterwards(kim, browser):
    browser.post(page_of(kim))
    browser.post(kim.get_absolute_url(), {"reply": "happened"})
    assert Answer.objects.get().reply == "happened"


def test_unsubscribing_works_after_the_link_has_ended(kim, browser, day_14):
    day_14.move_to(CLOSED_AT + timedelta(days=500))
    browser.post(page_of(kim), {"List-Unsubscribe": "One-Click"})
    assert addresses() == ["kim@example.org"]


def test_an_unknown_link_is_not_found(kim, browser):
    assert browser.post("/check-ins/nothing/unsubscribe/").status_code == 404
    assert browser.get("/check-ins/nothing/unsubscribe/").status_code == 404
    assert addresses() == []


def one_click(browser, mail) -> int:
    """What a mail program does (RFC 8058)."""
    link = urlsplit(mail["List-Unsubscribe"].strip(" <>"))
    body = "List-Unsubscribe=One-Click"
    form = "application/x-www-form-urlencoded"
    return browser.post(f"{link.path}?{link.query}", body, content_type=form).status_code


def test_one_click_ends_letters_of_its_kind_and_who_asked_is_told(
    kim, alex, sales, organisation, browser, sink
):
    DoorRequest.ask(kim.commitment, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    send_due_letters()
    (mail,) = sink.mails
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = urlsplit(mail["List-Unsubscribe"].strip(" <>")).path
    page = browser.get(address).content.decode()
    assert "mo@example.org" in page
    assert addresses() == []
    for wrong in (f"{address[:-3]}xx/", "/letters/1/unsubscribe/", "/letters/x-y/unsubscribe/"):
        assert browser.post(wrong).status_code == 404
    for _again in range(2):
        assert one_click(browser, mail) == 200
    assert NoMoreMail.kinds(organisation, "mo@example.org") == {MailKind.REQUESTS}

    sink.mails.clear()
    DoorRequest.ask(kim.commitment, "Mo", "mo@example.org", "Please call again", DAY_14)
    HandOver.offer(kim, "Mo", "mo@example.org", sales, "", DAY_14)
    send_due_letters()
    assert sink.mails == []
    for name in ("door", "hand-over"):
        page = browser.get(reverse(f"check-in-{name}", args=[kim.token])).content.decode()
        assert "The mail did not get there: They asked for no more mails." in page

    # Other kinds still come: the answer to what Kim asks, of a promise.
    Letter.queue(DAY_14, {"mo@example.org": "Mo"}, renewal=kim.commitment)
    send_due_letters()
    assert sink.to == ["mo@example.org"]
    assert one_click(browser, sink.mails[0]) == 200
    assert MailKind.PROMISES in NoMoreMail.kinds(organisation, "mo@example.org")
    browser.post(f"{address}?kind=requests", {"page": "yes", "resume": "yes"})
    assert NoMoreMail.kinds(organisation, "mo@example.org") == {MailKind.PROMISES}
