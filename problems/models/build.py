from datetime import datetime

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from problems.models.commitment import Commitment
from problems.models.post import Post, PostQuerySet, marks_of
from problems.models.problem import Problem
from problems.models.solution import Solution
from workshop.models import Participant, Workshop


class Build(Post):
    """“Yes, and …”: somebody adds to a solution."""

    solution = models.ForeignKey(
        Solution, on_delete=models.CASCADE, related_name="builds", verbose_name=_("solution")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["solution", "team"], name="build_by_solution_team")]

    @property
    def poster(self) -> Problem:
        return self.solution.problem

    @property
    def workshop(self) -> Workshop:
        return self.poster.workshop

    @property
    def about(self) -> str:
        """The idea it stands on, unless that was taken back or hidden since."""
        return self.solution.text if self.solution.is_visible else ""

    @classmethod
    def post(
        cls, solution: Solution, seat: Participant, text: str, post_key: str, now: datetime
    ) -> "Build":
        """A build from a seat. The same words under the same `post_key` are the same build."""
        return cls.post_once(
            solution.workshop,
            marks_of(seat, solution.workshop.key, post_key, text),
            solution=solution,
            team=seat.team,
            text=text,
            at=now,
        )

    def announce(self) -> None:
        self.solution.announce()


def with_builds(
    solutions: models.QuerySet[Solution], builds: models.QuerySet[Build]
) -> models.QuerySet[Solution]:
    """The solutions, each with its team, pairs and those of `builds` on it as `.shown_builds`."""
    return solutions.select_related("team").prefetch_related(
        Prefetch("builds", builds.select_related("team"), to_attr="shown_builds"),
        Prefetch("commitments", Commitment.objects.select_related("lead_team", "partner_team")),
    )
