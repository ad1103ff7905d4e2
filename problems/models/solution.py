from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext

from problems.models.post import Post, PostQuerySet, marks_of
from problems.models.problem import Problem, changing
from workshop.agenda.undo import undoers
from workshop.models import Act, Participant, Workshop, WrongStep
from workshop.people.models import Team

if TYPE_CHECKING:
    from problems.models.build import Build
    from problems.models.commitment import Commitment
    from problems.models.concern import Concern

# An idea that was merged stands on its own again while the one it went into is off the wall.
STANDS_ALONE = Q(merged_into=None) | Q(merged_into__withdrawn=True) | Q(merged_into__hidden=True)


class SolutionQuerySet(PostQuerySet):
    def standing(self) -> Self:
        """What the room sees as ideas of their own: those merged into another show with it."""
        return self.visible_to_room().filter(STANDS_ALONE)

    def with_merged(self) -> Self:
        """Each with its team, and with the ideas that are shown together with it."""
        merged = Solution.objects.visible_to_room().select_related("team").order_by("pk")
        return self.select_related("team").prefetch_related(
            Prefetch("merged", merged, to_attr="shown_merged")
        )


class Solution(Post):
    """A proposed answer to a problem. The phone calls it an idea while it is young."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="solutions")
    # Nearly the same idea, which this one is shown together with. Never one that is merged itself.
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="merged"
    )

    objects = SolutionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["problem", "team"], name="solution_by_problem_team")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")), name="solution_not_into_itself"
            )
        ]

    @property
    def poster(self) -> Problem:
        return self.problem

    @property
    def workshop(self) -> Workshop:
        return self.problem.workshop

    # With what was merged into it; for solutions of with_builds(), the parts of with_merged(), too

    @property
    def parts(self) -> list["Solution"]:
        return [self, *shown(self, "merged")]

    @property
    def all_builds(self) -> list["Build"]:
        return self._of_all_parts("builds")

    @property
    def all_commitments(self) -> list["Commitment"]:
        return self._of_all_parts("commitments")

    @property
    def all_concerns(self) -> list["Concern"]:
        """Each with `.is_answered`: a build was posted to mend it."""
        answered = {build.repairs_id for build in self.all_builds}
        concerns: list[Concern] = self._of_all_parts("concerns")
        for concern in concerns:
            concern.is_answered = concern.pk in answered
        return concerns

    def _of_all_parts(self, name: str) -> list[Any]:
        rows = [row for part in self.parts for row in shown(part, name)]
        return sorted(rows, key=lambda row: row.pk)

    @property
    def teams(self) -> list[Team]:
        """Of itself, and of those merged into it."""
        return list({part.team_id: part.team for part in self.parts}.values())

    @property
    def head(self) -> "Solution | None":
        """The idea that this one is shown with, while that one hangs there."""
        into = self.merged_into
        return into if into and into.is_visible else None

    @property
    def has_builds(self) -> bool:
        """Whether a build stands on it, or on what it is merged with, for the room to see."""
        family = Solution.objects.visible_to_room().filter(self._family())
        return family.filter(builds__withdrawn=False, builds__hidden=False).exists()

    def _family(self) -> Q:
        """What is shown as one with it, by what the database says now."""
        into = Solution.objects.values_list("merged_into", flat=True).filter(pk=self.pk).first()
        head = into or self.pk
        return Q(pk=head) | Q(merged_into=head)

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

    def merge_into(self, other: "Solution") -> bool:
        """Show it together with another idea of its poster, and with all that was merged into
        this one before. It keeps its words, its builds and its pairs. Whether it wasn't yet.

        Raises WrongStep where one of them is off the wall, is merged elsewhere or hangs on another
        poster, while everybody writes or votes, and after the close.
        """
        with changing(self.workshop, ("problem", self.problem_id)):
            room = Workshop.objects.select_related("phase").get(pk=self.workshop.pk)
            mine, its = (Solution.objects.get(pk=each.pk) for each in (self, other))
            if mine.merged_into_id == its.pk:
                return False
            if refusal := why_not(mine, its, room):
                raise WrongStep(refusal)
            along = list(mine.merged.values_list("pk", flat=True))
            Solution.objects.filter(pk__in=[*along, mine.pk]).update(merged_into=its)
            self.merged_into = its
            about = gettext("Two ideas of poster %(n)s became one") % {"n": self.problem.position}
            Act.note(self.workshop, "merge", about, ideas=[mine.pk, *along])
            self.announce_all([mine.pk, *along, its.pk], ("merged", ""), ("agenda", ""))
        return True

    def stand_alone(self) -> bool:
        """Take it out of the idea it was merged into. Whether it was. Raises WrongStep while
        everybody votes, and after the close."""
        with changing(self.workshop, ("problem", self.problem_id)):
            head = Solution.objects.values_list("merged_into", flat=True).get(pk=self.pk)
            if head is None:
                return False
            if refusal := still_voting(self.workshop):
                raise WrongStep(refusal)
            Solution.objects.filter(pk=self.pk).update(merged_into=None)
            self.merged_into = None
            self.announce_all([self.pk, head], ("merged", ""))
        return True

    def announce_all(self, ideas: Iterable[int], *more: tuple[str, int | str]) -> None:
        changes = [("solution", pk) for pk in ideas]
        self.workshop.stream.announce(*changes, *more)

    def announce(self, *, unless_held: bool = False) -> None:
        """What is posted (`unless_held`) hides nothing, so that one drawing is enough; a change
        may, and then everything that shows these words is drawn anew."""
        pks: Iterable[int] = [self.pk]
        if not unless_held:
            pks = Solution.objects.filter(self._family()).values_list("pk", flat=True)
        changes = [("solution", pk) for pk in pks]
        self.workshop.stream.announce(
            *changes, ("problem", self.problem_id), unless_held=unless_held
        )


def shown(solution: Solution, name: str) -> list[Any]:
    """What with_builds() has set; nothing stands on an idea that was posted just now."""
    return list(getattr(solution, f"shown_{name}", ()))


def why_not(one: Solution, into: Solution, room: Workshop) -> str:
    """What speaks against merging them, in a sentence; empty where nothing does."""
    if room.hides_ideas:
        return gettext("Ideas stay hidden while everybody writes. Merge them afterwards.")
    if one.problem_id != into.problem_id or one.pk == into.pk:
        return gettext("Choose another idea of the same poster.")
    if one.merged_into_id or into.merged_into_id:
        return gettext("One of them is merged already. Take that apart first.")
    if not one.is_visible or not into.is_visible:
        return gettext("One of them is off the wall by now.")
    return still_voting(room)


def still_voting(room: Workshop) -> str:
    """Whoever gave a dot to an idea has read the words that it showed, so they stay together, and
    alone, until the dots are counted."""
    if room.phases.filter(votes__isnull=False, vote_result=None).exists():
        return gettext("Dots are given and not counted yet. Close the vote first.")
    return ""


def undo_merge(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    """As it was: the idea by itself, with those that were merged into it before."""
    first, *along = kept["ideas"]
    merged = Solution.objects.filter(problem__workshop=workshop, pk=first).first()
    if merged is None or merged.merged_into_id is None:
        raise WrongStep(gettext("These ideas stand apart already."))
    if refusal := still_voting(workshop):
        raise WrongStep(refusal)
    head = merged.merged_into_id
    Solution.objects.filter(pk=first).update(merged_into=None)
    Solution.objects.filter(pk__in=along, merged_into=head).update(merged_into=first)
    changes = [("solution", pk) for pk in (first, *along, head)]
    workshop.stream.announce(*changes, ("merged", ""), ("problem", merged.problem_id))


undoers["merge"] = undo_merge
