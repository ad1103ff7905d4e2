"""Mails that a server took and that came back: as a report for `take_bounce`, or as an event."""

import base64
import json
import os
import subprocess
import sys
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import time_machine
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from tests import reports
from tests.followup.test_send_workers import database_url
from tests.workshop.conftest import NOW
from workshop.models import Invitation, InvitationLetter, InvitationMail, InvitationQuestion, Kind
from workshop.people.returned import read_report, take
from workshop.tasks import send_invitation_mails

SECRET = "postmark:a-secret-of-sixteen-and-more"
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(draft, fay, gun, ove, sink):
    """Both were asked, and the server took both mails. Gun's is the one."""
    InvitationLetter.of(draft).answer_for(fay.user)
    Invitation.ask(draft, NOW)
    send_invitation_mails()
    assert len(sink.mails) == 2
    return gun.mails.get()


def came_back(raw):
    returned = read_report(raw)
    return bool(returned and take(returned, LATER))


def state(mail):
    mail.refresh_from_db()
    mail.invitation.refresh_from_db()
    return mail.sent_at, mail.failed_at, mail.trouble, mail.invitation.trouble


REFUSED = "550 5.1.1 <gun@example.org>: no such user here"
NOT_FOUND = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"


@pytest.mark.parametrize(
    ("report", "words"), [(reports.postfix, REFUSED), (reports.exchange, NOT_FOUND)]
)
def test_a_report_marks_the_mail_and_its_address(asked, ove, sink, report, words):
    (message_id,) = [mail["Message-ID"] for mail in sink.mails if mail["To"] == "gun@example.org"]
    assert came_back(report(message_id))
    assert state(asked) == (None, LATER, words, words)
    assert came_back(report(message_id)), "a second report is of the same mail"
    assert state(asked) == (None, LATER, words, words)
    assert state(ove.mails.get()) == (NOW, None, "", "")


def test_a_report_without_the_headers_tells_by_what_it_answers_to(asked):
    assert read_report(reports.without_headers()) is None
    for header in ("In-Reply-To", "References"):
        returned = read_report(reports.without_headers(f"{header}: {asked.message_id}\n"))
        assert returned.message_id == asked.message_id
        assert returned.said == "5.2.1"


def test_who_gives_up_after_days_has_failed_too(asked):
    assert came_back(reports.postfix(asked.message_id, status="4.4.1"))


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", ""])
def test_what_may_still_arrive_is_not_marked(asked, action):
    assert not came_back(reports.postfix(asked.message_id, action=action))
    assert state(asked) == (NOW, None, "", "")


def broken(mail, ove):
    """Reports and other mails that say nothing true about a mail of ours."""
    whole = reports.postfix(mail.message_id)
    kind, number, digest = mail.message_id.strip("<>").partition("@")[0].split(".")
    other = ove.mails.get().pk
    yield from (whole[:length] for length in range(0, whole.index(b"Action:"), 211))
    yield b"\xff\x00\xfe" * 400
    yield b"Content-Type: multipart/report\r\n\r\nno boundary"
    yield whole.replace(b"multipart/report", b"multipart/mixed")
    yield whole.replace(b"message/delivery-status", b"message/disposition-notification")
    yield b"In-Reply-To: " + mail.message_id.encode() + b"\r\n\r\nI am away until Monday."
    yield reports.postfix("<20300110.1234@strangers.example.org>")
    yield reports.postfix(f"<{kind}.{number}.{'0' * 32}@testserver>")
    yield reports.postfix(f"<{kind}.{other}.{digest}@testserver>")
    yield reports.postfix(f"<{kind}.{'9' * 18}.{digest}@testserver>")
    yield reports.postfix(f"<unheard-of.{number}.{digest}@testserver>")
    yield reports.postfix(f"<letter.{number}.{digest}@testserver>")
    yield reports.postfix(f"<check-in.{number}.{digest}@testserver>")


def test_malformed_and_forged_reports_mark_nothing(asked, ove):
    for raw in broken(asked, ove):
        assert not came_back(raw), raw[:300]
    assert state(asked) == (NOW, None, "", "")
    assert state(ove.mails.get()) == (NOW, None, "", "")


