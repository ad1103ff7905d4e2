"""Letters go out once: on a real server, with workers that race and servers that are away."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from tests.followup.pairs import DAY_14, close, make_pair
from workshop.followup.models import RETRIES, CheckIn, DoorRequest, Letter, Question
from workshop.followup.tasks import send_due_check_ins, send_due_letters

NOW = DAY_14 + timedelta(hours=2)


@pytest.fixture
def asked(live, problem, fay):
    pairs = [make_pair(problem, f"Lead{n}", f"Partner{n}") for n in range(10)]
    close(live, fay)
    return [
        DoorRequest.ask(pair, "Mo", f"mo{n}@example.org", "Please call the bank", NOW)
        for n, pair in enumerate(pairs)
    ]


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_letter_once(asked, sink):
    together = threading.Barrier(4)
    troubles = []

    def work() -> None:
        together.wait()
        try:
            with time_machine.travel(NOW, tick=False):
                send_due_letters()
        except Exception as trouble:  # noqa: BLE001
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert sink.to == sorted(f"mo{n}@example.org" for n in range(10))


def test_a_server_that_is_away_is_tried_again(asked, sink):
    sink.shut()
    with time_machine.travel(NOW, tick=False) as clock:
        send_due_letters()
        assert Letter.objects.filter(tries=1, sent_at=None).count() == 1  # the others wait
        sink.open()
        clock.shift(RETRIES[0])
        send_due_letters()
        assert len(sink.mails) == 10
        assert not Letter.objects.filter(sent_at=None).exists()


def test_an_address_that_is_refused_stops_no_other(asked, sink):
    sink.refused["mo3@example.org"] = "550 No such person"
    with time_machine.travel(NOW, tick=False):
        send_due_letters()
    assert len(sink.mails) == 9
    given_up = Letter.objects.get(failed_at__isnull=False)
    assert (given_up.email, given_up.trouble) == ("mo3@example.org", "550 No such person")


def test_a_claim_of_a_dead_worker_is_taken_over_with_the_same_message_id(asked, sink):
    letter = Letter.objects.due(NOW).first()
    assert letter.claim(NOW)
    assert not Letter.objects.get(pk=letter.pk).claim(NOW)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        send_due_letters()
    mine = [mail for mail in sink.mails if mail["To"] == letter.email]
    assert [mail["Message-ID"] for mail in mine] == [letter.message_id]


def test_a_letter_that_kills_its_workers_is_given_up(asked, sink):
    Letter.objects.filter(email="mo1@example.org").update(tries=len(RETRIES) + 1)
    with time_machine.travel(NOW, tick=False):
        send_due_letters()
    assert "mo1@example.org" not in sink.to
    assert Letter.objects.get(email="mo1@example.org").failed_at == NOW


def test_the_same_request_after_a_failure_goes_again(asked, sink):
    sink.refused["mo3@example.org"] = "550 No such person"
    with time_machine.travel(NOW, tick=False):
        send_due_letters()
        sink.refused.clear()
        same = DoorRequest.ask(asked[3].commitment, "Mo", "mo3@example.org", asked[3].text, NOW)
        send_due_letters()
    assert same == asked[3]
    assert sink.to == sorted(f"mo{n}@example.org" for n in range(10))


@pytest.fixture
def answered(closed, pair, kim, sink):
    """Kim has had her mail of day 14 when Mo answers."""
    with time_machine.travel(DAY_14, tick=False):
        send_due_check_ins()
        request = DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
        send_due_letters()
        assert "mo@example.org" in sink.to  # what a colleague asks waits for no week
        request.answer("open", DAY_14)
    sink.mails.clear()
    return request


def test_news_waits_until_the_week_is_over(answered, sink):
    for days, told in ((0, []), (6, []), (7, ["alex@example.org", "kim@example.org"])):
        with time_machine.travel(DAY_14 + timedelta(days=days), tick=False):
            send_due_check_ins()
            send_due_letters()
            send_due_check_ins()
        assert sink.to == told
    assert {mail["Subject"] for mail in sink.mails} == {"Mo has answered"}


def test_a_cue_of_the_coming_days_comes_before_news(answered, pair, kim, sink):
    cue = CheckIn.objects.create(
        workshop=kim.workshop, recipient=kim.recipient, commitment=pair, part="lead",
        question=Question.CUE, due_at=DAY_14 + timedelta(days=10),
    )  # fmt: skip
    for days in (7, 10):
        with time_machine.travel(DAY_14 + timedelta(days=days), tick=False):
            send_due_letters()
            send_due_check_ins()
    kims = [mail["Subject"] for mail in sink.mails if mail["To"] == "kim@example.org"]
    # the nudge of the first question tells the cue beforehand
    assert kims == ["Malmö in February: did the first step happen?"]
    cue.refresh_from_db()
    assert cue.sent_at == DAY_14 + timedelta(days=7)
