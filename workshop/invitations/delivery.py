"""Handing mails about invitations to the mail server, in batches over one connection."""

import logging
from collections.abc import Callable
from datetime import datetime

from anymail.exceptions import AnymailError
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext

from workshop.invitations.facts import taken_off
from workshop.invitations.mail import WITH_CALENDAR, Sender, composed
from workshop.models import Invitation, InvitationLetter, InvitationMail, Kind
from workshop.people.delivery import THIS_MAIL, ServerAway, in_words, is_for_good
from workshop.people.returned import Returned

logger = logging.getLogger(__name__)
BATCH = 50
MAY_CHANGE = (
    "email", "name", "seed", "digest", "withdrawn_at", "no_more_mail_at", "told", "sequence",
    "said",
)  # fmt: skip


def send_batch(clock: Callable[[], datetime]) -> int:
    """Send up to fifty due mails. Returns how many were due. Raises ServerAway."""
    due = list(InvitationMail.objects.due(clock()).with_story()[:BATCH])
    senders: dict[int, Sender] = {}
    connection: BaseEmailBackend = get_connection()
    try:
        for mail in due:
            workshop = mail.invitation.workshop
            if workshop.pk not in senders:
                senders[workshop.pk] = Sender.of(InvitationLetter.of(workshop))
            deliver(mail, senders[workshop.pk], connection, clock())
    finally:
        connection.close()
    return len(due)


def deliver(
    mail: InvitationMail, sender: Sender, connection: BaseEmailBackend, now: datetime
) -> None:
    """Send a due mail, if no other worker has claimed it and it is still wanted.

    Once, as far as that can be: a worker that dies after the server took the mail and before
    `sent` is written leaves a row that is sent again ten minutes later. No order of these two
    acts closes that gap; the other order would lose mails. The second copy carries the same
    Message-ID, so mail programs that compare it show one. Raises ServerAway.
    """
    if not mail.claim(now):
        return
    if not as_it_is_now(mail.invitation):
        return
    if not mail.is_wanted(now):
        mail.delete()
        return
    if mail.is_worn_out:
        give_up(mail, gettext("Sending stopped halfway each time."), now, for_good=True)
        return
    try:
        if mail.kind != Kind.QUESTION:
            mail.invitation.keep_link()
        message = composed(mail, sender, now)
        message.connection = connection
        connection.open()
        message.send()
    except THIS_MAIL as trouble:
        logger.warning("invitation mail %s was not taken: %s", mail.pk, type(trouble).__name__)
        connection.close()
        give_up(mail, in_words(trouble), now, for_good=is_for_good(trouble))
    except (OSError, AnymailError) as trouble:
        connection.close()
        give_up(mail, in_words(trouble), now)
        raise ServerAway(in_words(trouble)) from trouble
    else:
        delivered(mail, sender, now)


def as_it_is_now(invitation: Invitation) -> bool:
    """Anything may have happened since the batch was read. Whether it is still there."""
    now = Invitation.objects.filter(pk=invitation.pk).values(*MAY_CHANGE).first()
    for name, value in (now or {}).items():
        setattr(invitation, name, value)
    return now is not None


@transaction.atomic
def delivered(mail: InvitationMail, sender: Sender, now: datetime) -> None:
    """Mark it, and what this guest has been told now.

    The invitation's row comes first, as in all its verbs, so that nobody waits in a circle.
    """
    mine = Invitation.objects.filter(pk=mail.invitation_id)
    if mail.kind in WITH_CALENDAR:
        cancelled = mail.kind == Kind.WITHDRAWN
        mine.update(
            told=taken_off(sender.facts) if cancelled else sender.facts,
            sequence=sender.sequence(mail.invitation, cancelled=cancelled),
            trouble="",
        )
    elif mail.kind != Kind.QUESTION:
        mine.update(trouble="")
    mail.sent(now)


@transaction.atomic
def give_up(mail: InvitationMail, trouble: str, now: datetime, *, for_good: bool = False) -> None:
    """Later again; or, when it is given up, the address carries the reason."""
    Invitation.objects.select_for_update().filter(pk=mail.invitation_id).first()
    if mail.not_sent(trouble, now, for_good=for_good) and mail.kind != Kind.QUESTION:
        Invitation.objects.filter(pk=mail.invitation_id).update(trouble=trouble[:200])


@transaction.atomic
def came_back(number: int, returned: Returned, now: datetime) -> bool:
    """A server had taken it. Whether it was this mail; then its address carries the reason."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(mails=number).first()
    mail = InvitationMail.objects.filter(pk=number, invitation=invitation).first()
    if invitation is None or mail is None:
        return False
    mail.invitation = invitation
    if mail.message_id != returned.message_id:
        return False
    mail.came_back(returned.said, now)
    if mail.kind != Kind.QUESTION:
        Invitation.objects.filter(pk=invitation.pk).update(trouble=returned.said[:200])
    if returned.unwanted:
        invitation.stop_mail(now)
    return True
