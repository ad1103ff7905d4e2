"""“Open a door for us”: a pair asks a sponsor, who sees just that text and answers."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.followup.pairs import CLOSED_AT, DAY_14, say
from workshop.followup.models import DoorRequest, Letter, TooManyRequests
from workshop.followup.tasks import send_due_letters

NOW = DAY_14 + timedelta(hours=2)
TEXT = "The bank’s form takes three weeks.\nA call from you would help."
ASK = {"sponsor": "Mo", "email": "Mo@example.org", "text": TEXT}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(kim):
    return reverse("check-in-door", args=[kim.token])


@pytest.fixture
def asked(kim):
    return DoorRequest.ask(kim.commitment, "Mo", "mo@example.org", TEXT, NOW)


@pytest.fixture
def link(asked):
    return reverse("door-request", args=[asked.token])


def shown(response) -> str:
    return " ".join(response.content.decode().split())


def words_of(html: str) -> list[str]:
    return re.sub(r"<[^>]+>", " ", html).split()


def test_kim_sees_exactly_the_mail_before_it_goes(page, sink):
    browser = Client(enforce_csrf_checks=True)
    preview = browser.post(page, {**ASK, "preview": "yes"})
    assert preview.status_code == 200
    assert not DoorRequest.objects.exists()
    assert not Letter.objects.exists()
    answer = browser.post(page, {**ASK, "send": "yes"})
    assert (answer.status_code, answer.url) == (302, page)
    send_due_letters()
    (mail,) = sink.mails
    assert mail["To"] == "mo@example.org"
    assert mail["Subject"] == "Kim and Alex ask you to open a door"
    promised = re.search(r'class="card door-text">(.*?)</article>', shown(preview))[1]
    body = mail.get_body(("html",)).get_content()
    sent = re.search(r'class="paper"[^>]*>(.*?)<p[^>]*>\s*<a class="button"', body, re.DOTALL)[1]
    assert words_of(promised) == words_of(sent)
    plain = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert TEXT in plain
    assert DoorRequest.objects.get().link in plain
    assert words_of(promised) == plain.partition("Answer with one tap")[0].split()


def test_kim_changes_the_text_after_the_preview(page):
    form = Client().post(page, {**ASK, "change": "yes"})
    assert form.status_code == 200
    assert "A call from you would help." in form.content.decode()
    assert not DoorRequest.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"sponsor": " "}, "Say whom you ask."),
        ({"email": "mo"}, "Enter a valid email address."),
        ({"email": "mo@example.org\nBcc: all@example.org"}, "Enter a valid email address."),
        ({"text": "\u200b"}, "Say what you ask for."),
        ({"text": "é" * 601}, "There is room for 600."),
    ],
)
@pytest.mark.parametrize("step", ["preview", "send"])
def test_bad_input_gets_a_sentence_and_sends_nothing(page, wrong, sentence, step):
    response = Client().post(page, {**ASK, **wrong, step: "yes"})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Letter.objects.exists()


def test_a_double_tap_asks_once_and_the_fourth_in_thirty_days_is_refused(page, clock):
    for _tap in range(2):
        Client().post(page, {**ASK, "send": "yes"})
    assert DoorRequest.objects.count() == Letter.objects.count() == 1
    for number in (2, 3):
        Client().post(page, {**ASK, "text": f"Question {number}", "send": "yes"})
    refused = Client().post(page, {**ASK, "text": "Question 4", "send": "yes"})
    assert refused.status_code == 422
    assert "You have asked three times in thirty days." in refused.content.decode()
    assert DoorRequest.objects.count() == Letter.objects.count() == 3
    clock.shift(timedelta(days=30))
    assert Client().post(page, {**ASK, "text": "Question 4", "send": "yes"}).status_code == 302


def test_both_halves_share_the_limit(kim, alex):
    for number in range(3):
        DoorRequest.ask(kim.commitment, "Mo", "mo@example.org", f"Question {number}", NOW)
    with pytest.raises(TooManyRequests):
        DoorRequest.ask(alex.commitment, "Mo", "mo@example.org", "One more", NOW)


def test_mo_sees_just_that_text(kim, asked, link, live):
    say(kim, learned="Not for the sponsor")
    response = Client(enforce_csrf_checks=True).get(link)
    page = shown(response)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert response.cookies == {}
    assert "The bank’s form takes three weeks.<br>A call from you would help." in page
    assert "Kim (Sales) and Alex (Development)" in page
    for hidden in (live.title, live.goal, kim.commitment.belief, kim.commitment.step,
                   "Not for the sponsor", "@example.org", kim.token, "check-ins/"):  # fmt: skip
        assert hidden not in page


def test_no_other_page_opens_with_that_link(asked, kim):
    for name in ("check-in", "check-in-door", "check-in-board", "check-in-reopen",
                 "check-in-unsubscribe", "invited-answer", "wall"):  # fmt: skip
        assert Client().get(reverse(name, args=[asked.token])).status_code == 404, name
    for token in (kim.token, asked.seed, asked.digest, asked.token[:-1]):
        assert Client().get(reverse("door-request", args=[token])).status_code == 404


def test_the_database_alone_opens_nothing(asked, settings):
    values = {str(value) for value in DoorRequest.objects.values_list().get()}
    assert asked.token not in values
    before = asked.token
    settings.SECRET_KEY = "another server’s key, of another length and kind"
    assert asked.token != before


@pytest.mark.parametrize(
    ("said", "kept", "told"),
    [
        ({"said": "open"}, ("open", "", None), "“I’ll open it.”"),
        (
            {"said": "cannot", "because": "it is the board’s", "on": ""},
            ("cannot", "it is the board’s", None),
            "“I can’t, because it is the board’s”",
        ),
        (
            {"said": "later", "on": "2026-03-02"},
            ("later", "", date(2026, 3, 2)),
            "“Ask me again on 2 March 2026.”",
        ),
    ],
)
def test_mo_answers_once_and_both_owners_are_told(asked, link, page, sink, said, kept, told):
    Letter.objects.update(sent_at=NOW)  # the question itself
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(link + "?said=open").status_code == 200
    assert not DoorRequest.objects.exclude(said="").exists()  # a mail scanner changes nothing
    for answer in (said, {"said": "open"}, {"said": "cannot", "because": "no"}):
        assert browser.post(link, answer).status_code == 302
    asked.refresh_from_db()
    assert (asked.said, asked.because, asked.again_on) == kept
    assert told in shown(browser.get(link))
    assert told in shown(browser.get(page))
    send_due_letters()
    send_due_letters()
    assert sink.to == ["alex@example.org", "kim@example.org"]
    for mail in sink.mails:
        assert mail["Subject"] == "Mo has answered"
        assert told in mail.get_body(("plain",)).get_content()
        assert told in mail.get_body(("html",)).get_content()
        assert asked.token not in str(mail)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose one of the three answers."),
        ({"said": "perhaps"}, "Select a valid choice."),
        ({"said": "cannot"}, "A reason helps them to find another door."),
        ({"said": "cannot", "because": "x" * 301}, "There is room for 300."),
        ({"said": "later"}, "Choose a day."),
        ({"said": "later", "on": "soon"}, "Enter a valid date."),
        ({"said": "later", "on": "2026-02-20"}, "Choose a day after today, within a year."),
        ({"said": "later", "on": "2028-01-01"}, "Choose a day after today, within a year."),
    ],
)
def test_half_an_answer_asks_for_the_other_half(asked, link, said, sentence):
    response = Client().post(link, said)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    asked.refresh_from_db()
    assert asked.said == ""
    assert Letter.objects.count() == 1


def test_after_thirty_days_the_link_has_ended(asked, link, clock):
    clock.move_to(NOW + timedelta(days=30))
    for response in (Client().get(link), Client().post(link, {"said": "open"})):
        assert response.status_code == 410
        assert "bank" not in response.content.decode()
    asked.refresh_from_db()
    assert asked.said == ""


def test_the_pairs_page_ends_with_its_year_and_is_not_for_others(page, kim, clock):
    assert Client().get(page.replace(kim.token, "x" * 32)).status_code == 404
    clock.move_to(CLOSED_AT + timedelta(days=365))
    assert Client().post(page, {**ASK, "send": "yes"}).status_code == 410
    assert not DoorRequest.objects.exists()


@pytest.mark.parametrize(
    "answer",
    [
        {"said": "cannot"},
        {"said": "later"},
        {"said": "open", "because": "x"},
        {"said": "perhaps"},
        {"because": "x"},
    ],
)
def test_half_an_answer_cannot_be_kept(asked, answer):
    with pytest.raises(IntegrityError), transaction.atomic():
        DoorRequest.objects.update(said_at=NOW, **answer)


def test_words_are_shown_as_typed(kim):
    typed = "<script>alert(1)</script>"
    asked = DoorRequest.ask(kim.commitment, typed, "mo@example.org", typed, NOW)
    page = Client().get(reverse("door-request", args=[asked.token])).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;") == 2
