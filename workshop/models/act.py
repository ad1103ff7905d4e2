from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext

from workshop.agenda.undo import undoers
from workshop.models.states import WrongStep

if TYPE_CHECKING:
    from workshop.models.workshop import Workshop

KEPT = 10  # acts that can be undone


class Act(models.Model):
    """Something done in the cockpit, and what it takes to undo it. Gone with the close.

    `about` says it in words; `kept` is what its undoer needs, and never a text of the room.
    """

    workshop: "models.ForeignKey[Workshop, Workshop]" = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="acts"
    )
    verb = models.CharField(max_length=30)
    about = models.CharField(max_length=200)
    kept = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.about

    @classmethod
    def note(cls, workshop: "Workshop", verb: str, about: str, **kept: Any) -> None:
        """Keep how to undo what was just done; the oldest beyond ten are forgotten. Belongs into
        the verb's transaction."""
        cls.objects.create(workshop=workshop, verb=verb, about=about[:200], kept=kept)
        old = list(workshop.acts.values_list("pk", flat=True)[KEPT:])
        if old:
            cls.objects.filter(pk__in=old).delete()

    def undo(self, now: datetime) -> None:
        """Belongs into a transaction that holds the workshop's locks. Raises WrongStep."""
        undoer = undoers.get(self.verb)
        if undoer is None:
            raise WrongStep(gettext("This can’t be undone any more."))
        undoer(self.workshop, self.kept, now)
        self.delete()
