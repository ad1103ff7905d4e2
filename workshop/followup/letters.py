"""Handing one letter to the mail server."""

import logging
from datetime import datetime
from email.utils import formataddr

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext

from workshop.followup.models import Letter, MailKind, NoMoreMail, Recipient
from workshop.followup.models.learning import language_of
from workshop.followup.working_hours import next_working_time
from workshop.models import InvitationLetter, Workshop
from workshop.people.delivery import THIS_MAIL, ServerAway, in_words, is_for_good
from workshop.people.mail import filled
from workshop.people.returned import Returned

logger = logging.getLogger(__name__)
TEMPLATES = {"reopening": "reopened", "renewal": "renewed"}


def deliver_letter(letter: Letter, now: datetime) -> None:
    """Send a due letter if it is working time and no other worker has claimed it.

    As often as a check-in: once, but for a worker that dies between the server's yes and our
    mark; the second copy then carries the same Message-ID. Raises ServerAway.
    """
    opens = next_working_time(now, letter.workshop.zone)
    if opens > now:
        letter.put_off(opens)
    elif letter.is_news:
        deliver_news(letter, now)
    else:
        send(letter, now)


def deliver_news(letter: Letter, now: datetime) -> None:
    """It is this week's mail to its receiver, and waits where that is out or a cue is near. Where
    check-ins have been given up, it is tried on its own. Raises ServerAway."""
    ours = Recipient.objects.filter(organisation=letter.workshop.organisation, failed_at=None)
    recipient = ours.filter(email=letter.email).first()
    if recipient is None:
        send(letter, now)
        return
    if recipient.next_mail_at > now:
        letter.put_off(recipient.next_mail_at)
        return
    if recipient.check_ins.cues_of_the_week(now).exists() or not recipient.claim(now):
        return
    is_sent = False
    try:
        is_sent = send(letter, now)
    finally:
        if is_sent:
            recipient.sent(now)
        else:
            recipient.release()


def send(letter: Letter, now: datetime) -> bool:
    """Whether it is out. Raises ServerAway."""
    if not letter.claim(now):
        return False
    if is_unwanted(letter):
        letter.not_sent(gettext("They asked for no more mails."), now, for_good=True)
        return False
    if letter.is_worn_out:
        letter.not_sent(gettext("Sending stopped halfway each time."), now, for_good=True)
        return False
    try:
        composed(letter).send()
    except THIS_MAIL as trouble:
        logger.warning("letter %s was not taken: %s", letter.pk, type(trouble).__name__)
        letter.not_sent(in_words(trouble), now, for_good=is_for_good(trouble))
        return False
    except (OSError, AnymailError) as trouble:
        letter.not_sent(in_words(trouble), now)
        raise ServerAway(in_words(trouble)) from trouble
    letter.sent(now)
    return True


def is_unwanted(letter: Letter) -> bool:
    kinds = NoMoreMail.kinds(letter.workshop.organisation, letter.email)
    return bool(kinds & {MailKind.ALL, letter.kind})


def lost_letters(workshop: Workshop) -> list[Letter]:
    """Given up, though their receivers want such mails."""
    lost = Letter.objects.of_workshop(workshop).failed().with_story().order_by("failed_at", "pk")
    return [letter for letter in lost if not is_unwanted(letter)]


def composed(letter: Letter) -> EmailMultiAlternatives:
    """Ready to be sent; one click ends others of its kind (RFC 8058)."""
    template = TEMPLATES.get(letter.about, letter.about)
    context = {"letter": letter, "act": letter.act, "workshop": letter.workshop}
    language = language_of(letter.workshop) or settings.LANGUAGE_CODE
    headers = {
        "Message-ID": letter.message_id,
        "List-Unsubscribe": f"<{letter.stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    host = InvitationLetter.of(letter.workshop).answers_to
    if host:
        headers["Reply-To"] = formataddr((host.name, host.email))
    return filled(template, letter.email, context, headers, language)


def came_back(number: int, returned: Returned, now: datetime) -> bool:
    """A server had taken it. Whether it was this letter."""
    letter = Letter.objects.with_story().filter(pk=number).first()
    if letter is None or letter.message_id != returned.message_id:
        return False
    letter.came_back(returned.said, now)
    if returned.unwanted:
        NoMoreMail.stop(letter.workshop.organisation, letter.email, now)
    return True
