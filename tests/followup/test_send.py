from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.conf import settings as project

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair
from workshop.followup.models import RETRIES, CheckIn, NoMoreMail, Recipient
from workshop.followup.tasks import send_due_check_ins


def run_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        send_due_check_ins()


def beats(start: datetime, minutes: int, step: int = 1) -> None:
    """The beat from `start` on, once every `step` minutes."""
    for minute in range(0, minutes, step):
        run_at(start + timedelta(minutes=minute))


def test_the_beat_table_names_this_task():
    assert project.CELERY_BEAT_SCHEDULE["check-ins"]["task"] == send_due_check_ins.name


def test_nobody_is_asked_before_day_14(closed, sink):
    run_at(DAY_14 - timedelta(seconds=1))
    assert sink.mails == []


def test_both_halves_are_asked_once(closed, sink):
    beats(DAY_14, 30)
    assert sink.to == ["alex@example.org", "kim@example.org"]
    asked = CheckIn.objects.filter(question="first-step")
    assert set(asked.values_list("sent_at", flat=True)) == {DAY_14}


def test_the_mail_says_who_what_and_how_to_answer(closed, kim, sink, settings):
    settings.SITE_URL, settings.SITE_HOST = "https://doors.example.org", "doors.example.org"
    run_at(DAY_14)
    mail = next(mail for mail in sink.mails if mail["To"] == "kim@example.org")
    link = f"https://doors.example.org/check-ins/{kim.token}/"
    assert mail["Subject"] == "Malmö in February: did the first step happen?"
    assert mail["Message-ID"] == kim.recipient.message_id
    assert mail["Message-ID"].endswith("@doors.example.org>")
    assert kim.token not in mail["Message-ID"]
    assert mail["List-Unsubscribe"].strip() == f"<{link}unsubscribe/?kind=promises>"  # folded
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == "Fay <fay@example.org>"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for body in (text, html):
        assert "Hello Kim." in body
        assert "you and Alex wanted to find out whether …" in " ".join(body.split())
        assert "customers who see the limit ask fewer questions" in body
        assert "if we meet the next customer, then we show them the limit first." in body
        for reply in ("happened", "not-yet", "changed", "stopped"):
            assert f"{link}?reply={reply}" in body
        assert f"{link}unsubscribe/?kind=promises" in body
    # nothing is fetched when the mail is opened
    assert "<img" not in html
    assert "url(" not in html
    assert " src=" not in html


def test_words_with_markup_arrive_as_typed(live, problem, fay, sink):
    make_pair(problem, belief="a < b & {{ 7|add:7 }} <script>", cue="it's “so”")
    close(live, fay)
    run_at(DAY_14)
    text = sink.mails[0].get_body(("plain",)).get_content()
    html = sink.mails[0].get_body(("html",)).get_content()
    assert "a < b & {{ 7|add:7 }} <script>" in text
    assert "if it's “so”, then" in text
    assert "<script>" not in html
    assert "{{ 7|add:7 }} &lt;script&gt;" in html


@pytest.mark.parametrize(
    ("woken", "goes"),
    [
        # the server slept over its time: Friday evening, then Monday 08:00 in Stockholm
        ("2026-02-20T17:00", "2026-02-23T07:00"),
        ("2026-02-21T11:00", "2026-02-23T07:00"),
        ("2026-02-24T06:59", "2026-02-24T07:00"),
        ("2026-02-24T23:30", "2026-02-25T07:00"),
    ],
)
def test_mail_waits_for_working_hours(closed, kim, sink, woken, goes):
    woken, goes = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (woken, goes))
    run_at(woken)
    box = Recipient.objects.get(email=kim.email)
    assert (sink.mails, box.next_mail_at, box.tries) == ([], goes, 0)
    run_at(goes)
    assert len(sink.mails) == 2


def test_who_asked_for_no_mail_gets_none_and_can_have_it_again(closed, kim, organisation, sink):
    NoMoreMail.stop(organisation, "Kim@Example.org", CLOSED_AT)
    beats(DAY_14, 3)
    assert sink.to == ["alex@example.org"]
    NoMoreMail.resume(organisation, "kim@example.org")
    run_at(DAY_14 + timedelta(hours=1))
    assert sink.to == ["alex@example.org", "kim@example.org"]


def test_another_organisations_unsubscription_means_nothing_here(closed, sam, sink):
    elsewhere = sam.user.memberships.get().organisation
    NoMoreMail.stop(elsewhere, "kim@example.org", CLOSED_AT)
    run_at(DAY_14)
    assert sink.to == ["alex@example.org", "kim@example.org"]


