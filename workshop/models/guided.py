"""How a room goes through its agenda: step by step, back, and with the last ten acts undone."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext

from workshop.agenda import stage
from workshop.agenda.undo import undoers
from workshop.models.act import Act
from workshop.models.phase import Phase
from workshop.models.placed import Placed, Turn
from workshop.models.states import Status, WrongStep

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from workshop.models.override import Override
    from workshop.models.workshop import Workshop
    from workshop.people.models import Organisation, User

SHORTEST_AGAIN = 60  # seconds that a step has left at least when one comes back to it


class NotYet(Exception):
    """Something speaks against going on. `objections` says what, in sentences."""

    def __init__(self, objections: list[stage.Objection]) -> None:
        super().__init__("; ".join(objection.sentence for objection in objections))
        self.objections = objections
        self.needs_reason = any(objection.needs_reason for objection in objections)


class Guided(Placed):
    """The way of a room through its agenda.

    As in Paced, verbs are told the turn that their facilitator saw; where that has changed,
    nothing happens, so two who press “next” at once make one step.
    """

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        title: str
        organisation: Organisation
        phases: RelatedManager[Phase]
        acts: RelatedManager[Act]
        overrides: RelatedManager[Override]

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
        if self.phase is None or phase.position > self.phase.position:
            objections = stage.objections(self._workshop, phase.kind)
            objections += map(stage.Objection, self.missing_after_jump(phase))
            self._heed(objections, now, by, reason)
        left = (self.timer_ends_at - now).total_seconds() if self.timer_ends_at else 0
        began = self.round_began_at.isoformat() if self.round_began_at else ""
        kept = {"phase": self.phase_id, "step": self.step, "left": round(left), "began": began}
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

    def _enter(self, phase: Phase | None, step: int, now: datetime, seconds: int = 0) -> None:
        """Begin a step: its time, its entrances, and a new question who is ready. Without a phase
        it is an open room again."""
        before = self.phase_id, self.round
        self.phase, self.step = phase, step
        if before != (self.phase_id, self.round):
            self.round_began_at = now
        seconds = seconds or (phase.seconds_of(step) if phase else 0)
        self.timer_ends_at = self._end_of(seconds, now) if seconds else None
        self.ready_round += 1
        self.save(update_fields=["phase", "step", "round_began_at", "timer_ends_at", "ready_round"])
        if phase:
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
        return seen == self.turn

    def _need_running(self) -> None:
        if self.status != Status.LIVE:
            raise WrongStep(gettext("The agenda moves while the workshop is live."))

    @property
    def _workshop(self) -> "Workshop":
        return self  # type: ignore[return-value]


def undo_turn(workshop: "Workshop", kept: dict[str, Any], now: datetime) -> None:
    """Back to the step that was left, with the time it had."""
    phase = workshop.phases.filter(pk=kept["phase"]).first()
    if kept["phase"] and phase is None:
        raise WrongStep(gettext("The phase before is not on the agenda any more."))
    seconds = max(kept["left"], SHORTEST_AGAIN if phase else 0)
    workshop._enter(phase, kept["step"], now, seconds)  # noqa: SLF001
    if began := kept.get("began"):
        workshop.round_began_at = datetime.fromisoformat(began)
        workshop.save(update_fields=["round_began_at"])


undoers["turn"] = undo_turn
