"""Mails that a server took and that came back later: as a report (RFC 3464), or as an event that a
mail provider tells.

Which mail it was stands in its Message-ID: kind, number of its row, and a digest that nobody can
make who has not seen the mail. Slices that keep rows of mails register who takes one back.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from typing import Any, NamedTuple

from anymail.signals import AnymailTrackingEvent, EventType
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from workshop.plain_text import tidy

MARK = re.compile(r"\b([a-z-]+)\.(\d{1,18})\.[0-9a-f]{32}\b")
# What a provider tells of a mail that nobody will read.
LOST = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED, EventType.COMPLAINED)


class Returned(NamedTuple):
    """One mail that came back, with the words of who sent it back."""

    mark: str
    said: str
    unwanted: bool = False  # it arrived, and was reported as spam

    @property
    def message_id(self) -> str:
        return f"<{self.mark}@{settings.SITE_HOST}>"


# By the kind of a mail. Each gets the number of its row, compares the Message-ID, marks the row,
# and says whether it was that one.
takers: dict[str, Callable[[int, Returned, datetime], bool]] = {}


def message_id(kind: str, number: int, secret: str) -> str:
    """The same at every try. It says nothing of any link: servers keep it in their logs."""
    digest = hashlib.sha256(f"message-id {secret}".encode()).hexdigest()[:32]
    return f"<{kind}.{number}.{digest}@{settings.SITE_HOST}>"


def mark_in(text: str) -> str:
    """The mark of a mail of ours that is named there, or ""."""
    found = MARK.search(text)
    return found[0] if found else ""


def take(returned: Returned, now: datetime) -> bool:
    """Mark the mail that came back. Whether it was one of ours. Safe to repeat."""
    found = MARK.fullmatch(returned.mark)
    taker = takers.get(found[1]) if found else None
    return bool(found and taker and taker(int(found[2]), returned, now))


def take_event(event: AnymailTrackingEvent, **_about: Any) -> None:
    """Of what a provider tells, only lost mails matter here: nobody is tracked."""
    if event.event_type not in LOST:
        return
    unwanted = event.event_type == EventType.COMPLAINED
    said = event.mta_response or event.description or event.reject_reason
    if unwanted:
        said = gettext("It was reported as unwanted.")
    # Most providers write a Message-ID of their own, and keep ours beside it (mail.letter).
    mark = mark_in(str(event.metadata.get("mail", ""))) or mark_in(event.message_id or "")
    take(Returned(mark, in_one_line(said), unwanted), timezone.now())


def read_report(raw: bytes) -> Returned | None:
    """What a report says of a mail of ours that is lost for good; None where it says no such thing.

    “failed” is final, whatever its code: a server that has tried for days gives up with 4.x.x. Of a
    mail that is delayed, relayed or expanded another report may follow.
    """
    report = message_from_bytes(raw)
    if report.get_content_type() != "multipart/report":
        return None
    parts = children(report)
    said = next((words for part in parts for words in failures(part)), None)
    mark = next(filter(None, (mark_in(name) for name in names_of_mails(report, parts))), "")
    return Returned(mark, in_one_line(said)) if mark and said is not None else None


def failures(part: Message) -> Iterator[str]:
    """Of each address that a mail did not reach: what the server there said."""
    if part.get_content_type() != "message/delivery-status":
        return
    for about in children(part):
        if str(about.get("Action", "")).strip().lower().startswith("failed"):
            kind, _semicolon, words = str(about.get("Diagnostic-Code", "")).partition(";")
            yield words or kind or str(about.get("Status", ""))


def names_of_mails(report: Message, parts: list[Message]) -> Iterator[str]:
    """The Message-ID in the mail that came back, whole or as its headers; else of that which the
    report answers to."""
    for part in parts:
        if part.get_content_type() in ("message/rfc822", "message/global"):
            yield from (str(mail.get("Message-ID", "")) for mail in children(part))
        if part.get_content_type() in ("text/rfc822-headers", "message/global-headers"):
            headers = part.get_payload(decode=True)
            if isinstance(headers, bytes):
                yield str(message_from_bytes(headers).get("Message-ID", ""))
    yield from (str(report.get(header, "")) for header in ("In-Reply-To", "References"))


def children(mail: Message) -> list[Message]:
    inside = mail.get_payload()
    return [part for part in inside if isinstance(part, Message)] if mail.is_multipart() else []


def in_one_line(said: str | None) -> str:
    text = tidy(said or "", multiline=False)
    return " ".join(text.split()) or gettext("It came back without a reason.")
