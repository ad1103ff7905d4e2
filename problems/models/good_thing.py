from typing import Self

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from problems.models.post import RoomShut
from workshop.models import Participant, Status, Workshop, WorkshopKey
from workshop.people.models import Team

TEXT_LIMIT = 160


class GoodThingQuerySet(models.QuerySet["GoodThing"]):
    def visible_to_room(self) -> Self:
        return self.filter(hidden=False)

    def of(self, seat: Participant, key: WorkshopKey | None) -> "GoodThing | None":
        """One's own. None after the close: the key is gone."""
        return self.filter(mark=mark_of(seat, key)).first() if key else None


class GoodThing(models.Model):
    """One thing that a team does well for customers: one a seat, with the team and no name."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="good_things")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("text"), max_length=TEXT_LIMIT)
    mark = models.CharField(max_length=64, null=True, unique=True, editable=False)
    hidden = models.BooleanField(default=False, editable=False)

    objects = GoodThingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def say(cls, seat: Participant, text: str) -> "GoodThing":
        """Another text takes the place of the one before; the same one changes nothing.

        Raises RoomShut while the room is not live.
        """
        workshop = seat.workshop.held()
        if workshop.status != Status.LIVE or workshop.key is None:
            raise RoomShut.of(workshop)
        present = cls.objects.of(seat, workshop.key)
        if present and present.text == text:
            return present
        said, _new = cls.objects.update_or_create(
            mark=mark_of(seat, workshop.key),
            defaults={"workshop": workshop, "team": seat.team, "text": text},
        )
        workshop.stream.announce(("stage", ""))
        return said

    @transaction.atomic
    def hide(self, hidden: bool) -> bool:
        """Off the wall, or on it again. Whether that changed it. Raises Sealed after the close."""
        self.workshop.lock_stream()
        if not type(self).objects.filter(pk=self.pk, hidden=not hidden).update(hidden=hidden):
            return False
        self.hidden = hidden
        self.workshop.stream.announce(("stage", ""))
        return True


def mark_of(seat: Participant, key: WorkshopKey) -> str:
    return seat.own_mark(key, "good thing")
