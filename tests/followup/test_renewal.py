"""After ninety days a pair renews its promise, and is asked as after the day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from problems.models import Commitment
from tests.followup.pairs import CLOSED_AT, close, half, say
from workshop.followup.delivery import look
from workshop.followup.models import CheckIn, Question, Reply
from workshop.followup.renewal import opens_at
from workshop.followup.states import promises
from workshop.followup.tasks import send_due_letters
from workshop.models import Invitation, Said

DAY_91 = CLOSED_AT + timedelta(days=91)  # a Friday in May
WORDS = {
    "cue": "the quarter ends", "step": "we ask ten more", "first_step_on": "2026-05-15",
    "belief": "ten more say the same", "test": "Ten calls.", "change_mind": "Five differ.",
    "confidence": "80",
}  # fmt: skip


@pytest.fixture
def kim(live, pair, fay):
    close(live, fay, only=None)
    return half(pair)


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def page(kim):
    return reverse("check-in-renew", args=[kim.token])


def test_before_the_ninetieth_day_there_is_no_such_page(browser, kim, page):
    just_before = opens_at(kim) - timedelta(seconds=1)
    with time_machine.travel(just_before, tick=False):
        assert browser.get(page).status_code == 404
        assert browser.post(page, WORDS).status_code == 404
        assert "Renew it" not in browser.get(kim.get_absolute_url()).content.decode()
    assert Commitment.objects.count() == 1


def test_kim_renews_once_and_alex_is_told(browser, kim, page, pair, sink):
    with time_machine.travel(DAY_91, tick=False):
        assert page in browser.get(kim.get_absolute_url()).content.decode()
        form = browser.get(page).content.decode()
        assert "customers who see the limit ask fewer questions" in form
        for _tap in range(2):
            assert browser.post(page, WORDS).status_code == 302
        send_due_letters()
        assert "Renewed for another ninety days" in browser.get(page).content.decode()
    renewed = Commitment.objects.get(renews=pair)
    assert (renewed.step, renewed.confidence) == ("we ask ten more", 80)
    assert (renewed.lead, renewed.partner, renewed.serves_goal) == (
        "Kim", "Alex", "Honest from day one.",
    )  # fmt: skip
    pair.refresh_from_db()
    assert (pair.step, pair.confidence) == ("show them the limit first.", 60)
    assert sink.to == ["alex@example.org"]
    assert [mail["Subject"] for mail in sink.mails] == ["Malmö in February: your promise goes on"]


def test_the_new_days_are_asked_and_the_old_ones_no_more(browser, kim, page, pair, settings):
    with time_machine.travel(DAY_91, tick=False):
        browser.post(page, WORDS)
    renewed = Commitment.objects.get(renews=pair)
    days = {
        (row.question, str(row.part)): row.due_at.date()
        for row in CheckIn.objects.filter(commitment=renewed)
    }
    assert days[Question.CUE, "lead"] == date(2026, 5, 15)
    assert days[Question.FIRST_STEP, "partner"] == date(2026, 5, 22)
    assert days[Question.DOOR, "lead"] == date(2026, 7, 7)
    assert len(days) == 7
    old = CheckIn.objects.filter(commitment=pair)
    assert not old.due(DAY_91 + timedelta(days=60)).exists()
    first = half(renewed)
    with time_machine.travel(DAY_91 + timedelta(days=14), tick=False):
        text = browser.get(first.get_absolute_url()).content.decode()
    assert "On 8 May 2026 you wanted to find out whether …" in text


def test_the_board_of_states_has_one_line_for_it(browser, kim, page, pair):
    with time_machine.travel(DAY_91, tick=False):
        browser.post(page, WORDS)
    states = [promise.state.label for promise in promises(Commitment.objects.all(), DAY_91)]
    assert sorted(states) == ["Renewed", "Waiting for day 14"]


def test_a_renewed_promise_is_renewed_again_ninety_days_later(browser, kim, page, pair):
    with time_machine.travel(DAY_91, tick=False):
        browser.post(page, WORDS)
    renewed = Commitment.objects.get(renews=pair)
    again = reverse("check-in-renew", args=[half(renewed).token])
    with time_machine.travel(DAY_91 + timedelta(days=60), tick=False):
        assert browser.get(again).status_code == 404
    with time_machine.travel(DAY_91 + timedelta(days=94), tick=False):
        said = WORDS | {"first_step_on": "2026-08-17"}
        assert browser.post(again, said).status_code == 302
    assert Commitment.objects.get(renews=renewed).step == "we ask ten more"


def test_who_stopped_is_not_asked_to_renew(browser, kim, page):
    say(kim, Reply.STOPPED, learned="They leave")
    with time_machine.travel(DAY_91, tick=False):
        assert browser.get(page).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_step_on": "2026-05-08"}, "Choose a day from tomorrow on, within two weeks."),
        ({"first_step_on": "2026-05-23"}, "Choose a day from tomorrow on, within two weeks."),
        ({"first_step_on": ""}, "Choose a day."),
        ({"confidence": "101"}, "less than or equal to 100"),
    ],
)
def test_wrong_words_get_a_sentence(browser, page, wrong, sentence):
    with time_machine.travel(DAY_91, tick=False):
        answer = browser.post(page, WORDS | wrong)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert Commitment.objects.count() == 1


def test_day_ninety_tells_those_who_signed_that_they_can(
    live, pair, fay, sales, mailoutbox, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Invitation.put_on_the_list(live, sales, [("robin@example.org", "Robin")])
    Invitation.objects.update(said=Said.YES)
    close(live, fay, only=None)
    CheckIn.objects.exclude(question=Question.CUSTOMER).delete()
    look(CLOSED_AT + timedelta(days=90, hours=17), 200)
    told = {mail.to[0]: mail.body for mail in mailoutbox}
    assert "can be renewed" in told["kim@example.org"]
    assert "can be renewed" not in told["robin@example.org"]
