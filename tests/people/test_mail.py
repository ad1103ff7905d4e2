from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone

from tests.mail_parts import tell_the_same
from workshop.people.mail import letter, send_mail
from workshop.people.models import ColleagueInvitation, Organisation, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(ada, organisation):
    organisation.name = "Fish & <b>Chips</b>"
    organisation.save()
    invitation, _token = ColleagueInvitation.ask(
        organisation, "bo@example.org", Role.MANAGER, ada.user, timezone.now()
    )
    return {"invitation": invitation, "link": "https://doors.example.org/colleagues/abc/"}


def test_a_mail_has_text_and_html_in_our_look(context, settings):
    settings.SITE_URL = "https://doors.example.org"

    send_mail("colleague", "bo@example.org", context)

    [sent] = mail.outbox
    html = sent.alternatives[0].content
    assert "https://doors.example.org/colleagues/abc/" in sent.body
    assert 'href="https://doors.example.org/colleagues/abc/"' in html
    assert "background-color: #0d5a5a" in html
    assert "prefers-color-scheme: dark" in html
    assert 'href="https://doors.example.org/"' in html
    assert "https://doors.example.org/" in sent.body
    assert "<img" not in html
    assert "url(" not in html
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}
    tell_the_same(sent.subject, sent.body, html)


def test_names_are_escaped_in_html_and_only_there(context):
    send_mail("colleague", "bo@example.org", context)

    [sent] = mail.outbox
    assert "Fish & <b>Chips</b>" in sent.body
    assert sent.subject == "Join Fish & <b>Chips</b> in Ten Doors"
    assert "Fish &amp; &lt;b&gt;Chips&lt;/b&gt;" in sent.alternatives[0].content


def test_headers_and_language_may_be_given(context):
    headers = {"List-Unsubscribe": "<https://doors.example.org/stop>"}

    send_mail("colleague", "bo@example.org", context, headers=headers, language="sv")

    assert mail.outbox[0].extra_headers["List-Unsubscribe"] == headers["List-Unsubscribe"]
    assert '<html lang="sv"' in mail.outbox[0].alternatives[0].content


def test_a_subject_cannot_carry_a_header():
    sent = letter("Hello\nBcc: eve@example.org", "text", "<p>html</p>", "bo@example.org")

    parsed = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert parsed["Subject"] == "Hello Bcc: eve@example.org"
    assert parsed["Bcc"] is None


def test_an_organisation_without_a_latin_name_gets_mail_too(ada):
    organisation = Organisation.found("会社", ada.user)
    invitation, _token = ColleagueInvitation.ask(
        organisation, "bo@example.org", Role.MANAGER, ada.user, timezone.now()
    )

    send_mail("colleague", "bo@example.org", {"invitation": invitation, "link": "x"})

    assert "会社" in mail.outbox[0].alternatives[0].content
