"""What is kept about people after the day: they read it, take it along, and have it taken out."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from tests.followup.pairs import DAY_14, close, half, say
from workshop.followup.delivery import look
from workshop.followup.models import (
    CheckIn,
    Course,
    DoorRequest,
    HandOver,
    Learning,
    Letter,
    NoMoreMail,
    PulseAnswer,
    Question,
    Recipient,
    Reopening,
    Reply,
)
from workshop.followup.pulse.asked import Asked
from workshop.followup.tasks import send_due_letters
from workshop.models import Invitation, Said, Swap


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(DAY_14, tick=False):
        yield


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def story(live, pair, sales, development, fay):
    """Kim and Alex after two weeks, and all that names anybody."""
    Invitation.put_on_the_list(live, sales, [("kim@example.org", "Kim")])
    close(live, fay, only=None)
    kim = half(pair)
    kim.sent(DAY_14)
    say(kim, Reply.HAPPENED, noticed="Ours was slow", learned="Honest limits help")
    Reopening.declare(Learning.objects.get(), "Two banks refused", DAY_14)
    DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    HandOver.offer(kim, "Jo", "jo@example.org", sales, "Three are done", DAY_14).decline(DAY_14)
    HandOver.offer(kim, "Li", "li@example.org", sales, "Four are done", DAY_14)
    for name, other in (("Kim", "Alex"), ("Alex", "Kim")):
        Swap.objects.create(
            workshop=live, name=name, team=sales, email=f"{name}@example.org".lower(),
            other_name=other, other_team=development, other_email=f"{other}@example.org".lower(),
        )  # fmt: skip
    NoMoreMail.stop(live.organisation, "kim@example.org", DAY_14, "workshop")
    return kim


def places_of(text: str) -> set[str]:
    """Every column of every table where it stands as a word: letters of a random token are none."""
    word = re.compile(rf"\b{re.escape(text)}\b")
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                rows = model._default_manager.filter(**{f"{field.name}__contains": text})
                if any(word.search(value) for value in rows.values_list(field.name, flat=True)):
                    found.add(f"{model._meta.label}.{field.name}")
    return found


def test_kim_reads_all_of_it_and_takes_it_along(story, browser):
    address = reverse("check-in-data", args=[story.token])
    page = browser.get(address).content.decode()
    shown = (
        "kim@example.org", "show them the limit first.", "Ours was slow", "Honest limits help",
        "Kim asked Jo: Not possible for them", "Four are done", "known to Alex",
        "Mails to everybody of a workshop",
    )  # fmt: skip
    for words in shown:
        assert words in page, words
    for other in ("alex@example.org", "mo@example.org", "jo@example.org"):
        assert other not in page
    taken = json.loads(browser.get(f"{address}?format=json").content)
    assert set(taken) == {
        "organisation", "email", "promises", "answers", "hand_overs", "contacts", "mails",
        "no_more_mail",
    }  # fmt: skip
    assert places_of("kim@example.org") >= {"problems.Commitment.lead_email"}
    assert address in browser.get(story.get_absolute_url()).content.decode()


def test_kim_has_it_taken_out_and_the_rest_stays(story, pair, browser, organisation, sam, sink):
    elsewhere = sam.user.memberships.get().organisation
    Recipient.known_as(elsewhere, "kim@example.org", "Kim", "en", DAY_14)
    address = reverse("check-in-data", args=[story.token])
    answer = browser.post(address)
    assert (answer.status_code, "Taken out" in answer.content.decode()) == (200, True)

    Recipient.objects.filter(organisation=elsewhere).delete()  # another house's is theirs
    for trace in ("kim@example.org", "Kim", "Ours was slow"):
        assert places_of(trace) == set(), trace
    assert browser.get(address).status_code == 404
    assert browser.get(story.get_absolute_url()).status_code == 404
    pair.refresh_from_db()
    assert (pair.lead, pair.partner, pair.partner_email) == ("Somebody", "Alex", "alex@example.org")
    assert Learning.objects.get().text == "Honest limits help"
    assert half(pair).answer.reply == Reply.HAPPENED
    li = HandOver.objects.get(email="li@example.org")
    assert (li.giver, li.said) == ("Somebody", "taken-back")

    alex = half(pair, "partner")
    assert "Somebody" in browser.get(alex.get_absolute_url()).content.decode()
    Letter.queue(DAY_14, {pair.lead_email: "", "alex@example.org": "Alex"}, renewal=pair)
    Letter.objects.exclude(renewal=pair).delete()
    send_due_letters()
    Course.wake(pair, DAY_14)
    for later in range(0, 100, 7):
        look(DAY_14 + timedelta(days=later, hours=1), 200)
    assert set(sink.to) == {"alex@example.org", "fay@example.org"}  # the facilitator may help
    assert not Recipient.objects.failed().exists()


def test_the_answers_of_day_90_are_read_and_taken_out_too(story, browser, live):
    asked = Asked.by_check_in(of_all(live, "kim@example.org"))
    said = {"safety": [1, 2, 3, 4], "across": []}
    PulseAnswer.give(asked, said, DAY_14)
    address = reverse("check-in-data", args=[story.token])
    assert "1, 2, 3, 4" in browser.get(address).content.decode()
    browser.post(address)
    assert not PulseAnswer.objects.exists()


def test_an_invitation_that_is_deleted_takes_its_answer_of_day_90_along(live, sales, fay):
    Invitation.put_on_the_list(live, sales, [("robin@example.org", "Robin")])
    Invitation.objects.update(said=Said.YES)
    close(live, fay, only=None)
    asked = Asked.by_check_in(of_all(live, "robin@example.org"))
    PulseAnswer.give(asked, {"safety": [1, 2, 3, 4], "across": []}, DAY_14)
    Invitation.objects.get().forget()
    assert not PulseAnswer.objects.exists()


def of_all(workshop, email: str) -> CheckIn:
    rows = CheckIn.objects.of_workshop(workshop).with_story()
    return rows.get(recipient__email=email, question=Question.CUSTOMER)


def test_who_took_over_is_told_of_no_mail_that_went_to_another(story, pair, browser):
    alex = half(pair, "partner")
    alex.sent(DAY_14)
    say(half(pair, "lead"), Reply.NOT_YET)
    offer = HandOver.offer(alex, "Ny", "ny@example.org", alex.team, "", DAY_14)
    offer.accept(DAY_14 + timedelta(hours=1), "en")
    page = browser.get(reverse("hand-over-data", args=[offer.token])).content.decode()
    assert "Alex asked Ny: Taken over" in page
    assert "Day 14" not in page


def test_mo_and_jo_who_were_only_asked_can_do_the_same(story, browser):
    asked = {
        "mo@example.org": reverse("door-request-data", args=[DoorRequest.objects.get().token]),
        "jo@example.org": reverse(
            "hand-over-data", args=[HandOver.objects.get(email="jo@example.org").token]
        ),
    }
    for email, address in asked.items():
        page = browser.get(address).content.decode()
        assert email in page
        assert "kim@example.org" not in page
        assert browser.post(address).status_code == 200
        assert places_of(email) == set()
        assert browser.get(address).status_code == 404
    assert DoorRequest.objects.get().text == "Please call the bank"
    assert CheckIn.objects.filter(recipient__email="kim@example.org").exists()
