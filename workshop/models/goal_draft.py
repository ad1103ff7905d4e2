"""Sentences on the way to the shared goal: each person's own, then a pair's, then a four's."""

from typing import TYPE_CHECKING, Self

from django.db import models, transaction
from django.utils.translation import gettext

from workshop.agenda.kinds import Kind
from workshop.models.states import Status, WrongStep

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from workshop.models.key import WorkshopKey
    from workshop.models.participant import Participant
    from workshop.models.workshop import Workshop

GOAL_LIMIT = 300
ALONE, PAIRS, FOURS, ALL, STAND = "alone", "pairs", "fours", "all", "stand"
# Whoever still writes as the room moves on loses nothing: a step's sentence may be written in the
# step after it, too.
OPEN_IN = {ALONE: (ALONE, PAIRS), PAIRS: (PAIRS, FOURS), FOURS: (FOURS, ALL)}


def goal_mark(key: "WorkshopKey", seat_pk: int, *of: object) -> str:
    """Ties a seat to one step of the way to the goal, while the key exists; no two are the same."""
    return key.mark("goal", seat_pk, *of)


class GoalDraftQuerySet(models.QuerySet["GoalDraft"]):
    def of_seat(self, seat: "Participant", step: str) -> Self:
        """The one draft of this step that somebody writes at."""
        if seat.workshop.key is None:
            return self.none()
        mark = goal_mark(seat.workshop.key, seat.pk, step)
        return self.filter(workshop=seat.workshop_id, step=step, places__mark=mark)

    def written(self) -> Self:
        return self.exclude(text="")


class GoalDraft(models.Model):
    """One sentence and those who write it: one person, a pair or a four. Seen by them alone until
    all fours are read out. `version` counts its changes."""

    workshop: "models.ForeignKey[Workshop, Workshop]" = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="goal_drafts"
    )
    step = models.CharField(max_length=6)
    text = models.TextField(max_length=GOAL_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=0)
    into: "models.ForeignKey[GoalDraft | None, GoalDraft | None]" = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="sources"
    )
    read_out = models.BooleanField(default=False)  # the whole room has seen it
    hidden = models.BooleanField(default=False)

    objects = GoalDraftQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(step__in=OPEN_IN), name="goal_draft_has_a_step"
            )
        ]

    if TYPE_CHECKING:
        places: RelatedManager["GoalPlace"]
        sources: RelatedManager["GoalDraft"]

    def __str__(self) -> str:
        return self.text or f"{self.step} {self.pk}"

    @classmethod
    @transaction.atomic
    def write_own(cls, seat: "Participant", text: str) -> "GoalDraft":
        """One's own sentence; the newest counts. Raises WrongStep. Safe to repeat."""
        workshop = open_room(seat.workshop, ALONE)
        assert workshop.key is not None, "a live workshop has its key"
        draft = cls.objects.of_seat(seat, ALONE).first()
        if draft is None:
            draft = cls.objects.create(workshop=workshop, step=ALONE)
            draft.places.create(mark=goal_mark(workshop.key, seat.pk, ALONE))
            draft.into = cls.objects.of_seat(seat, PAIRS).first()
        draft._keep(text, workshop)  # noqa: SLF001
        return draft

    @transaction.atomic
    def write(self, text: str, seen: int) -> None:
        """The words of the group. `seen` is the version that they were written over; raises
        WrongStep where somebody else has saved other words since. Safe to repeat."""
        workshop = open_room(self.workshop, self.step)
        self.refresh_from_db()
        if text != self.text and seen != self.version:
            raise WrongStep(
                gettext(
                    "Somebody in your group saved other words while you wrote. Both are here:"
                    " keep what you want of each, then save."
                )
            )
        self._keep(text, workshop)

    def _keep(self, text: str, workshop: "Workshop") -> None:
        if text == self.text:
            return
        is_first = not self.text
        self.text = text
        self.version += 1
        self.save(update_fields=["text", "version", "into"])
        groups = [self.into_id] if self.step == ALONE else [self.pk, self.into_id]
        changes: list[tuple[str, int | str]] = [("draft", pk) for pk in groups if pk]
        # How many have a sentence is for all to know, and what the fours say once it is read out.
        if is_first or workshop.at_goal_step == ALL:
            changes.append(("stage", ""))
        if changes:
            workshop.stream.announce(*changes)

    @transaction.atomic
    def hide(self, hidden: bool) -> bool:
        """A facilitator takes it off all screens, or shows it again. Whether that changed it."""
        self.workshop.lock_stream()
        changed = GoalDraft.objects.filter(pk=self.pk).exclude(hidden=hidden).update(hidden=hidden)
        if changed:
            self.hidden = hidden
            self.workshop.stream.announce(("stage", ""))
        return bool(changed)


class GoalPlace(models.Model):
    """That somebody writes at a draft: a mark that only the workshop's key can read."""

    draft = models.ForeignKey(GoalDraft, on_delete=models.CASCADE, related_name="places")
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"a place at {self.draft_id}"


def open_room(workshop: "Workshop", step: str) -> "Workshop":
    """The workshop as it is now, held until the commit, if sentences of this step may be written.
    Raises WrongStep, with a sentence."""
    fresh = workshop.held()
    need_live(fresh)
    if fresh.kind != Kind.GOAL or fresh.at_goal_step not in OPEN_IN[step]:
        raise WrongStep(
            gettext("The room has moved on, so this sentence stays as it was. Your words are here.")
        )
    return fresh


def need_live(workshop: "Workshop") -> None:
    """Raises WrongStep unless the day runs."""
    if workshop.is_closed:
        raise WrongStep(gettext("The workshop has closed, so this could not be added any more."))
    if workshop.status != Status.LIVE:
        raise WrongStep(gettext("The workshop is paused. You can send this when it goes on."))
