from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.learning import Learning


class Reply(models.TextChoices):
    HAPPENED = "happened", _("Yes, it happened")
    NOT_YET = "not-yet", _("Not yet")
    CHANGED = "changed", _("We changed it")
    STOPPED = "stopped", _("We stopped – here’s what we learned")


class Answer(models.Model):
    """What somebody said to a check-in. It can be corrected; the last word counts."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="answer")
    reply = models.CharField(max_length=10, choices=Reply)
    noticed = models.TextField(_("what did you notice?"), max_length=600, blank=True)
    # The commitment keeps the step it left the room with.
    new_step = models.CharField(_("the step now"), max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(reply__in=Reply.values), name="answer_reply"),
            models.CheckConstraint(
                condition=Q(new_step="") | Q(reply=Reply.CHANGED), name="answer_step_changed"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reply_display()

    @classmethod
    @transaction.atomic
    def give(
        cls,
        check_in: CheckIn,
        said: dict[str, Any],
        learned: dict[str, Any] | None,
        now: datetime,
    ) -> "Answer":
        """Say it, or correct what was said. The same words again change nothing.

        `said` holds reply, noticed and new_step. `learned` holds the fields of the learning that
        comes with it; None takes back one that was written here before.
        """
        CheckIn.objects.select_for_update().get(pk=check_in.pk)
        answer = cls.objects.filter(check_in=check_in).first() or cls(check_in=check_in)
        _put(answer, said, now)
        learning = Learning.objects.filter(answer=answer).first()
        if learned:
            new = Learning(answer=answer, commitment=check_in.commitment)
            _put(learning or new, learned, now)
        elif learning:
            learning.delete()
        check_in.arrived(now)
        return answer


def _put(row: models.Model, said: dict[str, Any], now: datetime) -> None:
    """Save what differs from before, with its time."""
    if row.pk and all(getattr(row, name) == value for name, value in said.items()):
        return
    for name, value in {**said, "at": now}.items():
        setattr(row, name, value)
    row.save()
