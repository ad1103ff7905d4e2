from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment


class Decision(models.TextChoices):
    KEEP = "keep", _("Keep")
    CHANGE = "change", _("Change course")
    STOP = "stop", _("Stop")
    RETEST = "retest", _("Test again")


class Surprise(models.IntegerChoices):
    NONE = 0, _("Just as expected")
    SOME = 1, _("A little")
    MUCH = 2, _("Quite")
    ALL = 3, _("It turned things around")


class Learning(models.Model):
    """“Here’s what we learned”: one loop of a commitment, closed by what was seen."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="learnings")
    answer = models.OneToOneField(
        "followup.Answer", on_delete=models.SET_NULL, null=True, related_name="learning"
    )
    text = models.CharField(_("here’s what we learned"), max_length=300)
    facts = models.TextField(_("what we saw"), max_length=600, blank=True)
    how_many = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    surprise = models.PositiveSmallIntegerField(
        _("how surprising, 0 to 3"), choices=Surprise, null=True, blank=True
    )
    decision = models.CharField(_("what we do now"), max_length=10, choices=Decision)
    confidence_after = models.PositiveSmallIntegerField(_("confidence now"), null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(surprise=None) | Q(surprise__lte=3), name="learning_surprise_0_to_3"
            ),
            models.CheckConstraint(
                condition=Q(confidence_after=None) | Q(confidence_after__lte=100),
                name="learning_confidence_percent",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="learning_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.text
