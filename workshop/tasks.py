from celery import shared_task

from workshop.models.key import scrub_keys


@shared_task  # type: ignore[untyped-decorator]
def scrub_destroyed_keys() -> None:
    """Again, for a close at which a backup or a reader was in the way. Safe to repeat."""
    scrub_keys()
