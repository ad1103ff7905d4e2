from celery import shared_task
from django.utils import timezone

from workshop.outcomes.rounds import count_day_90, ended


@shared_task  # type: ignore[untyped-decorator]
def count_ended_rounds() -> None:
    """Count what day 90 has answered, and destroy the answers. May run twice, or late."""
    now = timezone.now()
    for workshop in ended(now):
        count_day_90(workshop, now)
