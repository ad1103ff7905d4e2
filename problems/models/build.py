from datetime import datetime

from django.db import models, transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.commitment import Commitment
from problems.models.concern import Concern
from problems.models.gift import Gift
from problems.models.post import VISIBLE, Post, PostQuerySet, RoomShut, marks_of
from problems.models.problem import Problem
from problems.models.solution import Solution
from workshop.models import Participant, Workshop


class GiftFirst(RoomShut):
    """Somebody was given an idea to build on, and has not looked at it yet."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "First the idea that somebody gave you: build on it, or say that you have nothing"
                " to add. Then choose freely."
            )
        )


class BuildQuerySet(PostQuerySet):
    def free(self) -> "BuildQuerySet":
        """Those on an idea that their author chose. Known until the close."""
        return self.filter(given=False)

    def forget_authors(self, at: datetime) -> None:
        """Whether an idea was given to somebody goes with the rest."""
        super().forget_authors(at)
        self.update(given=False)


class Build(Post):
    """“Yes, and …”: somebody adds to a solution."""

    solution = models.ForeignKey(
        Solution, on_delete=models.CASCADE, related_name="builds", verbose_name=_("solution")
    )
    # The concern that it answers, if it is a repair.
    repairs = models.ForeignKey(
        Concern, on_delete=models.SET_NULL, null=True, editable=False, related_name="repairs"
    )
    # It stands on an idea that was given to its author. Until the close.
    given = models.BooleanField(default=False, editable=False)

    to_problem = "solution__problem"

    objects = BuildQuerySet.as_manager()  # type: ignore[misc]

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
        """The idea it stands on, unless that was taken back or hidden since, or ideas are."""
        shown = self.solution.is_visible and not self.is_veiled
        return self.solution.text if shown else ""

    @classmethod
    @transaction.atomic
    def post(  # noqa: PLR0913, PLR0917  (a text, what it answers, and what every post needs)
        cls,
        solution: Solution,
        seat: Participant,
        text: str,
        post_key: str,
        now: datetime,
        repairs: Concern | None = None,
    ) -> "Build":
        """A build from a seat. The same words under the same `post_key` are the same build.

        Raises GiftFirst while its author has an idea to build on first, and RoomShut.
        """
        workshop = solution.workshop
        marks = marks_of(seat, workshop.key, post_key, text)
        gift = Gift.objects.select_related("solution").of(seat)
        on_the_gift = gift is not None and gift.stands_for(solution)
        if gift and not gift.settled and workshop.gives_ideas and not on_the_gift:
            sent = cls.objects.filter(post_mark=marks["post_mark"]).first()
            if sent is None and gift.solution.is_visible:
                raise GiftFirst
        given = on_the_gift or bool(workshop.phase_id and Gift.objects.was_given(solution, seat))
        if gift and on_the_gift and not gift.settled:
            gift.settle()
        return cls.post_once(
            workshop,
            marks,
            solution=solution,
            team=seat.team,
            text=text,
            at=now,
            repairs=repairs,
            given=given,
        )

    def announce(self, *, unless_held: bool = False) -> None:
        self.solution.announce(unless_held=unless_held)


def with_builds(solutions: QuerySet[Solution], seen: Q = VISIBLE) -> QuerySet[Solution]:
    """The solutions, each with its team, its builds as `.shown_builds`, its concerns as
    `.shown_concerns`, its pairs as `.shown_commitments`, and what was merged into it, with all of
    the same, as `.shown_merged`. Of all these, those that `seen` lets through."""
    merged = Solution.objects.filter(seen).order_by("pk")
    whole = Prefetch("merged", dressed(merged, seen), to_attr="shown_merged")
    return dressed(solutions, seen).prefetch_related(whole)


def dressed(solutions: QuerySet[Solution], seen: Q) -> QuerySet[Solution]:
    builds = Build.objects.filter(seen).select_related("team")
    concerns = Concern.objects.filter(seen).select_related("team")
    pairs = Commitment.objects.select_related("lead_team", "partner_team")
    return solutions.select_related("team", "merged_into").prefetch_related(
        Prefetch("builds", builds, to_attr="shown_builds"),
        Prefetch("concerns", concerns, to_attr="shown_concerns"),
        Prefetch("commitments", pairs, to_attr="shown_commitments"),
    )
