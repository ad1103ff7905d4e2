import logging

from celery import shared_task
from django.utils import timezone

from workshop.followup.delivery import ServerAway, deliver
from workshop.followup.models import CheckIn

logger = logging.getLogger(__name__)
BATCH = 200


@shared_task  # type: ignore[untyped-decorator]
def send_due_check_ins() -> None:
    """Look for due check-ins and send them. May run twice at once, late, or not at all."""
    for check_in in CheckIn.objects.due(timezone.now()).with_story()[:BATCH]:
        try:
            # Asked anew for each: a claim must not be old before its mail is on the way.
            deliver(check_in, timezone.now())
        except ServerAway as away:
            logger.warning("the mail server is away: %s", away)
            return
