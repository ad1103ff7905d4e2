from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.followup.pairs import CLOSED_AT, DAY_14
from workshop.followup.models import Answer, CheckIn, NoMoreMail


@pytest.fixture(autouse=True)
def day_14():
    with time_machine.travel(DAY_14, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def addresses():
    return list(NoMoreMail.objects.values_list("email", flat=True))


def due():
    return [check_in.email for check_in in CheckIn.objects.due(DAY_14)]


def test_a_mail_program_unsubscribes_with_one_click(kim, organisation, browser):
    """RFC 8058: a POST with this body, no cookies, and no redirect in the answer."""
    body = "List-Unsubscribe=One-Click"
    for _again in range(2):
        response = browser.post(
            kim.unsubscribe_path, body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert response.cookies == {}
    assert addresses() == ["kim@example.org"]
    assert NoMoreMail.objects.get().organisation == organisation
    assert due() == ["alex@example.org"]


def test_looking_at_the_page_ends_nothing(kim, browser):
    page = browser.get(kim.unsubscribe_path)
    assert browser.head(kim.unsubscribe_path).status_code == 200
    assert "Fewer mails?" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert addresses() == []


def test_kim_ends_it_by_hand_and_has_it_back(kim, browser):
    response = browser.post(kim.unsubscribe_path, {"page": "yes"})
    assert (response.status_code, response.url) == (302, kim.unsubscribe_path)
    assert addresses() == ["kim@example.org"]
    assert "Send them again" in browser.get(kim.unsubscribe_path).content.decode()
    for _again in range(2):
        browser.post(kim.unsubscribe_path, {"page": "yes", "resume": "yes"})
    assert addresses() == []
    assert sorted(due()) == ["alex@example.org", "kim@example.org"]


def test_an_answer_still_counts_afterwards(kim, browser):
    browser.post(kim.unsubscribe_path)
    browser.post(kim.get_absolute_url(), {"reply": "happened"})
    assert Answer.objects.get().reply == "happened"


def test_unsubscribing_works_after_the_link_has_ended(kim, browser, day_14):
    day_14.move_to(CLOSED_AT + timedelta(days=500))
    browser.post(kim.unsubscribe_path, {"List-Unsubscribe": "One-Click"})
    assert addresses() == ["kim@example.org"]


def test_an_unknown_link_is_not_found(kim, browser):
    assert browser.post("/check-ins/nothing/unsubscribe/").status_code == 404
    assert browser.get("/check-ins/nothing/unsubscribe/").status_code == 404
    assert addresses() == []
