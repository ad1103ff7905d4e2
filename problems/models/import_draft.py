import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models

from workshop.models import Workshop
from workshop.people.models import User

KEPT_FOR = timedelta(days=1)


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def editable_by(self, user: User | AnonymousUser) -> Self:
        """One's own, while the workshop is still one's to prepare."""
        workshops = Workshop.objects.editable_by(user)
        return self.filter(by=user.pk, workshop__in=workshops)

    def outlived(self, now: datetime) -> Self:
        return self.filter(brought_at__lte=now - KEPT_FOR)


class ImportDraft(models.Model):
    """A table somebody brought, kept from the upload to the confirm. It is no problem yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    brought_at = models.DateTimeField()
    name = models.CharField(max_length=120)  # of the file
    table = models.JSONField()
    mapping = models.JSONField(null=True)
    imported = models.PositiveIntegerField(null=True)  # how many problems came of it

    objects = ImportDraftQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def map(self, mapping: dict[str, Any]) -> None:
        """Remember which column holds what."""
        self.mapping = mapping
        self.save(update_fields=["mapping"])
