from django.db import models
from django.utils.translation import gettext_lazy as _

from workshop.models.workshop import Workshop
from workshop.people.models import User


class Override(models.Model):
    """A facilitator went on, or closed the workshop, though a rule spoke against it. It stays on
    the record."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="overrides")
    reason = models.TextField(_("reason"), max_length=500)
    shut = models.JSONField(help_text="one sentence for each thing that spoke against it")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
