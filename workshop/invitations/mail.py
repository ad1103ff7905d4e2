"""One mail about an invitation, exactly as it goes out; the preview shows the same."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from workshop.invitations.calendar import calendar_entry
from workshop.invitations.facts import changes, facts_of, is_off
from workshop.models import Invitation, InvitationLetter, InvitationMail, Kind
from workshop.people.mail import framed, letter, render_plain
from workshop.people.models import User

WITH_CALENDAR = (Kind.INVITATION, Kind.CHANGE, Kind.WITHDRAWN)


@dataclass(frozen=True)
class Sender:
    """The letter of a workshop, who answers for it, and what it says of day and place."""

    letter: InvitationLetter
    host: User | None
    facts: str

    @classmethod
    def of(cls, letter: InvitationLetter) -> "Sender":
        return cls(letter, letter.answers_to, facts_of(letter))

    @property
    def address(self) -> str:
        """Our own address, which may send for our domain, under the facilitator's name."""
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return formataddr((f"{self.host} · {name}" if self.host else name, address))

    def sequence(self, invitation: Invitation, *, cancelled: bool) -> int:
        """The number of this version in the guest's calendar: it grows when something changed."""
        changed = bool(invitation.told) and invitation.told != self.facts
        return invitation.sequence + (changed or cancelled)


def composed(mail: InvitationMail, sender: Sender, now: datetime) -> EmailMultiAlternatives:
    """Ready to be sent to one address. Nothing is queried that the row does not bring."""
    invitation, words = mail.invitation, sender.letter
    invitation.workshop = words.workshop
    is_off_now = is_off(sender.facts)
    prefix = f"mail/invited/{mail.kind}"
    with translation.override(words.language):
        context = context_of(mail, sender, now) | {"site_url": settings.SITE_URL, "off": is_off_now}
        subject = render_plain(f"{prefix}_subject.txt", context)
        text = render_plain(f"{prefix}.txt", context)
        html = framed(f"{prefix}.html", {**context, "subject": subject})
    message = letter(subject, text, html, invitation.email, headers_of(mail))
    address(message, mail, sender)
    if mail.kind in WITH_CALENDAR:
        cancelled = is_off_now or mail.kind == Kind.WITHDRAWN
        entry = calendar_entry(
            invitation, words, sender.host, now,
            sequence=sender.sequence(invitation, cancelled=cancelled), cancelled=cancelled,
        )  # fmt: skip
        attach(message, entry, "CANCEL" if cancelled else "REQUEST")
    return message


def address(message: EmailMultiAlternatives, mail: InvitationMail, sender: Sender) -> None:
    """Questions go to the facilitator, all else to the guest; replies to the other of the two."""
    if mail.kind == Kind.QUESTION:
        host = sender.host.email if sender.host else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        message.to = [host]
        message.reply_to = [formataddr((mail.invitation.name, mail.invitation.email))]
        return
    message.from_email = sender.address
    if sender.host:
        message.reply_to = [formataddr((sender.host.name, sender.host.email))]


def attach(message: EmailMultiAlternatives, entry: bytes, method: str) -> None:
    """As an alternative, which calendars answer to, and as a file for all other programs."""
    message.attach_alternative(entry.decode(), f"text/calendar; method={method}")
    message.attach("invitation.ics", entry, "application/ics")


def context_of(mail: InvitationMail, sender: Sender, now: datetime) -> dict[str, Any]:
    invitation, words = mail.invitation, sender.letter
    return {
        "invitation": invitation,
        "workshop": words.workshop,
        "team": invitation.team,
        "host": sender.host,
        "ends": words.ends_at.time(),
        "subject_filled": words.filled(words.subject_shown, invitation),
        "text_filled": words.filled(words.text_shown, invitation),
        "was_off": is_off(invitation.told),
        "changes": changes(invitation.told, sender.facts, words.language),
        "question": mail.question,
        "link": invitation.link(),
        "offers": words.offers_to(invitation, now),
        "seat_link": invitation.link("invited-seat"),
        "data_link": invitation.link("invited-data"),
        "stop_link": invitation.link("invited-stop"),
        "page_link": settings.SITE_URL + invitation.get_absolute_url(),
    }


def headers_of(mail: InvitationMail) -> dict[str, str]:
    headers = {"Message-ID": mail.message_id}
    if mail.kind in (Kind.INVITATION, Kind.REMINDER, Kind.CHANGE, Kind.REPLY):
        headers["List-Unsubscribe"] = f"<{mail.invitation.link('invited-stop')}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
