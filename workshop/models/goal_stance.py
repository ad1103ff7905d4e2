"""Whether people can stand behind the goal, and what was asked before its words changed."""

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from workshop.models.goal_draft import GOAL_LIMIT, goal_mark, need_live
from workshop.models.states import WrongStep
from workshop.people.models import Team

if TYPE_CHECKING:
    from workshop.models.participant import Participant
    from workshop.models.workshop import Workshop

KEPT_FROM = 5  # people; a count of fewer would tell of each
Said = tuple[int, bool | None]  # somebody's team, and whether they stand behind the goal


class GoalStance(models.Model):
    """“I can stand behind this”, or “I can't live with it because …”: one row a person and version
    of the goal. Gone with the close."""

    workshop: "models.ForeignKey[Workshop, Workshop]" = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="stances"
    )
    version = models.PositiveSmallIntegerField()
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    stands = models.BooleanField()
    because = models.TextField(max_length=GOAL_LIMIT, blank=True)
    hidden = models.BooleanField(default=False)  # its words, never that somebody objects

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stands=True, because="") | Q(stands=False) & ~Q(because=""),
                name="goal_stance_says_why_not",
            )
        ]

    def __str__(self) -> str:
        return "stands behind it" if self.stands else self.because

    @classmethod
    def of_seat(cls, seat: "Participant", workshop: "Workshop") -> "GoalStance | None":
        """One's own, about the goal as it stands."""
        if workshop.key is None:
            return None
        return cls.objects.filter(mark=stance_mark(workshop, seat.pk)).first()

    @classmethod
    @transaction.atomic
    def say(cls, seat: "Participant", stands: bool, because: str, seen: int) -> None:
        """Stand behind the goal, or say why not; changes what was said before. `seen` is the
        version that was read. Raises WrongStep. Safe to repeat."""
        fresh = seat.workshop.held()
        need_live(fresh)
        if not fresh.asks_about_goal:
            raise WrongStep(gettext("Nobody is asked about the goal just now."))
        if seen != fresh.goal_version:
            raise WrongStep(gettext("The goal has just got other words. Read it once more."))
        said = {"stands": stands, "because": "" if stands else because}
        mark = stance_mark(fresh, seat.pk)
        if cls.objects.filter(mark=mark, **said).exists():
            return
        kept = said | {"workshop": fresh, "version": seen, "team": seat.team, "hidden": False}
        cls.objects.update_or_create(mark=mark, defaults=kept)
        fresh.stream.announce(("stage", ""))

    @transaction.atomic
    def hide(self, hidden: bool) -> bool:
        """A facilitator takes the words off all screens, or shows them again; the objection stays.
        Whether that changed it."""
        self.workshop.lock_stream()
        row = GoalStance.objects.filter(pk=self.pk).exclude(hidden=hidden)
        changed = row.update(hidden=hidden)
        if changed:
            self.hidden = hidden
            self.workshop.stream.announce(("stage", ""))
        return bool(changed)


class FormerGoal(models.Model):
    """Words that the goal had, and what was said of them: counts only, and those only from five
    people. The words go with the close."""

    workshop: "models.ForeignKey[Workshop, Workshop]" = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="former_goals"
    )
    version = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=GOAL_LIMIT, blank=True)
    people = models.PositiveIntegerField()
    stood = models.PositiveIntegerField(null=True)
    objected = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "version"], name="former_goal_once")
        ]

    def __str__(self) -> str:
        return self.text or f"version {self.version}"

    @classmethod
    def keep(cls, workshop: "Workshop") -> None:
        """What the goal is now, before it changes; everybody's stances go. Belongs into that
        transaction."""
        said = [stands for _team, stands in stances_of(workshop)]
        counts = {"stood": said.count(True), "objected": said.count(False)}
        cls.objects.create(
            workshop=workshop,
            version=workshop.goal_version,
            text=workshop.goal,
            people=len(said),
            **(counts if len(said) >= KEPT_FROM else {}),
        )
        workshop.stances.all().delete()


def stance_mark(workshop: "Workshop", seat_pk: int) -> str:
    assert workshop.key is not None, "only a closed workshop has no key"
    return goal_mark(workshop.key, seat_pk, "stance", workshop.goal_version)


def stances_of(workshop: "Workshop") -> list[Said]:
    """What each person who is here says of the goal as it stands; empty after the close."""
    if workshop.key is None:
        return []
    said = dict(workshop.stances.values_list("mark", "stands"))
    here = workshop.participants.here().order_by("pk").values_list("pk", "team")
    return [(team, said.get(stance_mark(workshop, seat))) for seat, team in here]
