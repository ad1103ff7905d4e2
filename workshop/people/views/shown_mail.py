"""Mail that was written as files, as a page: a first run needs no mail server."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

FILES_SHOWN = 30
# Django's file backend writes this line after every mail of a file.
RULE = b"-" * 79 + b"\n"


@dataclass
class Shown:
    subject: str
    to: str
    date: str
    text: str


def may_see_mail(request: HttpRequest) -> bool:
    """Only who sits at this machine: a mail may hold the link to a new password."""
    if not settings.MAIL_IS_SHOWN or not settings.EMAIL_FILE_PATH:
        return False
    # Behind a proxy everybody seems to come from this machine.
    if settings.PROXIES or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@login_not_required
@require_safe
def mail_shown(request: HttpRequest) -> HttpResponse:
    if not may_see_mail(request):
        raise Http404
    files = sorted(
        Path(settings.EMAIL_FILE_PATH or "").glob("*.log"),
        key=lambda file: file.stat().st_mtime_ns,
        reverse=True,
    )
    mails = [mail for file in files[:FILES_SHOWN] for mail in reversed(mails_in(file))]
    return render(request, "people/shown_mail.html", {"mails": mails})


def mails_in(file: Path) -> list[Shown]:
    return [shown(part) for part in file.read_bytes().split(RULE) if part.strip()]


def shown(raw: bytes) -> Shown:
    mail = message_from_bytes(raw, EmailMessage, policy=policy.default)
    body = mail.get_body(("plain",))
    return Shown(
        subject=mail.get("Subject", ""),
        to=mail.get("To", ""),
        date=mail.get("Date", ""),
        text=body.get_content() if body else "",
    )
