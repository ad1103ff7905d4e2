from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone


@shared_task  # type: ignore[untyped-decorator]
def sweep_sessions() -> None:
    """Sign-ins that have run out are not kept."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
