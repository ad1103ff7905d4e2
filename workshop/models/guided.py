"""How a room goes through its agenda: step by step, back, and with the last ten acts undone."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext

from workshop.agenda import stage
from workshop.agenda.kinds import Kind, Step
from workshop.agenda.undo import undoers
from workshop.models.act import Act
from workshop.models.pace import Paced
from workshop.models.phase import Phase, PhaseQuerySet
from workshop.models.states import Status, WrongStep

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from workshop.models.override import Override
    from workshop.models.workshop import Workshop
    from workshop.people.models import Organisation, User

SHORTEST_AGAIN = 60  # seconds that a step has left at least when one comes back to it

Turn = tuple[Phase, int]  # a phase and the index of a step in it


class NotYet(Exception):
    """Something speaks against going on. `objections` says what, in sentences."""

    def __init__(self, objections: list[stage.Objection]) -> None:
        super().__init__("; ".join(objection.sentence for objection in objections))
        self.objections = objections
        self.needs_reason = any(objection.needs_reason for objection in objections)


class Guided(Paced):
    """Where a room is in its agenda. Without phases it is one open room from start to close.

    As in Paced, verbs are told the turn that their facilitator saw; where that has changed,
    nothing happens, so two who press “next” at once make one step.
    """

    phase = models.ForeignKey(
        Phase, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    step = models.PositiveSmallIntegerField(default=0, editable=False)
    turned_at = models.DateTimeField(null=True, editable=False)  # when this step began
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
        title: str
        organisation: Organisation
        phases: RelatedManager[Phase]
        acts: RelatedManager[Act]
        overrides: RelatedManager[Override]

    # Where it is

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
        """The step that comes next; None at the end of the day, and where there are no phases."""
        if self.phase is None:
            return None
        if self.step + 1 < len(self.phase.steps):
            return self.phase, self.step + 1
        later = self.held_phases.filter(position__gt=self.phase.position).first()
        return (later, 0) if later else None

    def next_label(self) -> str:
        """What comes next, said shortly: “talk”, “round 2 · write”, “Choose · read”."""
        coming = self.next_turn()
        if coming is None or self.phase is None:
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

    # Verbs

    def begin_agenda(self, now: datetime) -> None:
        """Into the first phase, as the day starts. Belongs into that transaction."""
        first = self.held_phases.first()
        if first and self.phase is None:
            self._enter(first, 0, now)

    @transaction.atomic
    def go_on(self, now: datetime, by: "User", seen: str, reason: str | None = None) -> None:
        """To the next step. Raises NotYet while something speaks against leaving the phase and
        no `reason` is given; “” stands for “all the same”, where no reason is needed."""
        if not self._at_turn(seen):
            return
        coming = self.next_turn()
        if coming is None:
            raise WrongStep(gettext("That was the last phase. The door check closes the workshop."))
        self._leave_for(coming, now, by, reason)

    @transaction.atomic
    def go_to(
        self, phase: Phase, now: datetime, by: "User", seen: str, reason: str | None = None
    ) -> None:
        """To the beginning of any phase, earlier or later. Raises NotYet as go_on does."""
        if not self._at_turn(seen):
            return
        target = self.held_phases.filter(pk=phase.pk).first()
        if target is None:
            raise WrongStep(gettext("This phase is left out. Bring it back first."))
        self._leave_for((target, 0), now, by, reason)

    @transaction.atomic
    def go_back(self, now: datetime, by: "User", seen: str) -> None:
        """To the step before. What was shown stays shown."""
        if not self._at_turn(seen):
            return
        before = self.turn_before()
        if before is None:
            raise WrongStep(gettext("This is where the day begins."))
        self._leave_for(before, now, by, None)

    @transaction.atomic
    def undo_last(self, now: datetime, seen: int) -> str:
        """Undo the newest act, if it is the one that was seen. Returns what was undone, or ""."""
        self._lock()
        self._need_running()
        act = self.acts.first()
        if act is None or act.pk != seen:
            return ""
        act.workshop = self  # type: ignore[assignment]
        act.undo(now)
        self.stream.announce(("agenda", ""))
        return act.about

    @transaction.atomic
    def gather(self) -> None:
        """Call every phone to the poster in the spotlight."""
        self._lock()
        self._need_running()
        self.gathering += 1
        self.save(update_fields=["gathering"])
        self.stream.announce(("workshop", ""))

    def hold_timer(self, now: datetime) -> None:
        """Keep what is left of the step, as a pause begins. Belongs into that transaction."""
        left = (self.timer_ends_at - now).total_seconds() if self.timer_ends_at else 0
        self.timer_left = max(0, round(left)) if self.kind else None

    def release_timer(self, now: datetime) -> datetime | None:
        """When the step ends, as the day goes on after a pause."""
        left, self.timer_left = self.timer_left, None
        return self._end_of(left, now) if left else None

    def _leave_for(self, coming: Turn, now: datetime, by: "User", reason: str | None) -> None:
        phase, step = coming
        present = self.phase
        assert present is not None, "a turn was seen"
        if phase.position > present.position:
            self._heed(stage.objections(self._workshop, present.kind), now, by, reason)
        left = (self.timer_ends_at - now).total_seconds() if self.timer_ends_at else 0
        kept = {"phase": present.pk, "step": self.step, "left": round(left)}
        self._enter(phase, step, now)
        about = gettext("To “%(turn)s”") % {"turn": phase.label(step)}
        Act.note(self._workshop, "turn", about, **kept)

    def _heed(
        self, objections: list[stage.Objection], now: datetime, by: "User", reason: str | None
    ) -> None:
        needed = [objection for objection in objections if objection.needs_reason]
        if objections and (reason is None or (needed and not reason.strip())):
            raise NotYet(objections)
        if needed and reason:
            shut = [objection.sentence for objection in needed]
            self.overrides.create(reason=reason.strip(), shut=shut, by=by, at=now)
            self.organisation.record(by, "phase.overridden", f"{self.title}: {reason.strip()}")

    def _enter(self, phase: Phase, step: int, now: datetime, seconds: int = 0) -> None:
        """Begin a step: its time, its entrances, and a new question who is ready."""
        self.phase, self.step, self.turned_at = phase, step, now
        self.timer_ends_at = self._end_of(seconds or phase.seconds_of(step), now)
        self.ready_round += 1
        self.save(update_fields=["phase", "step", "turned_at", "timer_ends_at", "ready_round"])
        phase.begin(now)
        stage.enter(self._workshop, phase.kind, phase.step(step).name, now)
        self.stream.hold(not self._workshop.takes_posts)
        # "turn" first: what was drawn before it is forgotten, whatever comes after it stays.
        self.stream.announce(("turn", ""), ("workshop", ""), ("people", ""))

    @staticmethod
    def _end_of(seconds: int, now: datetime) -> datetime:
        return (now + timedelta(seconds=seconds)).replace(microsecond=0)

    def _at_turn(self, seen: str) -> bool:
        self._lock()
        self._need_running()
        return bool(seen) and seen == self.turn

    def _need_running(self) -> None:
        if self.status != Status.LIVE:
            raise WrongStep(gettext("The agenda moves while the workshop is live."))

    @property
    def _workshop(self) -> "Workshop":
        return self  # type: ignore[return-value]


def undo_turn(workshop: "Workshop", kept: dict[str, Any], now: datetime) -> None:
    """Back to the step that was left, with the time it had."""
    phase = workshop.phases.filter(pk=kept["phase"]).first()
    if phase is None:
        raise WrongStep(gettext("The phase before is not on the agenda any more."))
    workshop._enter(phase, kept["step"], now, max(kept["left"], SHORTEST_AGAIN))  # noqa: SLF001


undoers["turn"] = undo_turn
