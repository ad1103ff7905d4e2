"""Dots: three for what helps customers most, one for the boldest idea worth testing."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.solution import Solution
from workshop.agenda.kinds import Kind
from workshop.agenda.undo import undoers
from workshop.models import Act, Participant, Phase, Status, Workshop, WorkshopKey, WrongStep

VOTE_STEP = "vote"


class Dot(models.TextChoices):
    HELPS = "helps", _("helps customers most")
    BOLDEST = "boldest", _("boldest worth testing")


DOTS: dict[str, int] = {Dot.HELPS: 3, Dot.BOLDEST: 1}  # how many of each a person has


class VoteQuerySet(models.QuerySet["Vote"]):
    def of_seat(self, seat: Participant, phase: Phase, key: WorkshopKey | None) -> Self:
        """One's own, by the marks that they would have. After the close nobody has any."""
        if key is None:
            return self.none()
        return self.filter(mark__in=[mark for _kind, mark in slots(seat.pk, phase, key)])

    def counted(self) -> Self:
        """Those on ideas that hang; a dot on one that was taken off is its giver's again."""
        return self.filter(solution__in=Solution.objects.standing())


class Vote(models.Model):
    """One dot. Its marks say whose it is only while the workshop's key exists, and no two dots
    share one. Gone with the close; what was counted stays as a VoteResult."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="votes")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="votes")
    kind = models.CharField(max_length=8, choices=Dot)
    mark = models.CharField(max_length=64, unique=True)  # of a seat, a kind and a slot
    idea_mark = models.CharField(max_length=64, unique=True)  # of a seat, a kind and an idea
    # Those that a facilitator entered together for somebody without a phone.
    ballot = models.CharField(max_length=64, blank=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=DOTS), name="vote_kind")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.solution_id}"

    @classmethod
    @transaction.atomic
    def give(cls, seat: Participant, solution: Solution, kind: str) -> None:
        """A dot on an idea, one of each kind at most; the boldest moves there. Raises WrongStep.
        Safe to repeat."""
        workshop, phase, key = open_vote(seat.workshop)
        if not Solution.objects.standing().filter(pk=solution.pk).exists():
            raise WrongStep(gettext("This idea is off the wall now. The dot is still yours."))
        own = cls.objects.of_seat(seat, phase, key)
        on_idea = mark_on(seat.pk, phase, key, kind, solution.pk)
        counted = set(own.counted().values_list("mark", flat=True))
        if own.counted().filter(idea_mark=on_idea).exists():
            return
        mine = [mark for its, mark in slots(seat.pk, phase, key) if its == kind]
        free = next((mark for mark in mine if mark not in counted), None)
        if free is None and kind == Dot.HELPS:
            raise WrongStep(gettext("All three dots are given. Take one back first."))
        mark = free or mine[0]
        own.filter(Q(mark=mark) | Q(idea_mark=on_idea)).delete()
        cls.objects.create(phase=phase, solution=solution, kind=kind, mark=mark, idea_mark=on_idea)
        if not counted:
            workshop.stream.announce(("voted", ""))

    @classmethod
    @transaction.atomic
    def take_back(cls, seat: Participant, solution: Solution, kind: str) -> None:
        """One's own dot off an idea. Raises WrongStep. Safe to repeat."""
        workshop, phase, key = open_vote(seat.workshop)
        own = cls.objects.of_seat(seat, phase, key)
        gone, _rows = own.filter(kind=kind, solution=solution).delete()
        if gone and not own.counted().exists():
            workshop.stream.announce(("voted", ""))

    @classmethod
    @transaction.atomic
    def enter(
        cls,
        workshop: Workshop,
        helps: Collection[Solution],
        boldest: Solution | None,
        post_key: str,
    ) -> bool:
        """The dots of somebody without a phone, as a facilitator writes them down. Whether they
        are new: the same `post_key` enters once. Raises WrongStep."""
        workshop, phase, key = open_vote(workshop)
        ballot = key.mark("ballot", phase.pk, post_key)
        if cls.objects.filter(ballot=ballot).exists():
            return False
        given = [(Dot.HELPS, idea) for idea in helps]
        given += [(Dot.BOLDEST, boldest)] if boldest else []
        Vote.objects.bulk_create(
            Vote(
                phase=phase,
                solution=idea,
                kind=kind,
                mark=key.mark("entered", ballot, kind, slot),
                idea_mark=key.mark("entered-on", ballot, kind, idea.pk),
                ballot=ballot,
            )
            for slot, (kind, idea) in enumerate(given)
        )
        Act.note(workshop, "votes", gettext("Dots entered for the room"), ballot=ballot)
        workshop.stream.announce(("voted", ""), ("agenda", ""))
        return True


