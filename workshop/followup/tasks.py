import logging

from celery import shared_task
from django.utils import timezone

from workshop.followup.delivery import look
from workshop.followup.letters import deliver_letter
from workshop.followup.models import Letter, NinetyDays, Recipient
from workshop.people.delivery import ServerAway

logger = logging.getLogger(__name__)
BATCH = 200


@shared_task  # type: ignore[untyped-decorator]
def send_due_check_ins() -> None:
    """Look for due check-ins and send them. May run twice at once, late, or not at all."""
    try:
        look(timezone.now(), BATCH, timezone.now)
    except ServerAway as away:
        logger.warning("the mail server is away: %s", away)


@shared_task  # type: ignore[untyped-decorator]
def forget_recipients() -> None:
    """Addresses that nothing is left to be told to: theirs were invitations, forgotten since."""
    Recipient.objects.filter(check_ins=None).delete()


@shared_task  # type: ignore[untyped-decorator]
def send_due_letters() -> None:
    """Look for letters and send them. May run twice at once, late, or not at all."""
    for letter in Letter.objects.due(timezone.now()).with_story()[:BATCH]:
        try:
            deliver_letter(letter, timezone.now())
        except ServerAway as away:
            logger.warning("the mail server is away: %s", away)
            return


@shared_task  # type: ignore[untyped-decorator]
def forget_unheld_pulses() -> None:
    """Answers before a day that never came, when its addresses go, too. Safe to repeat."""
    now = timezone.now()
    for workshop in NinetyDays.of_days_that_never_were(now):
        NinetyDays.end(workshop, now)
