"""Mails about invitations on the wire: a real SMTP server, several workers, and their deaths."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings as project
from django.db import connection

from tests.followup.test_send_workers import database_url
from tests.mail_parts import tell_the_same
from tests.workshop.conftest import NOW, list_of
from workshop.celery import app
from workshop.invitations.delivery import BATCH, send_batch
from workshop.models import (
    Invitation,
    InvitationLetter,
    InvitationMail,
    InvitationQuestion,
    Kind,
    Workshop,
)
from workshop.people.delivery import CLAIM_LASTS, RETRIES
from workshop.tasks import send_invitation_mails

WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from workshop.invitations.delivery import send_batch
now = datetime.fromisoformat(sys.argv[1])
send_batch(lambda: now)
"""


def run_at(now, times=1):
    with time_machine.travel(now, tick=False):
        for _time in range(times):
            send_invitation_mails()


def ask(workshop, host, now=NOW):
    InvitationLetter.of(workshop).answer_for(host.user)
    Invitation.ask(workshop, now)


def only(sink, address):
    (mail,) = [mail for mail in sink.mails if mail["To"] == address]
    return mail


def versions(mail):
    """What the calendar part of a mail wants, and its number."""
    (entry,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    lines = entry.get_content().splitlines()
    return [line for line in lines if line.startswith(("SEQUENCE", "METHOD"))]


def test_each_address_gets_one_mail_of_its_own(draft, fay, sales, gun, sink):
    list_of(draft, sales, 119)
    ask(draft, fay)
    run_at(NOW, times=4)
    assert len(sink.mails) == 120
    assert len(set(sink.to)) == 120
    assert len({mail["Message-ID"] for mail in sink.mails}) == 120
    links = set()
    for mail in sink.mails:
        text = mail.get_body(("plain",)).get_content()
        (others,) = {word for word in text.split() if "/seat/" in word}
        links.add(others)
        assert not mail["Cc"]
        assert not mail["Bcc"]
    assert len(links) == 120
    assert not InvitationMail.objects.waiting().exists()


def test_of_fifty_one_due_mails_fifty_go_first_and_then_the_last(draft, fay, sales, sink):
    list_of(draft, sales, BATCH + 1)
    ask(draft, fay)
    assert (BATCH, send_batch(lambda: NOW), len(sink.mails)) == (50, 50, 50)
    assert (send_batch(lambda: NOW), len(set(sink.to))) == (1, 51)
    assert send_batch(lambda: NOW) == 0


@pytest.fixture
def at_once():
    """Whatever is handed to the worker is done on the spot."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_a_full_batch_asks_for_the_next(draft, fay, sales, sink, at_once):
    list_of(draft, sales, BATCH + 1)
    ask(draft, fay)
    run_at(NOW)
    assert len(set(sink.to)) == 51


def test_gun_reads_who_asks_and_answers_reach_the_facilitator(draft, fay, gun, sink):
    ask(draft, fay)
    run_at(NOW)
    mail = only(sink, "gun@example.org")
    assert mail["From"] == "Fay · Ten Doors <doors@testserver>"
    assert mail["Reply-To"] == "Fay <fay@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (
        mail["List-Unsubscribe"].strip() == f"<http://testserver/invited/{gun.token}/no-more-mail/>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for said in (
        f"/invited/{gun.token}/?answer=yes", f"/invited/{gun.token}/?answer=no",
        f"/invited/{gun.token}/?answer=question", f"/invited/{gun.token}/seat/",
        f"/invited/{gun.token}/data/", "09:00–16:00", "The library", "yours alone",
    ):  # fmt: skip
        assert said in text
        assert said in html
    assert "<img" not in html
    assert "src=" not in html


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_mail_is_written_in_both_languages_and_blames_nobody(
    draft, fay, gun, sink, kind, language
):
    question = InvitationQuestion.ask(gun, "Finns det lunch?", NOW)
    question.answer("Ja, soppa.", fay.user, NOW)
    InvitationMail.objects.exclude(kind=kind).delete()
    if not question.mails.exists():
        InvitationMail.queue([gun], kind, NOW)
    letter = InvitationLetter.of(draft, fay.user, language)
    letter.answer_for(fay.user)
    if kind == Kind.WITHDRAWN:
        Invitation.objects.update(withdrawn_at=NOW)
    run_at(NOW)
    (mail,) = sink.mails
    body = mail.get_body(("plain",)).get_content() + mail["Subject"]
    assert mail["To"] == ("fay@example.org" if kind == Kind.QUESTION else "gun@example.org")
    assert "!" not in body
    parts = (mail.get_body((part,)).get_content() for part in ("plain", "html"))
    tell_the_same(mail["Subject"], *parts)
    assert f'lang="{language}"' in mail.get_body(("html",)).get_content()
    for word in ("failed to", "you have not", "still haven", "overdue", "du har inte"):
        assert word not in body.lower()


def test_an_address_that_is_refused_is_on_record_with_its_reason(draft, fay, gun, ove, sink):
    sink.refused["gun@example.org"] = "550 5.1.1 no such user here"
    ask(draft, fay)
    run_at(NOW, times=2)
    assert sink.to == ["ove@example.org"]
    gun.refresh_from_db()
    assert gun.trouble == "550 5.1.1 no such user here"
    assert gun.mails.get().failed_at == NOW
    assert list(draft.invitations.silent()) == [ove]
    sink.refused.clear()
    page = fay.client
    with time_machine.travel(NOW, tick=False):
        page.force_login(fay.user)
        page.post(f"/workshops/{draft.pk}/invitations/{gun.pk}/again/")
        send_invitation_mails()
    assert sink.to == ["gun@example.org", "ove@example.org"]
    gun.refresh_from_db()
    assert gun.trouble == ""


def test_one_that_is_asked_to_come_later_is_tried_later(draft, fay, gun, sink):
    sink.refused["gun@example.org"] = "451 4.7.1 greylisted"
    ask(draft, fay)
    run_at(NOW)
    sink.refused.clear()
    run_at(NOW + RETRIES[0] - timedelta(seconds=1))
    assert sink.to == []
    run_at(NOW + RETRIES[0])
    assert sink.to == ["gun@example.org"]


def test_while_the_server_is_away_nothing_is_lost(draft, fay, gun, ove, sink):
    sink.shut()
    ask(draft, fay)
    run_at(NOW)
    with time_machine.travel(NOW, tick=False):
        fay.client.force_login(fay.user)
        page = fay.client.get(f"/workshops/{draft.pk}/invitations/").content.decode()
    assert "The mail server said: “" in page
    sink.open()
    run_at(NOW + RETRIES[0], times=2)
    assert sink.to == ["gun@example.org", "ove@example.org"]


def test_who_wants_no_more_mail_or_was_taken_back_meanwhile_gets_none(draft, fay, gun, ove, sink):
    ask(draft, fay)
    gun.stop_mail(NOW)
    ove.withdraw(NOW)
    run_at(NOW)
    assert sink.to == []
    assert not InvitationMail.objects.exists()


def test_a_move_is_told_with_a_newer_version_of_the_entry(draft, fay, gun, ove, sink):
    ask(draft, fay)
    run_at(NOW)
    draft.edit(list(draft.teams.all()), date=date(2030, 2, 13), venue="The harbour")
    with time_machine.travel(NOW, tick=False):
        fay.client.force_login(fay.user)
        fay.client.post(f"/workshops/{draft.pk}/invitations/tell/")
        send_invitation_mails()
        fay.client.post(f"/workshops/{draft.pk}/invitations/tell/")
        send_invitation_mails()
    assert len(sink.mails) == 4
    first, second = [mail for mail in sink.mails if mail["To"] == "gun@example.org"]
    text = second.get_body(("plain",)).get_content()
    assert "Day: Wednesday 13 February 2030" in text
    assert "it was: Wednesday 6 February 2030" in text
    assert "Place: The harbour" in text
    assert [versions(mail) for mail in (first, second)] == [
        ["METHOD:REQUEST", "SEQUENCE:0"], ["METHOD:REQUEST", "SEQUENCE:1"],
    ]  # fmt: skip
    gun.refresh_from_db()
    assert gun.sequence == 1
    assert not draft.invitations.behind(gun.told).exists()


def test_calling_it_off_and_on_again_keeps_the_versions_in_order(draft, fay, gun, sink):
    def tell():
        with time_machine.travel(NOW, tick=False):
            fay.client.force_login(fay.user)
            fay.client.post(f"/workshops/{draft.pk}/invitations/tell/")
            send_invitation_mails()
        return versions(sink.mails[-1])

    ask(draft, fay)
    run_at(NOW)
    draft.archive(NOW)
    assert tell() == ["METHOD:CANCEL", "SEQUENCE:1"]
    assert sink.mails[-1]["Subject"].strip() == "“Malmö in February” isn’t taking place"
    draft.unarchive()
    assert tell() == ["METHOD:REQUEST", "SEQUENCE:2"]
    assert "It takes place after all:" in sink.mails[-1].get_body(("plain",)).get_content()


def test_taken_back_and_asked_again_grows_the_version_too(draft, fay, gun, sales, sink):
    ask(draft, fay)
    run_at(NOW)
    gun.withdraw(NOW)
    run_at(NOW)
    Invitation.put_on_the_list(draft, sales, [("gun@example.org", "")])
    ask(draft, fay)
    run_at(NOW)
    assert [versions(mail) for mail in sink.mails] == [
        ["METHOD:REQUEST", "SEQUENCE:0"], ["METHOD:CANCEL", "SEQUENCE:1"],
        ["METHOD:REQUEST", "SEQUENCE:2"],
    ]  # fmt: skip


def test_after_the_close_nothing_goes_out(draft, fay, gun, sink):
    ask(draft, fay)
    draft.start_day(NOW)
    draft.close(NOW, fay.user, override_reason="The test ends here")
    run_at(NOW)
    assert sink.mails == []


def test_a_question_reaches_the_facilitator_and_the_reply_the_asker(draft, fay, gun, sink):
    InvitationLetter.of(draft).answer_for(fay.user)
    question = InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    run_at(NOW)
    asked = only(sink, "fay@example.org")
    assert asked["Reply-To"] == "Gun Ek <gun@example.org>"
    assert "Is there lunch?" in asked.get_body(("plain",)).get_content()
    question.answer("Yes, soup.", fay.user, NOW)
    run_at(NOW)
    reply = only(sink, "gun@example.org").get_body(("plain",)).get_content()
    assert "Is there lunch?" in reply
    assert "Yes, soup." in reply


def test_without_its_host_a_question_goes_to_who_looks_after_the_house(draft, fay, ada, gun, sink):
    InvitationLetter.of(draft).answer_for(fay.user)
    draft.organisation.memberships.get(user=fay.user).delete()
    InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    run_at(NOW)
    assert sink.to == ["ada@example.org"]


def test_links_work_after_the_secret_key_was_changed(draft, fay, gun, settings, sink, client):
    settings.SECRET_KEY = "another one"
    ask(draft, fay)
    run_at(NOW)
    text = only(sink, "gun@example.org").get_body(("plain",)).get_content()
    assert f"/invited/{gun.token}/" in text
    with time_machine.travel(NOW, tick=False):
        assert client.get(f"/invited/{gun.token}/").status_code == 200


# Several workers, and workers that die


def in_threads(count):
    together = threading.Barrier(count)
    troubles = []

    def work():
        together.wait()
        try:
            for _batch in range(4):
                send_invitation_mails()
        except Exception as trouble:  # noqa: BLE001
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_send_each_mail_once(draft, fay, sales, sink):
    list_of(draft, sales, 80)
    ask(draft, fay)
    with time_machine.travel(NOW, tick=False):
        in_threads(4)
    assert len(sink.mails) == len(set(sink.to)) == 80
    assert not InvitationMail.objects.exclude(tries=1, sent_at=NOW).exists()


@pytest.mark.django_db(transaction=True)
def test_clicks_that_race_queue_each_mail_once(draft, sales):
    list_of(draft, sales, 20)
    together, queued = threading.Barrier(6), []

    def click():
        together.wait()
        queued.append(Invitation.ask(Workshop.objects.get(pk=draft.pk), NOW))
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(queued) == [0, 0, 0, 0, 0, 20]
    assert InvitationMail.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(draft, fay, sales, sink):
    list_of(draft, sales, 30)
    ask(draft, fay)
    reached = threading.Event()
    accept = sink.handle_RCPT

    async def hang_at_the_twelfth(server, session, envelope, address, options):
        if len(sink.mails) == 11:
            reached.set()
            await asyncio.sleep(60)
        return await accept(server, session, envelope, address, options)

    sink.handle_RCPT = hang_at_the_twelfth
    sink.shut()
    sink.open()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "workshop.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(project.DATA_DIR),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "PYTHONPATH": str(project.BASE_DIR),
    }
    worker = subprocess.Popen([sys.executable, "-c", WORKER, NOW.isoformat()], env=env)
    assert reached.wait(30)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    sink.shut()
    sink.handle_RCPT = accept
    sink.open()
    run_at(NOW + CLAIM_LASTS - timedelta(seconds=1))
    assert len(sink.mails) == 29
    run_at(NOW + CLAIM_LASTS, times=2)
    assert len(sink.mails) == len(set(sink.to)) == 30
    assert sorted(InvitationMail.objects.values_list("tries", flat=True))[-2:] == [1, 2]
