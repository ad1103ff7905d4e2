"""Mail in our look: text and HTML from templates, styles inlined, no pictures from anywhere."""

from collections.abc import Mapping
from typing import Any

from anymail.exceptions import AnymailError
from css_inline import CSSInliner
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from workshop.people.returned import mark_in

# What a mail server that is away, or that refuses, raises; smtplib's errors are OSErrors.
NOT_SENT = (OSError, AnymailError)
# The rules for dark screens cannot be inlined, so at-rules stay where they are.
INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def send_mail(
    template: str,
    to: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    language: str | None = None,
) -> None:
    """Send `templates/mail/<template>.txt` and `.html` to one address, in `language` if given.

    The subject is `<template>_subject.txt`. Every template also knows `site_url`, without a slash
    at its end. Call it from `on_commit`. Raises one of NOT_SENT.
    """
    filled(template, to, context, headers, language).send()


def filled(
    template: str,
    to: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    language: str | None = None,
) -> EmailMultiAlternatives:
    """The same, not sent yet."""
    prefix = f"mail/{template}"
    with translation.override(language or translation.get_language()):
        context = {**context, "site_url": settings.SITE_URL}
        text = render_plain(f"{prefix}.txt", context)
        subject = render_plain(f"{prefix}_subject.txt", context)
        html = framed(f"{prefix}.html", {**context, "subject": subject})
        return letter(subject, text, html, to, headers)


def letter(
    subject: str, text: str, html: str, to: str, headers: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """One mail, not sent yet. Line breaks in the subject become spaces."""
    marks = {"Auto-Submitted": "auto-generated", **(headers or {})}
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to], headers=marks)
    mail.attach_alternative(html, "text/html")
    if mark := mark_in(marks.get("Message-ID", "")):
        mail.metadata = {"mail": mark}  # type: ignore[attr-defined]  # providers tell it again
    return mail


def render_plain(template: str, context: Mapping[str, Any]) -> str:
    """A text template; nothing is escaped, since nothing reads it as HTML."""
    plain = Context(dict(context), autoescape=False)
    return Engine.get_default().get_template(template).render(plain).strip() + "\n"


def framed(template: str | list[str], context: Mapping[str, Any]) -> str:
    """An HTML template (of several: the first there is) on mail/base.html, its styles inlined."""
    return INLINER.inline(render_to_string(template, dict(context)))
