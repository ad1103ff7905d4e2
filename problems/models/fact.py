from typing import Self

from django.db import models, transaction

from problems.models.perspective import FACT_LIMIT
from problems.models.problem import Problem
from workshop.models import Workshop
from workshop.people.models import Team


class FactQuerySet(models.QuerySet["Fact"]):
    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(problem__workshop=workshop)

    def visible_to_room(self) -> Self:
        return self.filter(hidden=False)


class Fact(models.Model):
    """What others may lack about a problem, as the reveal shows it: copied from the perspectives
    in an order that says nothing of them, with the team only where teams are large enough."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="facts")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=FACT_LIMIT)
    hidden = models.BooleanField(default=False, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def poster(self) -> Problem:
        return self.problem

    @transaction.atomic
    def hide(self, hidden: bool) -> bool:
        """Off wall and phones, or shown again. Whether that changed it. Raises Sealed after the
        close."""
        workshop = self.poster.workshop
        workshop.lock_stream()
        if not type(self).objects.filter(pk=self.pk, hidden=not hidden).update(hidden=hidden):
            return False
        self.hidden = hidden
        workshop.stream.announce(("fact", self.pk), ("stage", ""))
        return True
