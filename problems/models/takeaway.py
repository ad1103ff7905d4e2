from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from problems.models.post import Post, marks_of
from workshop.models import Participant, Workshop


class Question(models.TextChoices):
    WHAT = "what", _("What?")
    SO_WHAT = "so-what", _("So what?")
    NOW_WHAT = "now-what", _("Now what?")


HINTS = {
    Question.WHAT: _("What did you see or hear today that you hadn’t before?"),
    Question.SO_WHAT: _("Why does that matter to a customer?"),
    Question.NOW_WHAT: _("What will you do differently on Monday?"),
}


class Takeaway(Post):
    """What somebody takes home, in answer to one of three questions. Shown without team or name."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="takeaways")
    question = models.CharField(max_length=10, choices=Question)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__in=Question.values), name="takeaway_question"
            )
        ]

    @classmethod
    def post(
        cls, question: str, seat: Participant, text: str, post_key: str, now: datetime
    ) -> "Takeaway":
        """The same words under the same `post_key` are the same takeaway. Raises RoomShut."""
        workshop = seat.workshop
        return cls.post_once(
            workshop,
            marks_of(seat, workshop.key, post_key, f"{question} {text}"),
            workshop=workshop,
            question=question,
            team=seat.team,
            text=text,
            at=now,
        )

    def announce(self, *, unless_held: bool = False) -> None:
        self.workshop.stream.announce(("stage", ""), unless_held=unless_held)
