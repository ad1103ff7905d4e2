from collections.abc import Iterable
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.problem import Problem
from workshop.agenda.kinds import Kind
from workshop.models import Participant, Status, Workshop, WorkshopKey
from workshop.other_team import settle_other_teams
from workshop.people.models import Team

MOST = 10  # the scale goes from 0 to this
FACT_LIMIT = 240


class WalkShut(Exception):
    """No dots are taken now; the text says why, for people. Nothing was changed."""


class PerspectiveQuerySet(models.QuerySet["Perspective"]):
    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(problem__workshop=workshop)

    def of(
        self, seat: Participant, key: WorkshopKey | None, problems: Iterable[Problem]
    ) -> dict[int, "Perspective"]:
        """One's own at these posters, by the id of the poster. None after the close."""
        if key is None:
            return {}
        marks = [mark_of(seat, key, problem.pk) for problem in problems]
        rows = self.filter(mark__in=marks).select_related("about")
        return {row.problem_id: row for row in rows}


class Perspective(models.Model):
    """What one seat feels and guesses about a problem. Nobody else sees it before the reveal.

    Its author is a mark under the workshop's key; at the close the row is deleted.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="perspectives")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    pain = models.PositiveSmallIntegerField(validators=[MaxValueValidator(MOST)])
    about = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    guess = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(MOST)])
    fact = models.CharField(_("a fact others may lack"), max_length=FACT_LIMIT, blank=True)
    mark = models.CharField(max_length=64, unique=True, editable=False)

    objects = PerspectiveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pain__lte=MOST), name="perspective_pain"),
            models.CheckConstraint(condition=Q(guess__lte=MOST), name="perspective_guess"),
            models.CheckConstraint(
                condition=Q(guess=None) | Q(about__isnull=False), name="perspective_guess_about"
            ),
            models.CheckConstraint(condition=~Q(about=F("team")), name="perspective_other_team"),
        ]

    def __str__(self) -> str:
        return f"perspective {self.pk}"

    @classmethod
    @transaction.atomic
    def give(  # noqa: PLR0913  (what one says at a poster)
        cls,
        problem: Problem,
        seat: Participant,
        *,
        pain: int,
        guess: int | None = None,
        about: int | None = None,
        fact: str = "",
    ) -> "Perspective":
        """What a seat says at a poster, in the place of what it said before. Safe to repeat.

        `about` is the team that the guess was asked about. Raises WalkShut after the reveal, while
        the room rests, and where the seat guesses about another team by now.
        """
        fresh = problem.workshop.held()
        if fresh.key is None or (refusal := why_shut(fresh)):
            raise WalkShut(refusal if fresh.key else closed())
        settle_other_teams(fresh)
        other = Participant.objects.values_list("guesses_about", flat=True).get(pk=seat.pk)
        if guess is not None and about != other:
            raise WalkShut(gettext("You guess for another team now. Look once more, then guess."))
        posters = list(fresh.problems.all())
        if problem not in posters:
            raise WalkShut(gettext("This poster is no longer on the wall."))
        had = cls.objects.of(seat, fresh.key, posters)
        said, _new = cls.objects.update_or_create(
            mark=mark_of(seat, fresh.key, problem.pk),
            defaults={
                "problem": problem,
                "team": seat.team,
                "pain": pain,
                "guess": guess,
                "about_id": None if guess is None else other,
                "fact": fact,
            },
        )
        if problem.pk not in had and len(had) + 1 == len(posters):
            # All that anybody sees of it is one more who has been past every poster.
            fresh.stream.announce(("stage", ""))
        return said


def mark_of(seat: Participant, key: WorkshopKey, problem: int) -> str:
    return seat.own_mark(key, "perspective", problem)


def why_shut(workshop: Workshop) -> str:
    """Why no dots are taken now, in a sentence; empty while they are."""
    if workshop.is_closed:
        return closed()
    if hasattr(workshop, "revealed"):
        return gettext("What we felt and guessed has been shown, so the dots stay as they are.")
    if workshop.status == Status.PAUSED:
        return gettext("The workshop is paused. You can send this when it goes on.")
    if workshop.status in (Status.JOINING, Status.LIVE) and workshop.walks_before:
        return ""
    walks = workshop.held_phases.filter(kind=Kind.WALK)
    if workshop.status == Status.LIVE and walks.exclude(began_at=None).exists():
        return ""
    return gettext("The poster walk hasn’t begun yet.")


def closed() -> str:
    return gettext("The workshop has closed, so this could not be added any more.")
