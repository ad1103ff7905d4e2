from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from problems.models.problem import Problem, changing, gone
from workshop.models import WrongStep
from workshop.people.models import Team


class NotOursYet(models.Model):
    """An open, reasoned exit: what we'd have to learn first, and who keeps asking."""

    problem = models.OneToOneField(Problem, on_delete=models.CASCADE, related_name="not_ours_yet")
    reason = models.TextField(_("why it isn't ours yet"), max_length=500)
    question = models.TextField(_("what we would have to learn"), max_length=300)
    owner = models.CharField(_("first owner"), max_length=40)
    owner_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    other_owner = models.CharField(_("second owner"), max_length=40)
    other_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(owner_team=F("other_team")), name="not_ours_yet_two_teams"
            )
        ]

    def __str__(self) -> str:
        return self.question

    @classmethod
    def declare(cls, problem: Problem, now: datetime, **fields: object) -> "NotOursYet":
        """Let a problem leave the wall openly. Saying it again replaces what was said.

        Raises WrongStep after the close, and when the problem is deleted.
        """
        with changing(problem.workshop, ("problem", problem.pk)):
            if not Problem.objects.filter(pk=problem.pk).exists():
                raise WrongStep(gone())
            declared, _created = cls.objects.update_or_create(
                problem=problem, defaults={**fields, "at": now}
            )
        return declared

    def take_back(self) -> bool:
        """The problem is the room's again. Whether it wasn't. Raises WrongStep after the close."""
        with changing(self.problem.workshop, ("problem", self.problem_id)):
            deleted, _each = NotOursYet.objects.filter(pk=self.pk).delete()
        return bool(deleted)
