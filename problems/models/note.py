from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.post import Post, marks_of
from problems.models.problem import Problem
from workshop.models import Participant, Workshop


class About(models.TextChoices):
    HARD = "hard", _("What makes this hard")
    OUT = "out", _("We leave this out")

    @property
    def question(self) -> str:
        """What phones ask."""
        return {
            About.HARD: gettext("What makes this hard?"),
            About.OUT: gettext("What do we leave out?"),
        }[self]


class Note(Post):
    """What a table writes beside the ideas of a poster: what makes it hard, what is left out."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=About)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=About.values), name="note_kind")]

    @property
    def poster(self) -> Problem:
        return self.problem

    @property
    def workshop(self) -> Workshop:
        return self.problem.workshop

    @classmethod
    def post(  # noqa: PLR0913, PLR0917  (a text, its kind, and what every post needs)
        cls,
        problem: Problem,
        seat: Participant,
        kind: str,
        text: str,
        post_key: str,
        now: datetime,
    ) -> "Note":
        """A note from a seat. The same words under the same `post_key` are the same note. Raises
        RoomShut."""
        return cls.post_once(
            problem.workshop,
            marks_of(seat, problem.workshop.key, post_key, f"{kind}\x1f{text}"),
            problem=problem,
            kind=kind,
            team=seat.team,
            text=text,
            at=now,
        )

    def announce(self, *, unless_held: bool = False) -> None:
        self.workshop.stream.announce(("notes", self.problem_id), unless_held=unless_held)
