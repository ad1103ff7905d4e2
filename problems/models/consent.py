from dataclasses import dataclass
from typing import Self

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.post import RoomShut
from workshop.agenda.kinds import Kind
from workshop.live.models import Sealed
from workshop.models import Participant, Status, Workshop


@dataclass(frozen=True)
class Consents:
    """How many answered, and how many can live with it: the whole room, no team."""

    answered: int
    can: int

    @property
    def cannot(self) -> int:
        return self.answered - self.can


class ConsentQuerySet(models.QuerySet["Consent"]):
    def of_seat(self, seat: Participant) -> Self:
        key = seat.workshop.key
        return self.filter(mark=mark_of(seat)) if key else self.none()

    def counted(self) -> Consents:
        return Consents(
            **self.aggregate(answered=Count("pk"), can=Count("pk", filter=Q(can_live=True)))
        )


class Consent(models.Model):
    """“Can you live with this?” at the door check: one answer a person, to change until the close.

    Its mark is the keyed hash of the seat, so nobody sees whose it is; the rows go at the close.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="consents")
    can_live = models.BooleanField()
    because = models.CharField(_("because"), max_length=300, blank=True)
    hidden = models.BooleanField(default=False, editable=False)  # its words, never the answer
    mark = models.CharField(max_length=64, unique=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.because or ("yes" if self.can_live else "no")

    @classmethod
    def give(cls, seat: Participant, *, can_live: bool, because: str) -> None:
        """Answer, or answer anew. Raises RoomShut while the room rests or is at another
        question."""
        workshop = seat.workshop
        try:
            with transaction.atomic():
                fresh = workshop.held()
                if fresh.status != Status.LIVE:
                    raise RoomShut.of(fresh)
                if fresh.kind != Kind.DOORS:
                    raise RoomShut(gettext("The room is at another question now."))
                said = {"can_live": can_live, "because": "" if can_live else because}
                mark = mark_of(seat)
                if cls.objects.filter(mark=mark, **said).exists():
                    return
                kept = said | {"workshop": workshop, "hidden": False}
                cls.objects.update_or_create(mark=mark, defaults=kept)
                workshop.stream.announce(("stage", ""))
        except Sealed:
            raise RoomShut.of(Workshop.objects.get(pk=workshop.pk)) from None

    @transaction.atomic
    def hide(self, hidden: bool) -> bool:
        """A facilitator takes the words off all screens, or shows them again; the answer counts
        as before. Whether that changed it. Raises Sealed after the close."""
        self.workshop.lock_stream()
        if not Consent.objects.filter(pk=self.pk, hidden=not hidden).update(hidden=hidden):
            return False
        self.hidden = hidden
        self.workshop.stream.announce(("stage", ""))
        return True


def mark_of(seat: Participant) -> str:
    """Raises RoomShut when the key is destroyed."""
    key = seat.workshop.key
    if key is None:
        raise RoomShut.of(seat.workshop)
    return key.mark("consent", seat.pk)