def test_what_a_server_said_is_kept_on_one_line_without_what_no_database_takes(asked):
    said = b"Diagnostic-Code: smtp; 550 no\x00 such\xff \xe2\x80\xaeuser " + b"x" * 300
    raw = reports.postfix(asked.message_id).replace(b"Diagnostic-Code: smtp; 550 5.1.1", said)
    assert came_back(raw)
    trouble = state(asked)[2]
    assert trouble.startswith("550 no such")
    assert "\x00" not in trouble
    assert "\u202e" not in trouble
    assert len(trouble) == 200


def test_fay_sees_it_mends_the_address_and_the_new_mail_goes_out(asked, draft, fay, gun, sink):
    came_back(reports.postfix(asked.message_id))
    page = fay.client.get(reverse("invitations", args=[draft.pk]) + "?state=undelivered")
    assert "no such user here" in page.content.decode()
    assert "1 was not taken." in page.content.decode()
    mended = reverse("invited-mend", args=[draft.pk, gun.pk])
    fay.client.post(mended, {"email": "gunnel@example.org"})
    send_invitation_mails()
    assert sink.to == ["gun@example.org", "gunnel@example.org", "ove@example.org"]
    assert not came_back(reports.postfix(asked.message_id)), "it went to the old address"
    gun.refresh_from_db()
    assert gun.trouble == ""


def test_try_again_sends_the_same_mail_once_more(asked, draft, fay, gun, sink):
    came_back(reports.postfix(asked.message_id))
    fay.client.post(reverse("invited-again", args=[draft.pk, gun.pk]))
    send_invitation_mails()
    assert sink.to == ["gun@example.org", "gun@example.org", "ove@example.org"]
    assert state(asked) == (NOW, None, "", "")


def test_who_is_undelivered_gets_no_reminder(asked, draft):
    came_back(reports.postfix(asked.message_id))
    assert Invitation.remind(draft, NOW + timedelta(days=4)) == 1
    assert InvitationMail.objects.get(kind=Kind.REMINDER).invitation.email == "ove@example.org"


def test_a_question_that_did_not_reach_the_facilitator_says_nothing_of_the_guest(asked, gun):
    InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    send_invitation_mails()
    question = gun.mails.get(kind=Kind.QUESTION)
    assert came_back(reports.postfix(question.message_id))
    assert state(question) == (None, LATER, REFUSED, "")


# The command a mail server pipes into


