"""What is kept with an address, and how long."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings

from workshop.before import kept_with
from workshop.models import Invitation, Workshop


def kept(invitation: Invitation) -> dict[str, Any]:
    """All that is kept with this address, for its owner."""
    return {
        "workshop": invitation.workshop.title,
        "team": invitation.team.name,
        "email": invitation.email,
        "name": invitation.name,
        "asked_at": invitation.asked_at and invitation.asked_at.isoformat(),
        "answer": invitation.said,
        "answered_at": invitation.said_at and invitation.said_at.isoformat(),
        "no_more_mail_since": invitation.no_more_mail_at and invitation.no_more_mail_at.isoformat(),
        "trouble_with_mail": invitation.trouble,
        "mails": [
            {"kind": mail.kind, "sent_at": mail.sent_at and mail.sent_at.isoformat()}
            for mail in invitation.mails.all()
        ],
        "questions": [
            {"question": each.text, "asked_at": each.asked_at.isoformat(), "reply": each.reply}
            for each in invitation.questions.all()
        ],
        **{row.name: row.lines for row in kept_with(invitation)},
        "deleted_after": last_kept_day(invitation.workshop).isoformat(),
    }


def last_kept_day(workshop: Workshop) -> date:
    """Until when the addresses of its invitations are kept."""
    ended = workshop.closed_at.date() if workshop.closed_at else workshop.date
    return ended + timedelta(days=settings.ADDRESSES_KEPT_DAYS)
