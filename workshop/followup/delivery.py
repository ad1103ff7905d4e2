"""Handing one check-in to the mail server."""

import logging
from datetime import datetime
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.utils.translation import gettext

from workshop.followup.models import CheckIn, NoMoreMail
from workshop.followup.working_hours import next_working_time
from workshop.people.mail import send_mail

logger = logging.getLogger(__name__)

# The server is there; it is this one mail that it doesn't take.
THIS_MAIL = (
    AnymailRecipientsRefused,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    ValueError,
)


class ServerAway(Exception):
    """The mail server takes nothing now, so the other mails need not be tried either."""


def deliver(check_in: CheckIn, now: datetime) -> None:
    """Send a due check-in if it is working time and no other worker has claimed it.

    Once, as far as that can be: a worker that dies after the server took the mail and before
    `sent` is written leaves a row that is sent again ten minutes later. No order of these two
    acts closes that gap; the other order would lose mails. The second copy carries the same
    Message-ID, so mail programs that compare it show one. Raises ServerAway.
    """
    opens = next_working_time(now, check_in.workshop.zone)
    if opens > now:
        check_in.put_off(opens)
        return
    if NoMoreMail.holds(check_in.organisation, check_in.email):
        return
    if not check_in.claim(now):
        return
    if check_in.is_worn_out:
        trouble = gettext("Sending stopped halfway each time.")
        check_in.not_sent(trouble, now, for_good=True)
        return
    try:
        send(check_in, now)
    except THIS_MAIL as trouble:
        logger.warning("check-in %s was not taken: %s", check_in.pk, type(trouble).__name__)
        check_in.not_sent(in_words(trouble), now, for_good=is_for_good(trouble))
    except (OSError, AnymailError) as trouble:
        check_in.not_sent(in_words(trouble), now)
        raise ServerAway(in_words(trouble)) from trouble
    else:
        check_in.sent(now)


def send(check_in: CheckIn, now: datetime) -> None:
    context = {
        "check_in": check_in,
        "commitment": check_in.commitment,
        "workshop": check_in.workshop,
        "is_recent": check_in.is_recent(now),
    }
    headers = {
        "Message-ID": check_in.message_id,
        "List-Unsubscribe": f"<{check_in.unsubscribe_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    send_mail("check_in", check_in.email, context, headers, settings.LANGUAGE_CODE)


def is_for_good(trouble: Exception) -> bool:
    """The server refused the address with a permanent code (RFC 5321: 5yz), or it is no address."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return all(code >= 500 for code, _text in trouble.recipients.values())
    return isinstance(trouble, AnymailRecipientsRefused | ValueError)


def in_words(trouble: Exception) -> str:
    """What the server said, on one line."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return one_line(*next(iter(trouble.recipients.values())))
    if isinstance(trouble, SMTPDataError | SMTPSenderRefused):
        return one_line(trouble.smtp_code, trouble.smtp_error)
    return " ".join(str(trouble).split()) or type(trouble).__name__


def one_line(code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())