def pipe(raw, **environment):
    env = {
        **os.environ, "DATA_DIR": str(project.DATA_DIR), "SITE_URL": project.SITE_URL,
        "SECRET_KEY": project.SECRET_KEY, "DATABASE_URL": database_url(), **environment,
    }  # fmt: skip
    command = [sys.executable, str(project.BASE_DIR / "manage.py"), "take_bounce"]
    done = subprocess.run(command, input=raw, env=env, capture_output=True, check=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_pipes_a_bounce_into_the_command(asked):
    ours = (0, "Marked as undelivered.\n")
    strange = (0, "Nothing to do: that mail is none of ours, or is kept no longer.\n")
    nothing = (0, "Nothing to do: this reports no lost mail of ours.\n")
    assert pipe(reports.exchange(asked.message_id)) == ours
    assert state(asked)[3] == NOT_FOUND
    assert pipe(reports.postfix(f"<invitation.1.{'0' * 32}@testserver>")) == strange
    assert pipe(reports.postfix(asked.message_id, action="delayed")) == nothing
    assert pipe(b"") == nothing


@pytest.mark.django_db(transaction=True)
def test_while_the_database_is_away_the_mail_server_keeps_the_report(asked):
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/away", "DATABASE_REUSE": "none"}
    code, said = pipe(reports.postfix(asked.message_id), **away)
    assert (code, said) == (75, "CommandError: The database is away.\n")


# Events of a provider


class Provider:
    """Takes mails as Postmark's API does, and tells what became of them."""

    def __init__(self) -> None:
        self.mails = []
        provider = self

        class Api(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                provider.mails.append(json.loads(body))
                told = {"ErrorCode": 0, "Message": "OK", "MessageID": "0a129aee-e1cd"}
                answer = json.dumps(told | {"To": provider.mails[-1]["To"]}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Api)
        Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_port}/"

    def event(self, mail, **more):
        """As it is posted; what belongs to the mail comes with it."""
        return {
            "RecordType": "Bounce", "Type": "HardBounce", "ID": 4323372036854775807,
            "MessageID": "0a129aee-e1cd", "Email": "gun@example.org",
            "BouncedAt": "2030-01-10T11:00:00Z", "Description": "The server was unable to deliver.",
            "Details": "smtp;550 5.1.1 no such user here", "Metadata": mail["Metadata"], **more,
        }  # fmt: skip


@pytest.fixture
def provider(settings):
    provider = Provider()
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {
        **settings.ANYMAIL, "POSTMARK_SERVER_TOKEN": "token", "POSTMARK_API_URL": provider.address,
        "WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    yield provider
    provider.server.shutdown()
    provider.server.server_close()


@pytest.fixture
def by_provider(provider, draft, fay, gun):
    InvitationLetter.of(draft).answer_for(fay.user)
    Invitation.ask(draft, NOW)
    send_invitation_mails()
    (provider.mail,) = provider.mails
    return provider


def tell(event, secret=SECRET, provider="postmark"):
    basic = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}
    return Client().post(
        reverse("mail-events", args=[provider]), json.dumps(event), "application/json",
        headers=basic if secret else {},
    ).status_code  # fmt: skip


def test_a_provider_that_knows_no_calendar_part_sends_the_file_all_the_same(by_provider, gun):
    mail = by_provider.mail
    assert mail["To"] == "Gun Ek <gun@example.org>" or mail["To"] == "gun@example.org"
    assert [file["Name"] for file in mail["Attachments"]] == ["invitation.ics"]
    entry = base64.b64decode(mail["Attachments"][0]["Content"]).decode()
    assert "METHOD:REQUEST" in entry
    assert gun.mails.get().sent_at == NOW


def test_an_event_marks_the_mail_and_its_address(by_provider, gun):
    assert tell(by_provider.event(by_provider.mail)) == 200
    words = "smtp;550 5.1.1 no such user here"
    assert state(gun.mails.get()) == (None, NOW, words, words)


def test_who_reports_a_mail_as_unwanted_gets_no_more(by_provider, draft, fay, gun):
    complaint = {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "Details": ""}
    assert tell(by_provider.event(by_provider.mail, **complaint)) == 200
    assert state(gun.mails.get())[3] == "It was reported as unwanted."
    fay.client.post(reverse("invitations-again", args=[draft.pk]))
    assert not InvitationMail.objects.waiting().exists()


@pytest.mark.parametrize(
    "harmless",
    [
        {"RecordType": "Delivery", "Type": ""},
        {"RecordType": "Open", "Type": ""},
        {"Type": "Transient"},
        {"Type": "AutoResponder"},
        {"Metadata": {}},
        {"Metadata": {"mail": f"invitation.1.{'0' * 32}"}},
        {"Metadata": {"mail": "a stranger's"}},
    ],
)
def test_other_events_and_other_peoples_mails_change_nothing(by_provider, gun, harmless):
    assert tell(by_provider.event(by_provider.mail, **harmless)) == 200
    assert state(gun.mails.get()) == (NOW, None, "", "")


def test_without_the_secret_nothing_is_taken(by_provider, gun, settings):
    event = by_provider.event(by_provider.mail)
    for secret in ("", "postmark:another-secret", SECRET + "x", ":"):
        assert tell(event, secret) == 400
    assert Client().get(reverse("mail-events", args=["postmark"])).status_code == 405
    assert tell(event, provider="pigeon") == 404
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": ""}
    assert tell(event) == 404, "it is off unless set"
    assert tell(event, "") == 404
    assert state(gun.mails.get()) == (NOW, None, "", "")
