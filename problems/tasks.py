from celery import shared_task
from django.utils import timezone

from problems.models import ImportDraft
from problems.rehearsal.play import play_all


@shared_task  # type: ignore[untyped-decorator]
def sweep_import_drafts() -> None:
    """What somebody brought to import and left lying goes after a day."""
    ImportDraft.objects.outlived(timezone.now()).delete()


@shared_task  # type: ignore[untyped-decorator]
def play_rehearsals() -> None:
    """Let made-up people do something in every rehearsal that is live."""
    play_all(timezone.now())