def test_the_mail_server_is_away_for_an_hour(closed, sink):
    sink.shut()
    beats(DAY_14, 60)
    assert CheckIn.objects.filter(sent_at=None).count() == 2
    assert all(box.trouble and not box.failed_at for box in Recipient.objects.all())
    sink.open()
    beats(DAY_14 + timedelta(minutes=60), 120)
    assert sink.to == ["alex@example.org", "kim@example.org"]
    assert not Recipient.objects.exclude(trouble="").exists()


def test_waits_between_tries_grow_and_stay_within_working_hours(closed, pair, kim, sink):
    half(pair, "partner").delete()
    box = kim.recipient
    sink.shut()
    now, tried = DAY_14, []
    for _try in range(len(RETRIES) + 1):
        tried.append(now)
        run_at(now)
        box.refresh_from_db()
        now = box.next_mail_at
    minutes = [(b - a) // timedelta(minutes=1) for a, b in pairwise(tried)]
    # Friday 09:00 and on; eight hours after 11:51 + 4 h is Monday 08:00, from then on as planned
    assert minutes[:7] == [1, 5, 15, 30, 60, 120, 240]
    assert tried[-1] == datetime(2026, 2, 23, 7, tzinfo=UTC)
    assert box.failed_at == tried[-1]
    assert "refused" in box.trouble
    run_at(now + timedelta(days=1))
    box.refresh_from_db()
    assert box.tries == len(RETRIES) + 1


def test_a_refused_address_is_given_up_at_once_and_others_go_on(closed, kim, alex, sink):
    box = kim.recipient
    sink.refused["kim@example.org"] = "550 5.1.1 No such person"
    beats(DAY_14, 3)
    box.refresh_from_db()
    assert (box.failed_at, box.tries, kim.sent_at) == (DAY_14, 1, None)
    assert box.trouble == "550 5.1.1 No such person"
    assert sink.to == ["alex@example.org"]


def test_a_greylisted_address_is_tried_again(closed, kim, sink):
    box = kim.recipient
    sink.refused["kim@example.org"] = "451 4.7.1 Come back later"
    run_at(DAY_14)
    box.refresh_from_db()
    assert (box.failed_at, box.next_mail_at) == (None, DAY_14 + RETRIES[0])
    del sink.refused["kim@example.org"]
    run_at(DAY_14 + RETRIES[0])
    assert sink.to == ["alex@example.org", "kim@example.org"]


def test_the_facilitator_asks_for_another_try(closed, kim, sink):
    box = kim.recipient
    sink.refused["kim@example.org"] = "550 5.1.1 No such person"
    run_at(DAY_14)
    sink.refused.clear()
    saturday = datetime(2026, 2, 21, 12, tzinfo=UTC)
    box.try_again(saturday)
    box.refresh_from_db()
    assert (box.failed_at, box.tries, box.trouble) == (None, 0, "")
    run_at(saturday)
    box.refresh_from_db()
    assert box.next_mail_at == datetime(2026, 2, 23, 7, tzinfo=UTC)
    monday = box.next_mail_at
    run_at(monday)
    box.try_again(monday)  # a second click, too late
    beats(monday, 3)
    assert sink.to == ["alex@example.org", "kim@example.org"]


def test_after_an_answer_a_mail_has_all_its_tries_again(closed, kim, sink):
    box = kim.recipient
    sink.shut()
    for minutes in (0, 1, 6):
        run_at(DAY_14 + timedelta(minutes=minutes))
    box.refresh_from_db()
    assert box.tries == 3
    box.arrived()
    box.refresh_from_db()
    assert (box.tries, box.trouble) == (0, "")


def test_an_answer_in_the_middle_of_a_claim_counts_no_try_below_none(closed, kim):
    box = kim.recipient
    assert box.claim(DAY_14)
    box.arrived()
    box.release()
    box.refresh_from_db()
    assert (box.tries, box.claimed_at) == (0, None)


def test_a_run_is_bounded_and_the_next_one_goes_on(live, problem, fay, sink, monkeypatch):
    for number in range(4):
        make_pair(problem, f"Lead{number}", f"Partner{number}")
    close(live, fay)
    monkeypatch.setattr("workshop.followup.tasks.BATCH", 3)
    sent = []
    for minute in range(4):
        run_at(DAY_14 + timedelta(minutes=minute))
        sent.append(len(sink.mails))
    assert sent == [3, 6, 8, 8]


def test_finding_what_is_due_takes_one_query(live, problem, fay, django_assert_num_queries):
    for number in range(30):
        make_pair(problem, f"Lead{number}", f"Partner{number}")
    close(live, fay)
    with django_assert_num_queries(1):
        due = list(CheckIn.objects.due(DAY_14).with_story())
        assert len({check_in.workshop.organisation.name for check_in in due}) == 1
    assert len(due) == 60
