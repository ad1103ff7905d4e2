from datetime import datetime

from django.db import models

from problems.models.post import Post, PostQuerySet, marks_of
from problems.models.problem import Problem
from workshop.models import Participant, Workshop
from workshop.people.models import Team


class Solution(Post):
    """A proposed answer to a problem. The phone calls it an idea while it is young."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="solutions")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["problem", "team"], name="solution_by_problem_team")]

    @property
    def poster(self) -> Problem:
        return self.problem

    @property
    def workshop(self) -> Workshop:
        return self.problem.workshop

    @classmethod
    def post(
        cls, problem: Problem, seat: Participant, text: str, post_key: str, now: datetime
    ) -> "Solution":
        """An idea from a seat. The same words under the same `post_key` are the same idea."""
        return cls.post_once(
            problem.workshop,
            marks_of(seat, problem.workshop.key, post_key, text),
            problem=problem,
            team=seat.team,
            text=text,
            at=now,
        )

    @classmethod
    def enter(
        cls, problem: Problem, team: Team, text: str, post_key: str, now: datetime
    ) -> "Solution":
        """A facilitator writes an idea down for somebody of `team` who has no phone."""
        workshop = problem.workshop
        marks = {"post_mark": workshop.key.mark("entered", post_key, text)} if workshop.key else {}
        return cls.post_once(
            workshop, marks, problem=problem, team=team, text=text, at=now, for_the_room=True
        )

    def announce(self) -> None:
        self.workshop.stream.announce(("solution", self.pk), ("problem", self.problem_id))
