"""Where a room is in its agenda, and what that means for its screens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext

from workshop.agenda.kinds import Kind, Step
from workshop.agenda.plans import what_will_be_missing
from workshop.models.pace import Paced
from workshop.models.phase import Phase, PhaseQuerySet
from workshop.models.states import DoorRule, Status

Turn = tuple[Phase, int]  # a phase and the index of a step in it


class Placed(Paced):
    """The present step of a workshop. Without a phase it is one open room."""

    phase = models.ForeignKey(
        Phase, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    round_began_at = models.DateTimeField(null=True, editable=False)
    resumed_at = models.DateTimeField(null=True, editable=False)  # after the last pause
    booked_minutes = models.PositiveSmallIntegerField(default=0)
    # What a pause keeps of the step's time, in seconds.
    timer_left = models.PositiveIntegerField(null=True, editable=False)
    # The next round of Solve begins at other tables.
    mixes_tables = models.BooleanField(default=False, editable=False)
    # Counts how often everybody was asked to come to the poster in the spotlight.
    gathering = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        pk: int
        door_rule: str

    @property
    def held_phases(self) -> PhaseQuerySet:
        """The phases that take place, in order."""
        return Phase.objects.held().filter(workshop=self.pk)

    @property
    def kind(self) -> str:
        """The kind of the present phase while the day runs; empty in an open room."""
        running = self.status in (Status.LIVE, Status.PAUSED)
        return self.phase.kind if self.phase and running else ""

    @property
    def walks_before(self) -> bool:
        """Whether people go past the posters before the day: it has a reveal, and no walk."""
        kinds = set(self.held_phases.values_list("kind", flat=True))
        return Kind.REVEAL in kinds and Kind.WALK not in kinds

    @property
    def shown_kind(self) -> str:
        """The kind of phase that the screens show: the present one, or the walk before the day."""
        before = self.status == Status.JOINING and self.walks_before
        return Kind.WALK if before else self.kind

    @property
    def at_step(self) -> Step | None:
        return self.phase.step(self.step) if self.phase and self.kind else None

    @property
    def turn(self) -> str:
        """Names the phase and the step, as forms and pages carry it."""
        return f"{self.phase_id}-{self.step}" if self.kind else ""

    @property
    def turn_label(self) -> str:
        return self.phase.label(self.step) if self.phase and self.kind else ""

    @property
    def round(self) -> int:
        """The round within the phase, from 1; 0 in an open room."""
        return self.phase.round_of(self.step) if self.phase and self.kind else 0

    @property
    def welcomes_ideas(self) -> bool:
        """Whether the present step is one for ideas and builds; an open room always is."""
        return self.at_step is None or self.at_step.takes_ideas

    @property
    def hides_ideas(self) -> bool:
        """Whether nobody may see what others write, on no screen."""
        return self.at_step is not None and self.at_step.hides_ideas

    @property
    def welcomes_concerns(self) -> bool:
        """Whether the present step is one for doubts; an open room always is."""
        return self.at_step is None or self.at_step.takes_concerns

    @property
    def gives_ideas(self) -> bool:
        """Whether everybody first builds on the idea that they were given."""
        return self.at_step is not None and self.at_step.gives_ideas

    def next_turn(self) -> Turn | None:
        """The step that comes next; None at the end of the day, and where there are no phases. From
        an open room it is the first that somebody has put on the agenda meanwhile."""
        if self.phase is None:
            first = self.held_phases.first()
            return (first, 0) if first else None
        if self.step + 1 < len(self.phase.steps):
            return self.phase, self.step + 1
        later = self.held_phases.filter(position__gt=self.phase.position).first()
        return (later, 0) if later else None

    def next_label(self) -> str:
        """What comes next, said shortly: “talk”, “round 2 · write”, “Choose · read”."""
        coming = self.next_turn()
        if coming is None:
            return ""
        phase, step = coming
        if phase != self.phase:
            return phase.label(step)
        label = str(phase.step(step).label)
        if phase.round_of(step) == self.round:
            return label
        return gettext("round %(n)s · %(step)s") % {"n": phase.round_of(step), "step": label}

    def turn_before(self) -> Turn | None:
        if self.phase is None:
            return None
        if self.step > 0:
            return self.phase, self.step - 1
        earlier = self.held_phases.filter(position__lt=self.phase.position).last()
        return (earlier, len(earlier.steps) - 1) if earlier else None

    def seconds_after_this_step(self) -> int:
        """What the agenda still holds when the present step is over."""
        if self.phase is None:
            return 0
        rest = range(self.step + 1, len(self.phase.steps))
        later = self.held_phases.filter(position__gt=self.phase.position)
        return sum(map(self.phase.seconds_of, rest)) + 60 * sum(
            later.values_list("minutes", flat=True)
        )

    def missing(self, phases: Sequence[Phase]) -> list[str]:
        """What a day of these phases, in this order, will lack, in sentences."""
        return what_will_be_missing(
            [phase.kind for phase in phases], pairs_open_doors=self.door_rule == DoorRule.OWNED
        )

    def missing_after_jump(self, to: Phase) -> list[str]:
        """What the day will lack only because it goes over the phases before this one."""
        held = list(self.held_phases)
        begun = [phase for phase in held if phase.began_at]
        left = [phase for phase in held if not phase.began_at and phase.position >= to.position]
        lacks_anyway = self.missing(held)
        return [each for each in self.missing(begun + left) if each not in lacks_anyway]
