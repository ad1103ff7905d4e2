"""What mail servers say when they don't take a mail, and how long we go on trying."""

from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from anymail.exceptions import AnymailRecipientsRefused

# A worker that claimed a mail and died is taken for dead after this long.
CLAIM_LASTS = timedelta(minutes=10)
# Waits between tries while the mail server is away; after the last one the facilitator is told.
RETRIES = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 480)]
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
