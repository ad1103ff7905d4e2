"""Check-ins and letters that a server took and that came back."""

from datetime import timedelta

import pytest
import time_machine

from tests import reports
from tests.followup.pairs import DAY_14
from workshop.followup.models import CheckIn, DoorRequest, Letter, NoMoreMail, Recipient
from workshop.followup.tasks import send_due_check_ins, send_due_letters
from workshop.people.returned import Returned, read_report, take

LATER = DAY_14 + timedelta(hours=2)
REFUSED = "550 5.1.1 <gun@example.org>: no such user here"


def run_at(moment):
    with time_machine.travel(moment, tick=False):
        send_due_check_ins()
        send_due_letters()


def to(sink, address):
    return [mail["Message-ID"] for mail in sink.mails if mail["To"] == address]


@pytest.fixture
def told(closed, sink):
    """Both halves were asked. Returns the Message-ID of kim's mail."""
    run_at(DAY_14)
    (message_id,) = to(sink, "kim@example.org")
    return message_id


def test_a_check_in_that_came_back_stands_among_those_that_failed(told, kim, alex, fay, sink):
    assert take(read_report(reports.postfix(told)), LATER)
    assert list(Recipient.objects.failed().values_list("email", "trouble")) == [
        ("kim@example.org", REFUSED)
    ]
    page = fay.client.get(f"/workshops/{kim.workshop_id}/outcomes/").content.decode()
    assert "no such user here" in page
    run_at(DAY_14 + timedelta(days=9))
    assert len(to(sink, "kim@example.org")) == 1


def test_what_was_never_read_is_asked_again_once_the_address_works(told, kim, alex, sink):
    take(read_report(reports.postfix(told)), LATER)
    kim.refresh_from_db()
    alex.refresh_from_db()
    assert (kim.sent_at, kim.again_at) == (None, None)
    assert alex.sent_at == DAY_14
    kim.recipient.try_again(LATER)
    run_at(LATER)
    assert len(to(sink, "kim@example.org")) == 2
    assert CheckIn.objects.get(pk=kim.pk).sent_at == LATER


def test_only_the_last_mail_to_somebody_can_come_back(told, kim):
    before, after = (kim.recipient.message_id_of(place) for place in (1, 2))
    forged = told.replace(told.partition("@")[0][-32:], "0" * 32)
    for message_id in (before, after, forged):
        assert not take(read_report(reports.postfix(message_id)), LATER)
    assert not Recipient.objects.failed().exists()


def test_a_letter_that_came_back_is_told_to_who_asked(closed, pair, kim, client, sink):
    asked = DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    run_at(DAY_14)
    (message_id,) = to(sink, "mo@example.org")
    assert take(read_report(reports.postfix(message_id)), LATER)
    letter = Letter.objects.get(email="mo@example.org")
    assert (letter.sent_at, letter.failed_at, letter.trouble) == (None, LATER, REFUSED)
    assert DoorRequest.objects.get(pk=asked.pk).trouble == REFUSED
    forged = message_id.replace(message_id.partition("@")[0][-32:], "0" * 32)
    assert not take(read_report(reports.postfix(forged)), LATER)


@pytest.mark.parametrize("kind", ["check-in", "letter"])
def test_who_reports_a_mail_as_unwanted_gets_no_more(closed, pair, kim, sink, kind):
    DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    run_at(DAY_14)
    email = {"check-in": "kim@example.org", "letter": "mo@example.org"}[kind]
    (message_id,) = to(sink, email)
    mark = message_id.strip("<>").partition("@")[0]
    assert take(Returned(mark, "It was reported as unwanted.", unwanted=True), LATER)
    assert NoMoreMail.objects.get().email == email
