"""What an earlier workshop promised and this one opens with."""

from collections.abc import Collection
from typing import Self

from django.db import models

from problems.models.commitment import Commitment
from workshop.models import Workshop
from workshop.people.models import Team


class LastPromiseQuerySet(models.QuerySet["LastPromise"]):
    def with_story(self) -> Self:
        """With all that a screen shows of them."""
        return self.select_related(
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop",
        )


class LastPromise(models.Model):
    """A promise of an earlier workshop, shown before this one starts. Its step is written as it
    stood when it was brought: the pair may have changed it since the day."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="last_promises")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=200)

    objects = LastPromiseQuerySet.as_manager()

    class Meta:
        ordering = ["commitment__first_step_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "commitment"], name="last_promise_brought_once"
            )
        ]

    def __str__(self) -> str:
        return self.step

    @property
    def teams(self) -> list[Team]:
        return [self.commitment.lead_team, self.commitment.partner_team]

    @classmethod
    def bring(cls, workshop: Workshop, steps: dict[int, str]) -> None:
        """Show these promises in `workshop`; `steps` by the number of the commitment. Safe to
        repeat."""
        LastPromise.objects.bulk_create(
            [
                LastPromise(workshop=workshop, commitment_id=pk, step=step)
                for pk, step in steps.items()
            ],
            ignore_conflicts=True,
        )

    @classmethod
    def leave(cls, workshop: Workshop, commitments: Collection[int]) -> None:
        """Take these off again. Safe to repeat."""
        cls.objects.filter(workshop=workshop, commitment__in=commitments).delete()
