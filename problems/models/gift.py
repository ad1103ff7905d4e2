from typing import Self

from django.db import models
from django.db.models import Q

from problems.models.solution import Solution
from workshop.models import Participant, Phase, Workshop, WorkshopKey


class GiftQuerySet(models.QuerySet["Gift"]):
    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(phase__workshop=workshop)

    def of_round(self, workshop: Workshop) -> Self:
        """Those of the round that the room is in."""
        return self.filter(phase=workshop.phase_id, round=workshop.round)

    def of(self, seat: Participant) -> "Gift | None":
        """What a seat was given in this round."""
        workshop = seat.workshop
        if workshop.key is None or workshop.phase is None:
            return None
        mark = mark_of(seat, workshop.key, workshop.phase.pk, workshop.round)
        return self.filter(mark=mark).first()

    def was_given(self, solution: Solution, seat: Participant) -> bool:
        """Whether this idea, or one that is merged with it, was given to this seat in any round."""
        key = seat.workshop.key
        if key is None:
            return False
        same = Q(solution=solution) | Q(solution__merged_into=solution)
        if solution.merged_into_id:
            same |= Q(solution=solution.merged_into_id)
        rows = self.filter(same).values_list("mark", "phase", "round")
        return any(mark == mark_of(seat, key, phase, number) for mark, phase, number in rows)


class Gift(models.Model):
    """An idea of another team that somebody is given to build on, in one round.

    The row names no seat: only the workshop's key finds one's own, and another mark each round.
    Gone with the close.
    """

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="+")
    round = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=64, unique=True)
    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="gifts")
    # Built on, or passed by: from then on its owner chooses freely.
    settled = models.BooleanField(default=False)

    objects = GiftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["phase", "round"], name="gift_by_round")]

    def __str__(self) -> str:
        return f"gift of round {self.round}"

    def settle(self) -> None:
        """Safe to repeat."""
        Gift.objects.filter(pk=self.pk).update(settled=True)
        self.settled = True

    def stands_for(self, solution: Solution) -> bool:
        """Whether a build on this solution is one on the gift: itself, or one merged with it."""
        mine = {self.solution_id, self.solution.merged_into_id} - {None}
        return solution.pk in mine or solution.merged_into_id in mine


def mark_of(seat: Participant, key: WorkshopKey, phase: int, number: int) -> str:
    """How the gift of a seat is known in round `number` of a phase."""
    return key.mark("gift", seat.pk, phase, number)
