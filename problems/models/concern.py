from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.post import Post, RoomShut, marks_of
from problems.models.problem import Problem
from problems.models.solution import Solution
from workshop.models import Participant, Workshop

TEST_LIMIT = 300


class TooEarly(RoomShut):
    """A doubt before its time; the text says what comes first."""


class Concern(Post):
    """“What would have to be true?”: a doubt about a solution, with the test that would settle
    it. A build may answer it (Build.repairs)."""

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="concerns")
    test = models.CharField(_("how we could find out"), max_length=TEST_LIMIT)

    to_problem = "solution__problem"
    words = ("text", "test")
    is_answered = False  # set by Solution.all_concerns

    class Meta:
        ordering = ["pk"]

    @property
    def poster(self) -> Problem:
        return self.solution.problem

    @property
    def workshop(self) -> Workshop:
        return self.poster.workshop

    @property
    def about(self) -> str:
        """The idea it stands on, unless that was taken back or hidden since, or ideas are."""
        shown = self.solution.is_visible and not self.is_veiled
        return self.solution.text if shown else ""

    @classmethod
    @transaction.atomic
    def post(  # noqa: PLR0913, PLR0917  (a text, its test, and what every post needs)
        cls,
        solution: Solution,
        seat: Participant,
        text: str,
        test: str,
        post_key: str,
        now: datetime,
    ) -> "Concern":
        """A concern from a seat. The same words under the same `post_key` are the same concern.

        Raises TooEarly outside of the steps for doubts, and before a build stands on the idea;
        RoomShut as every post.
        """
        workshop = solution.workshop
        marks = marks_of(seat, workshop.key, post_key, f"{text}\x1f{test}")
        sent: Concern | None = cls.objects.filter(post_mark=marks["post_mark"]).first()
        if sent:
            return sent
        room = workshop.held()
        if room.takes_posts and not room.welcomes_concerns:
            raise TooEarly(gettext("Doubts come later: first ideas, then builds. Keep this one."))
        if room.takes_posts and not solution.has_builds:
            raise TooEarly(
                gettext("One build before one doubt: nobody has built on this idea yet.")
            )
        return cls.post_once(
            workshop, marks, solution=solution, team=seat.team, text=text, test=test, at=now
        )

    def announce(self, *, unless_held: bool = False) -> None:
        self.solution.announce(unless_held=unless_held)
