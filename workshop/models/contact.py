"""Contacts, swapped only where both say yes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models.participant import Participant
from workshop.models.states import WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import Team


class ContactQuerySet(models.QuerySet["Contact"]):
    def beside(self, seat: Participant) -> Self:
        """The others in the room who would like to stay in touch, each with `.asked`: whether
        this seat asked them, and `.mutual`: whether they asked it, too. One query."""
        asked = Wish.objects.filter(seat=seat, other=models.OuterRef("seat"))
        asks = Wish.objects.filter(seat=models.OuterRef("seat"), other=seat)
        return (
            self.filter(seat__workshop=seat.workshop_id, seat__sent_out=False)
            .exclude(seat=seat)
            .select_related("seat__team")
            .annotate(asked=models.Exists(asked))
            .annotate(mutual=models.Exists(asked) & models.Exists(asks))
            .order_by("seat__team__position", "seat__name", "pk")
        )


class Contact(models.Model):
    """How somebody can be reached, who would like to be. Gone with the close; a Swap stays."""

    seat = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return self.email

    @classmethod
    def leave(cls, seat: Participant, email: str, phone: str) -> "Contact":
        """Say how one can be reached, or say it anew. Raises WrongStep after the close."""
        with open_room(seat):
            contact, _made = cls.objects.update_or_create(
                seat=seat, defaults={"email": email, "phone": phone}
            )
        return contact

    @classmethod
    def take_back(cls, seat: Participant) -> None:
        """Nobody may have it any more; wishes go, too. Safe to repeat."""
        with open_room(seat):
            Wish.objects.filter(Q(seat=seat) | Q(other=seat)).delete()
            cls.objects.filter(seat=seat).delete()


class Wish(models.Model):
    """Somebody would like to swap contacts with somebody. The other hears of it only when both
    wish it."""

    seat = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes")
    other = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "other"], name="wish_once"),
            models.CheckConstraint(condition=~Q(seat=F("other")), name="wish_for_another"),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @classmethod
    def say(cls, seat: Participant, other: Participant, *, wanted: bool) -> None:
        """Wish it, or no longer. Raises WrongStep after the close and without one's own contact."""
        with open_room(seat):
            if not wanted:
                cls.objects.filter(seat=seat, other=other).delete()
                return
            if not Contact.objects.filter(seat=seat).exists():
                raise WrongStep(gettext("Say first how you can be reached."))
            cls.objects.get_or_create(seat=seat, other=other)


class Swap(models.Model):
    """Two people of a closed workshop who both said yes. They chose to sign, so names stay."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="swaps")
    name = models.CharField(max_length=40)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True)
    other_name = models.CharField(max_length=40)
    other_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    other_email = models.EmailField()
    other_phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name} · {self.other_name}"


def farewell(workshop: Workshop, _now: datetime) -> None:
    """At the close: what both wished stays, each way one row; all other contacts and wishes go."""
    contacts = {
        contact.seat_id: contact
        for contact in Contact.objects.filter(seat__workshop=workshop).select_related("seat")
    }
    wishes = set(
        Wish.objects.filter(seat__workshop=workshop).order_by().values_list("seat", "other")
    )
    Swap.objects.bulk_create(
        Swap(
            workshop=workshop,
            name=mine.seat.name,
            team_id=mine.seat.team_id,
            email=mine.email,
            phone=mine.phone,
            other_name=theirs.seat.name,
            other_team_id=theirs.seat.team_id,
            other_email=theirs.email,
            other_phone=theirs.phone,
        )
        for seat, other in sorted(wishes)
        if (other, seat) in wishes and seat in contacts and other in contacts
        for mine, theirs in ((contacts[seat], contacts[other]),)
    )
    Wish.objects.filter(seat__workshop=workshop).delete()
    Contact.objects.filter(seat__workshop=workshop).delete()


@contextmanager
def open_room(seat: Participant) -> Iterator[None]:
    """One transaction in a room that is still open. Raises WrongStep after the close."""
    with transaction.atomic():
        if seat.workshop.held().is_closed:
            raise WrongStep(gettext("The workshop has closed, so contacts stay as they are."))
        yield
