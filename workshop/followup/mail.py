"""The one mail of a week: all that is due to somebody from one workshop."""

from datetime import datetime
from email.utils import formataddr, parseaddr
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from workshop.followup.models import CheckIn, MailKind, Question, Recipient
from workshop.followup.models.question import OF_THE_PAIR
from workshop.followup.words import section, subject
from workshop.models import InvitationLetter
from workshop.people.mail import framed, letter, render_plain

# What comes first in a mail of several things, and names it.
ORDER = [*OF_THE_PAIR, Question.CUE, Question.HELP]


def composed(recipient: Recipient, told: list[CheckIn], now: datetime) -> EmailMultiAlternatives:
    """Ready to be sent. `told` are check-ins of one workshop, with their story, one or more."""
    told = sorted(told, key=place)
    host = InvitationLetter.of(told[0].workshop).answers_to
    stop, board = stop_link(told), board_link(told)
    with translation.override(recipient.language):
        context = {
            "recipient": recipient,
            "workshop": told[0].workshop,
            "sections": [section(check_in, now) for check_in in told],
            "stop_link": stop,
            "board_link": board,
            "host": host,
            "subject": subject(told[0]),
            "site_url": settings.SITE_URL,
        }
        text = render_plain("mail/check_ins.txt", context)
        html = framed("mail/check_ins.html", context)
    headers = {
        "Message-ID": recipient.message_id,
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = letter(str(context["subject"]), text, html, recipient.email, headers)
    if host:
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        mail.from_email = formataddr((f"{host} · {name}", address))
        mail.reply_to = [formataddr((host.name, host.email))]
    return mail


def place(check_in: CheckIn) -> tuple[int, datetime]:
    order = [str(question) for question in ORDER]
    known = check_in.question in order
    return order.index(check_in.question) if known else len(order), check_in.due_at


def board_link(told: list[CheckIn]) -> str:
    """One's way to the shared board; empty where a facilitator is asked for help."""
    own = [check_in for check_in in told if check_in.question != Question.HELP]
    path = reverse("check-in-board", args=[own[0].token]) if own else ""
    return path and urljoin(settings.SITE_URL, path)


def stop_link(told: list[CheckIn]) -> str:
    """Ends mails of the kind that this one is of; of all kinds, where it is of several."""
    kinds = {check_in.kind for check_in in told}
    kind = kinds.pop() if len(kinds) == 1 else MailKind.ALL
    path = reverse("check-in-unsubscribe", args=[told[0].token])
    return urljoin(settings.SITE_URL, f"{path}?kind={kind}")
