"""The goal that a room agrees on. Other words ask everybody again."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.agenda.kinds import Kind
from workshop.agenda.undo import undoers
from workshop.models.act import Act
from workshop.models.goal_draft import GOAL_LIMIT, STAND
from workshop.models.goal_stance import FormerGoal
from workshop.models.guided import Guided
from workshop.models.states import WrongStep

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager

    from workshop.models.goal_draft import GoalDraft
    from workshop.models.goal_stance import GoalStance
    from workshop.models.workshop import Workshop


class Agreed(Guided):
    """The shared goal of one workshop, and whether people are asked about it."""

    goal = models.TextField(_("shared goal"), max_length=GOAL_LIMIT)
    goal_version = models.PositiveSmallIntegerField(default=1, editable=False)
    # The version that people were last asked about; 0 before the first time.
    goal_asked = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        goal_drafts: RelatedManager[GoalDraft]
        stances: RelatedManager[GoalStance]
        former_goals: RelatedManager[FormerGoal]

    @property
    def at_goal_step(self) -> str:
        """The step on the way to the goal; empty in other phases."""
        return self.at_step.name if self.at_step and self.kind == Kind.GOAL else ""

    @property
    def asks_about_goal(self) -> bool:
        """From the first time that people were asked until the close."""
        return self.goal_asked > 0 and not self.is_closed

    @property
    def goal_is_new(self) -> bool:
        """It got other words since people were asked."""
        return self.asks_about_goal and self.goal_asked < self.goal_version

    def ask_about_goal(self) -> None:
        """Belongs into the transaction that begins the step."""
        self.goal_asked = self.goal_version
        self.save(update_fields=["goal_asked"])

    @transaction.atomic
    def reword(self, words: str, seen: int) -> None:
        """Other words for the goal, on every screen at once; whoever stood behind the ones before
        is asked again. `seen` is the version that was on the screen. Raises WrongStep. Safe to
        repeat."""
        self._lock()
        if self.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        if words == self.goal:
            return
        if seen != self.goal_version:
            raise WrongStep(
                gettext("The goal got other words while you wrote. They are above; yours are kept.")
            )
        before = self.goal_version
        self._take_words(words)
        Act.note(self._workshop, "goal", gettext("Other words for the goal"), version=before)
        self.stream.announce(*self.goal_shown, ("workshop", ""), ("agenda", ""))

    @property
    def goal_shown(self) -> list[tuple[str, str]]:
        """What shows the goal beside the heads of all screens."""
        return [("goal", ""), ("stage", "")] if self.kind == Kind.GOAL else [("goal", "")]

    def _take_words(self, words: str) -> None:
        FormerGoal.keep(self._workshop)
        self.goal, self.goal_version = words, self.goal_version + 1
        if self.at_goal_step == STAND:
            self.goal_asked = self.goal_version
        self.save(update_fields=["goal", "goal_version", "goal_asked"])


def undo_words(workshop: "Workshop", kept: dict[str, Any], _now: "datetime") -> None:
    """The words before, as a new version: people are asked again."""
    former = workshop.former_goals.filter(version=kept["version"]).first()
    if former is None or workshop.goal_version != former.version + 1:
        raise WrongStep(gettext("The goal has got other words since. Change it by hand."))
    workshop._take_words(former.text)  # noqa: SLF001
    workshop.stream.announce(*workshop.goal_shown, ("workshop", ""), ("agenda", ""))


undoers["goal"] = undo_words
