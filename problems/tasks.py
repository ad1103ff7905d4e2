from celery import shared_task
from django.utils import timezone

from problems.models import ImportDraft


@shared_task  # type: ignore[untyped-decorator]
def sweep_import_drafts() -> None:
    """What somebody brought to import and left lying goes after a day."""
    ImportDraft.objects.outlived(timezone.now()).delete()
