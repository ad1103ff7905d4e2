import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from workshop.invitations.delivery import BATCH, send_batch
from workshop.models import Invitation
from workshop.models.key import scrub_keys
from workshop.people.delivery import ServerAway

logger = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def scrub_destroyed_keys() -> None:
    """Again, for a close at which a backup or a reader was in the way. Safe to repeat."""
    scrub_keys()


@shared_task  # type: ignore[untyped-decorator]
def send_invitation_mails() -> None:
    """Send one batch of what is due, and ask for the next. May run twice at once, or late."""
    try:
        due = send_batch(timezone.now)
    except ServerAway as away:
        logger.warning("the mail server is away: %s", away)
        return
    if due == BATCH:
        start_sending()


def start_sending() -> None:
    """Have the worker look now. Where the broker is away, beat finds the rows within a minute."""
    try:
        send_invitation_mails.apply_async(retry=False)
    except (OperationalError, OSError) as away:
        logger.warning("the broker is away: %s", away)


@shared_task  # type: ignore[untyped-decorator]
def forget_old_invitations() -> None:
    """Addresses, answers and questions of workshops long past. Safe to repeat."""
    Invitation.objects.outlived(timezone.now()).delete()