class VoteResult(models.Model):
    """What a vote came to, counted once and never again."""

    phase = models.OneToOneField(Phase, on_delete=models.CASCADE, related_name="vote_result")
    voters = models.PositiveIntegerField()  # from phones
    people = models.PositiveIntegerField()  # in the room then
    entered = models.PositiveIntegerField()  # by a facilitator, for people without a phone
    at = models.DateTimeField()

    # Fewer voters would see each other's dots by taking away their own.
    VOTERS_AT_LEAST = 3

    def __str__(self) -> str:
        return f"result of {self.phase}"

    @property
    def is_shown(self) -> bool:
        people = self.voters or self.entered
        return people == 0 or people >= self.VOTERS_AT_LEAST

    @classmethod
    def freeze(cls, phase: Phase, workshop: Workshop, now: datetime) -> None:
        """Count the dots, unless they were counted before. Belongs into the transaction that
        closes the vote."""
        if cls.objects.filter(phase=phase).exists():
            return
        turnout, dots = count(workshop, phase)
        result = cls.objects.create(
            phase=phase,
            at=now,
            voters=turnout.voters,
            people=turnout.people,
            entered=turnout.entered,
        )
        Tally.objects.bulk_create(
            Tally(result=result, solution_id=idea, kind=kind, dots=number)
            for (idea, kind), number in sorted(dots.items())
        )


class Tally(models.Model):
    """How many dots of a kind an idea got; none where it got none."""

    result = models.ForeignKey(VoteResult, on_delete=models.CASCADE, related_name="tallies")
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="tallies")
    kind = models.CharField(max_length=8, choices=Dot)
    dots = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "solution", "kind"], name="tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.dots} × {self.kind} for {self.solution_id}"


@dataclass(frozen=True)
class Turnout:
    """How many have voted from phones, are in the room, and were entered by a facilitator. For the
    whole room: never who, and never which team."""

    voters: int
    people: int
    entered: int


def count(workshop: Workshop, phase: Phase) -> tuple[Turnout, Counter[tuple[int, str]]]:
    """Who gave dots, and how many of a kind are on each idea. Those of somebody who was sent out
    count no more than their seat does. Two queries at any size."""
    people = list(workshop.participants.here().values_list("pk", flat=True))
    votes = Vote.objects.filter(phase=phase).counted()
    rows = list(votes.values_list("mark", "ballot", "solution", "kind"))
    key, marks = workshop.key, {mark for mark, *_rest in rows}
    own = [{mark for _kind, mark in slots(pk, phase, key)} & marks for pk in people if key]
    here = set().union(*own)
    turnout = Turnout(
        voters=sum(map(bool, own)),
        people=len(people),
        entered=len({ballot for _mark, ballot, *_rest in rows} - {""}),
    )
    counted = ((idea, kind) for mark, ballot, idea, kind in rows if ballot or mark in here)
    return turnout, Counter(counted)


def turnout_of(workshop: Workshop, phase: Phase) -> Turnout:
    return count(workshop, phase)[0]


def slots(seat_pk: int, phase: Phase, key: WorkshopKey) -> list[tuple[str, str]]:
    """The marks that a seat's dots have, each with its kind."""
    return [
        (kind, key.mark("vote", phase.pk, seat_pk, kind, slot))
        for kind, count in DOTS.items()
        for slot in range(count)
    ]


def mark_on(seat_pk: int, phase: Phase, key: WorkshopKey, kind: str, solution_pk: int) -> str:
    return key.mark("vote-on", phase.pk, seat_pk, kind, solution_pk)


def is_open(workshop: Workshop) -> bool:
    """Whether dots may be given: in the step for it, and until they have been counted once."""
    step = workshop.at_step
    if workshop.kind != Kind.CHOOSE or step is None or step.name != VOTE_STEP:
        return False
    return not VoteResult.objects.filter(phase=workshop.phase_id).exists()


def open_vote(workshop: Workshop) -> tuple[Workshop, Phase, WorkshopKey]:
    """The workshop as it is now, held until the commit, with the phase that votes and its key.
    Raises WrongStep while no dots are taken."""
    fresh = workshop.held()
    if fresh.status == Status.PAUSED:
        raise WrongStep(gettext("The workshop is paused. You can go on choosing when it goes on."))
    if not is_open(fresh) or fresh.phase is None or fresh.key is None:
        raise WrongStep(gettext("No dots are taken just now. Those that were given stay."))
    return fresh, fresh.phase, fresh.key


def undo_votes(workshop: Workshop, kept: dict[str, str], _now: datetime) -> None:
    """Dots entered for the room go again, unless they have been counted."""
    rows = Vote.objects.filter(ballot=kept["ballot"], phase__workshop=workshop)
    if rows.filter(phase__vote_result__isnull=False).exists():
        raise WrongStep(gettext("These dots have been counted already."))
    rows.delete()
    workshop.stream.announce(("voted", ""))


undoers["votes"] = undo_votes
