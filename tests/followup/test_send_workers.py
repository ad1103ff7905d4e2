"""Several workers at once, and workers that die: on the real database, against a real server."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as project
from django.db import connection

from tests.followup.pairs import DAY_14, close, make_pair
from workshop.followup.models import RETRIES, CheckIn, Question, Recipient
from workshop.followup.tasks import send_due_check_ins
from workshop.people.delivery import CLAIM_LASTS

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys
from datetime import datetime
import django
django.setup()
from workshop.followup.delivery import deliver
from workshop.followup.models import Recipient
now = datetime.fromisoformat(sys.argv[1])
deliver(Recipient.objects.free(now).get(), now)
"""


def run_in_threads(count: int) -> None:
    """Each thread with a connection of its own, all let go at once."""
    together = threading.Barrier(count)
    troubles = []

    def work() -> None:
        together.wait()
        try:
            send_due_check_ins()
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


def database_url() -> str:
    """The test's database, for another process."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    user = f"{parts['USER']}:{parts['PASSWORD']}@" if parts["PASSWORD"] else f"{parts['USER']}@"
    return f"postgres://{user}{parts['HOST']}:{parts['PORT'] or 5432}/{parts['NAME']}"


def start_worker(port: int) -> subprocess.Popen:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "workshop.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(project.DATA_DIR),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "PYTHONPATH": str(project.BASE_DIR),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER, DAY_14.isoformat()], env=env)


def test_workers_that_race_send_each_mail_once(live, problem, fay, sink):
    for number in range(12):
        make_pair(problem, f"Lead{number}", f"Partner{number}")
    close(live, fay)
    with time_machine.travel(DAY_14, tick=False):
        run_in_threads(4)
    assert len(sink.mails) == 24
    assert len({mail["Message-ID"] for mail in sink.mails}) == 24
    asked = CheckIn.objects.filter(question=Question.FIRST_STEP)
    assert not asked.exclude(sent_at=DAY_14).exists()
    written_to = Recipient.objects.exclude(check_ins__question=Question.HELP)
    assert not written_to.exclude(mails=1, tries=0).exists()


def test_one_of_many_gets_the_claim(closed, kim):
    together = threading.Barrier(8)
    won = []

    def claim() -> None:
        together.wait()
        won.append(Recipient.objects.get(pk=kim.recipient_id).claim(DAY_14))
        connection.close()

    threads = [threading.Thread(target=claim) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_another_worker_takes_over_from_one_that_was_killed(closed, pair, alex, kim, sink):
    alex.recipient.delete()
    reached = threading.Event()

    async def hang(server, session, envelope, address, options):
        reached.set()
        await asyncio.sleep(60)

    accept, sink.handle_RCPT = sink.handle_RCPT, hang
    sink.shut()
    sink.open()
    worker = start_worker(sink.port)
    assert reached.wait(30)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    sink.shut()
    sink.handle_RCPT = accept
    sink.open()

    kim.refresh_from_db()
    assert (kim.recipient.claimed_at, kim.sent_at, sink.mails) == (DAY_14, None, [])
    with time_machine.travel(DAY_14 + CLAIM_LASTS - timedelta(seconds=1), tick=False):
        send_due_check_ins()
    assert sink.mails == []
    with time_machine.travel(DAY_14 + CLAIM_LASTS, tick=False):
        send_due_check_ins()
        send_due_check_ins()
    assert sink.to == ["kim@example.org"]
    kim.refresh_from_db()
    assert (kim.recipient.mails, kim.sent_at) == (1, DAY_14 + CLAIM_LASTS)


def test_a_worker_killed_before_its_mark_sends_the_same_message_again(
    closed, pair, alex, kim, sink
):
    """What no order of acts can prevent, at least carries one Message-ID."""
    alex.recipient.delete()
    take = sink.handle_DATA

    async def take_and_hang(server, session, envelope):
        await take(server, session, envelope)
        await asyncio.sleep(60)

    sink.handle_DATA = take_and_hang
    sink.shut()
    sink.open()
    worker = start_worker(sink.port)
    for _wait in range(300):
        if sink.mails:
            break
        time.sleep(0.1)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    sink.shut()
    sink.handle_DATA = take
    sink.open()
    with time_machine.travel(DAY_14 + CLAIM_LASTS, tick=False):
        send_due_check_ins()
    assert len(sink.mails) == 2
    assert {mail["Message-ID"] for mail in sink.mails} == {kim.recipient.message_id}


def test_a_mail_that_kills_its_workers_is_given_up(closed, kim, alex, sink):
    alex.recipient.delete()
    now = DAY_14 - timedelta(minutes=30)
    CheckIn.objects.update(due_at=now)
    for _worker in range(len(RETRIES) + 1):
        assert kim.recipient.claim(now)
        now += CLAIM_LASTS
    with time_machine.travel(now, tick=False):
        send_due_check_ins()
    kim.recipient.refresh_from_db()
    assert (sink.mails, kim.recipient.failed_at) == ([], now)
    assert kim.recipient.trouble == "Sending stopped halfway each time."
