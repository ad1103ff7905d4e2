from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models import Participant, Workshop, WrongStep
from workshop.people.models import Team, User

CARRIED = ("title", "customer", "story", "customer_says", "cost", "since", "evidence_links")


@contextmanager
def changing(workshop: Workshop, *changes: tuple[str, int | str]) -> Iterator[None]:
    """Hold a workshop's posters for a change, and tell every screen of it at the end.

    One transaction: the workshop's lock comes first, the events last. Raises WrongStep after the
    close.
    """
    with transaction.atomic():
        if workshop.held().is_closed:
            raise WrongStep(gettext("The workshop has closed, so its problems stay as they are."))
        yield
        workshop.stream.announce(*changes)


class ProblemQuerySet(models.QuerySet["Problem"]):
    def visible_to(self, viewer: Participant | User | AnonymousUser) -> Self:
        """A seat sees its own room's problems, a member those of workshops they may know of."""
        if isinstance(viewer, Participant):
            return self.filter(workshop=viewer.workshop_id)
        return self.filter(workshop__in=Workshop.objects.visible_to(viewer))

    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self.filter(workshop__in=Workshop.objects.editable_by(user))


class Problem(models.Model):
    """A real customer problem. Its picture on the wall is its poster; it names no person."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="problems")
    position = models.PositiveSmallIntegerField(editable=False)  # its number on the wall
    title = models.CharField(_("title"), max_length=120)
    customer = models.CharField(_("who has it"), max_length=120, blank=True)
    story = models.TextField(_("story"), max_length=1200, blank=True)
    customer_says = models.CharField(_("the customer says"), max_length=240, blank=True)
    cost = models.CharField(_("what it costs"), max_length=240, blank=True)
    since = models.CharField(_("since"), max_length=40, blank=True)
    stuck_between = models.ManyToManyField(
        Team, related_name="problems", verbose_name=_("where between us it got stuck")
    )
    evidence_links = models.JSONField(_("evidence"), default=list, blank=True)
    in_spotlight = models.BooleanField(default=False, editable=False)
    opened_again_at = models.DateTimeField(null=True, editable=False)
    # The poster of an earlier workshop that had no answer yet.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="carried_to"
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop"], condition=Q(in_spotlight=True), name="problem_one_spotlight"
            ),
            models.UniqueConstraint(
                fields=["workshop", "carried_from"], name="problem_carried_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("problem", args=[self.pk])

    @classmethod
    def next_position(cls, workshop: Workshop) -> int:
        last: int | None = workshop.problems.aggregate(last=Max("position"))["last"]
        return (last or 0) + 1

    def move(self, step: int) -> int:
        """One place up (-1) or down (1); at either end it stays. Returns its place."""
        with changing(self.workshop, ("posters", "")):
            order = list(self.workshop.problems.values_list("pk", flat=True))
            if self.pk not in order:
                raise WrongStep(gone())
            place = order.index(self.pk)
            to = min(max(place + step, 0), len(order) - 1)
            order.insert(to, order.pop(place))
            Problem._number(self.workshop, order)
        return to + 1

    @classmethod
    def arrange(cls, workshop: Workshop, order: list[int], places: slice = slice(None)) -> None:
        """Put the posters of these places, or all, into this order of ids.

        Raises WrongStep unless `order` names exactly the posters that hang there.
        """
        with changing(workshop, ("posters", "")):
            present = list(workshop.problems.values_list("pk", flat=True))
            if sorted(order) != sorted(present[places]):
                raise WrongStep(changed())
            present[places] = order
            cls._number(workshop, present)

    def take_down(self) -> bool:
        """Delete it with its pictures. Safe to repeat. Raises WrongStep when it has solutions.

        Returns whether it hung there until now.
        """
        with changing(self.workshop, ("posters", ""), ("spotlight", "")):
            hanging = Problem.objects.filter(pk=self.pk)
            # Whoever is writing on it right now holds the row until their post is in: waiting
            # for them here, with the stream's lock that they wait for, would never end.
            here = hanging.select_for_update(skip_locked=True).first()
            if here is None and not hanging.exists():
                return False
            if here is None or here.has_words:
                raise WrongStep(gettext("People have written on this poster already, so it stays."))
            here.pictures.all().discard()
            here.delete()
            order = list(self.workshop.problems.values_list("pk", flat=True))
            Problem._number(self.workshop, order)
        return True

    @property
    def has_words(self) -> bool:
        """Whether anybody has written on it. Dots don't count: to say so would tell that somebody
        has been there."""
        written = (self.solutions, self.notes, self.facts)
        return hasattr(self, "not_ours_yet") or any(words.exists() for words in written)

    @classmethod
    def _number(cls, workshop: Workshop, order: list[int]) -> None:
        """Positions 1 … n in this order; only those that changed are written."""
        present = dict(workshop.problems.values_list("pk", "position"))
        cls.objects.bulk_update(
            [
                cls(pk=pk, position=position)
                for position, pk in enumerate(order, start=1)
                if present[pk] != position
            ],
            ["position"],
            batch_size=500,
        )

    def carry_to(self, workshop: Workshop) -> "Problem":
        """Hang it up again at the end of another workshop's wall, with what stands on it but for
        what the room wrote. Safe to repeat. Raises WrongStep when that workshop has closed."""
        with changing(workshop, ("posters", "")):
            there = workshop.problems.filter(carried_from=self).first()
            if there:
                return there
            words = {name: getattr(self, name) for name in CARRIED}
            place = Problem.next_position(workshop)
            carried = Problem.objects.create(
                workshop=workshop, carried_from=self, position=place, **words
            )
            carried.stuck_between.set(self.stuck_between.all())
            for picture in self.pictures.all():
                picture.copy_to(carried)
        return carried

    def open_again(self, now: datetime) -> None:
        """Evidence speaks against its solution; possible after the close. The first time counts.

        No screen of the room hears of it: what was closed on the day stays as it was.
        """
        Problem.objects.filter(pk=self.pk, opened_again_at=None).update(opened_again_at=now)
        self.refresh_from_db(fields=["opened_again_at"])

    def announce(self) -> None:
        """Tell every screen that this poster changed. Belongs last in the verb's transaction."""
        self.workshop.stream.announce(("problem", self.pk))

    @transaction.atomic
    def spotlight(self) -> None:
        """Wall and phones turn to this poster. Safe to repeat."""
        self.workshop.lock_stream()
        self.workshop.problems.filter(in_spotlight=True).update(in_spotlight=False)
        Problem.objects.filter(pk=self.pk).update(in_spotlight=True)
        self.in_spotlight = True
        self.workshop.stream.announce(("spotlight", ""))

    @classmethod
    @transaction.atomic
    def spotlight_off(cls, workshop: Workshop) -> None:
        workshop.lock_stream()
        workshop.problems.filter(in_spotlight=True).update(in_spotlight=False)
        workshop.stream.announce(("spotlight", ""))


def gone() -> str:
    return gettext("Somebody has deleted this problem meanwhile.")


def changed() -> str:
    return gettext("The list has changed meanwhile. Here it is as it stands now.")
