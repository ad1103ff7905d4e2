from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models.check_in import CheckIn, hold
from workshop.followup.models.course import Course
from workshop.followup.models.learning import Learning
from workshop.followup.models.question import REPLIES, Question, Reply


def replies_to(check_in: CheckIn) -> tuple[Reply, ...]:
    """What may be said by its link. A promise can be stopped by any link of its own."""
    shown = REPLIES.get(Question(check_in.question), ())
    stops = check_in.is_of_a_half and Reply.STOPPED not in shown
    return (*shown, Reply.STOPPED) if stops else shown


class Answer(models.Model):
    """What somebody said to a check-in. It can be corrected; the last word counts."""

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="answer")
    reply = models.CharField(max_length=10, choices=Reply)
    noticed = models.TextField(_("what did you notice?"), max_length=600, blank=True)
    # The second thing asked: what stays with them, or who could open the door.
    also = models.TextField(max_length=600, blank=True)
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

        `said` holds reply, noticed, also and new_step. `learned` holds the fields of the learning
        that comes with it; None takes back one that was written here before.
        """
        hold([check_in])
        CheckIn.objects.select_for_update().get(pk=check_in.pk)
        answer = cls.objects.filter(check_in=check_in).first() or cls(check_in=check_in)
        _put(answer, said, now)
        if learned and check_in.commitment:
            Learning.write(answer, check_in.commitment, learned, now)
        else:
            Learning.objects.filter(answer=answer).delete()
        check_in.arrived(now)
        if check_in.commitment:
            Course.wake(check_in.commitment, now)
        return answer


def _put(row: models.Model, said: dict[str, Any], now: datetime) -> None:
    """Save what differs from before, with its time."""
    if row.pk and all(getattr(row, name) == value for name, value in said.items()):
        return
    for name, value in {**said, "at": now}.items():
        setattr(row, name, value)
    row.save()


def step_of(commitment: Commitment, answers: Iterable[Answer]) -> str:
    """The first step as the pair said it last; `answers` in the order of their times."""
    said = [answer.new_step for answer in answers if answer.new_step]
    return said[-1] if said else commitment.step


def step_now(commitment: Commitment) -> str:
    answers = Answer.objects.filter(check_in__commitment=commitment)
    return step_of(commitment, answers.order_by("at", "pk"))
