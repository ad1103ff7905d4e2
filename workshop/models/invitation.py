"""An address asked to one workshop, with its answer."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop import before
from workshop.models.invitation_list import (
    InvitationQuerySet,
    Said,
    locked,
    refuse_where_nobody_is_invited,
)
from workshop.models.invitation_mail import InvitationMail, Kind
from workshop.models.key import WorkshopKey
from workshop.models.states import WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import Team
from workshop.people.tokens import new_token, token_digest

MOST_IN_A_WORKSHOP = 2_000


class Invitation(models.Model):
    """Who is asked. The link in the mail is made from `seed` and the server's secret key; the
    database keeps its digest only. Nothing anybody writes in the room points back here.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="invitations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"))  # in lower case
    name = models.CharField(_("name"), max_length=80, blank=True)
    uid = models.UUIDField(default=uuid4, editable=False)  # of the entry in their calendar
    seed = models.CharField(max_length=40, default=new_token, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(null=True, editable=False)
    said = models.CharField(max_length=10, choices=Said, default=Said.NOTHING, blank=True)
    said_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    no_more_mail_at = models.DateTimeField(null=True, editable=False)
    trouble = models.CharField(max_length=200, blank=True)
    # What the last mail said of day and place, as JSON, and the number of that version.
    told = models.TextField(blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(fields=["workshop", "email"], name="invitation_once"),
            models.CheckConstraint(condition=Q(said__in=Said.values), name="invitation_said"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return reverse("invited", args=[self.workshop_id, self.pk])

    # What it is now

    @property
    def token(self) -> str:
        """The secret part of the link; 64 hexadecimal digits."""
        return token_of(self.seed)

    def link(self, page: str = "invited-answer") -> str:
        return urljoin(settings.SITE_URL, reverse(page, args=[self.token]))

    @property
    def called(self) -> str:
        return self.name or self.email

    def why_over(self, now: datetime) -> str:
        """A sentence about why it opens nothing any more; empty while it does."""
        workshop = self.workshop
        if self.withdrawn_at:
            return gettext("This invitation was taken back. A word with the facilitator helps.")
        if workshop.is_closed:
            return gettext("This workshop is closed. What came out of it is with its facilitator.")
        if workshop.archived_at:
            return gettext("This workshop isn’t taking place.")
        if workshop.day_has_passed(now):
            return gettext("The day of this workshop has passed.")
        return ""

    # Verbs

    @classmethod
    @transaction.atomic
    def put_on_the_list(
        cls, workshop: Workshop, team: Team, people: list[tuple[str, str]]
    ) -> list["Invitation"]:
        """Addresses in lower case, each with a name or "". Returns the new ones; nothing is sent.

        Who is on the list stays as they are; who was taken off it comes back with a new link.
        Raises WrongStep when the list would be too long, or the workshop is over.
        """
        refuse_where_nobody_is_invited(locked(workshop))
        # Who comes on or off the list waits for that lock, too.
        there = {each.email: each for each in workshop.invitations.all()}
        new = {email: name for email, name in people if email not in there}
        if sum(not each.withdrawn_at for each in there.values()) + len(new) > MOST_IN_A_WORKSHOP:
            raise WrongStep(
                gettext("A workshop has room for %(limit)s invitations. Nobody was added.")
                % {"limit": MOST_IN_A_WORKSHOP}
            )
        made = []
        for email, name in new.items():
            seed = new_token()
            digest = token_digest(token_of(seed))
            made.append(
                cls(workshop=workshop, team=team, email=email, name=name, seed=seed, digest=digest)
            )
        cls.objects.bulk_create(made)
        again = [there[email] for email, _name in people if email in there]
        for invitation in (each for each in again if each.withdrawn_at):
            invitation.renew(team=team)
            made.append(invitation)
        return made

    def renew(self, **fields: Any) -> None:
        """A new link, not sent yet; the old one opens nothing any more. What else there is, such
        as a wish for no more mail, stays as it is."""
        self.seed = new_token()
        fresh = {
            "seed": self.seed, "digest": token_digest(self.token), "said": Said.NOTHING,
            "trouble": "", "asked_at": None, "said_at": None, "withdrawn_at": None, **fields,
        }  # fmt: skip
        for name, value in fresh.items():
            setattr(self, name, value)
        self.save(update_fields=list(fresh))

    @classmethod
    @transaction.atomic
    def ask(cls, workshop: Workshop, now: datetime) -> int:
        """Queue the invitation for everybody on the list who has had none. Safe to repeat."""
        return cls._queue(workshop, workshop.invitations.not_asked(), Kind.INVITATION, now)

    @classmethod
    @transaction.atomic
    def remind(cls, workshop: Workshop, now: datetime) -> int:
        """Queue a reminder for the silent who have had no mail for three days. Safe to repeat."""
        silent = workshop.invitations.to_remind(now)
        return cls._queue(workshop, silent, Kind.REMINDER, now)

    @classmethod
    def _queue(
        cls, workshop: Workshop, wanted: InvitationQuerySet, kind: Kind, now: datetime
    ) -> int:
        fresh = locked(workshop)
        refuse_where_nobody_is_invited(fresh)
        if fresh.archived_at or fresh.day_has_passed(now):
            raise WrongStep(gettext("This workshop isn’t coming up, so nobody is asked to it."))
        asked = list(wanted.wanting_mail())
        cls.objects.filter(pk__in=[each.pk for each in asked]).update(asked_at=now)
        return InvitationMail.queue(asked, kind, now)

    @transaction.atomic
    def try_again(self, now: datetime) -> bool:
        """After the address or the server was mended. Whether something is sent."""
        return bool(InvitationMail.objects.filter(invitation=self).try_again(now))

    @transaction.atomic
    def mend(self, email: str, now: datetime) -> None:
        """Another address for the same person: a new link goes there, the old one ends.

        Raises WrongStep where somebody else on the list has it, and where nobody is invited now.
        """
        refuse_where_nobody_is_invited(locked(self.workshop))
        fresh = Invitation.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()
        if fresh is None or fresh.withdrawn_at:
            raise WrongStep(gettext("This invitation was taken back meanwhile."))
        if fresh.email == email:
            return
        if self.workshop.invitations.filter(email=email).exists():
            raise WrongStep(gettext("%(email)s is on the list already.") % {"email": email})
        before.part(fresh)
        InvitationMail.objects.filter(invitation=fresh).to_guests().delete()
        asked_at = now if fresh.asked_at else None
        fresh.renew(email=email, uid=uuid4(), sequence=0, told="", asked_at=asked_at)
        if asked_at:
            InvitationMail.queue([fresh], Kind.INVITATION, now)
        self.refresh_from_db()

    @transaction.atomic
    def withdraw(self, now: datetime) -> None:
        """The link opens nothing any more; who had mail is told. Safe to repeat."""
        before.part(self)
        if not Invitation.objects.filter(pk=self.pk, withdrawn_at=None).update(withdrawn_at=now):
            return
        self.refresh_from_db()
        waiting = InvitationMail.objects.filter(invitation=self).waiting()
        under_way = waiting.exclude(claimed_at=None).exists()
        waiting.delete()
        if (self.told or under_way) and not self.trouble and not self.no_more_mail_at:
            InvitationMail.queue([self], Kind.WITHDRAWN, now)

    @transaction.atomic
    def answer(self, said: Said, now: datetime) -> None:
        """Yes or no, and the other way round later. The same again changes nothing."""
        fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if fresh.said != said:
            Invitation.objects.filter(pk=self.pk).update(said=said, said_at=now)
        self.arrived()
        self.refresh_from_db(fields=["said", "said_at", "trouble"])

    def wait_for_answer(self, now: datetime) -> None:
        """As if asked now: their question has its reply, and no reminder comes these days."""
        mine = Invitation.objects.filter(pk=self.pk)
        mine.update(said=Said.NOTHING, said_at=None, asked_at=now)

    @transaction.atomic
    def forget(self) -> None:
        """Delete it with its questions and mails. A seat that was taken stays."""
        before.part(self)
        # The row comes first, as in all verbs, so that nobody waits in a circle with a worker.
        Invitation.objects.select_for_update(of=("self",)).filter(pk=self.pk).first()
        self.delete()

    def arrived(self) -> None:
        """Whoever opened the link had the mail, whatever a server said."""
        Invitation.objects.filter(pk=self.pk).update(trouble="")

    def seat_token(self, key: WorkshopKey | None) -> str:
        """The secret of the one seat of this invitation, as long as the workshop's key exists.

        No column ties seat and invitation; when the key is destroyed, nothing can any more.
        Raises WrongStep after the close.
        """
        if key is None:
            raise WrongStep(self.workshop.why_nobody_is_admitted)
        return key.mark("seat of invitation", self.pk)

    def came(self, now: datetime) -> None:
        """Whoever takes the seat is coming. The hour is not kept: it is that of their seat."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        mine = Invitation.objects.filter(pk=self.pk).exclude(said=Said.YES)
        mine.update(said=Said.YES, said_at=day)

    def keep_link(self) -> None:
        """The link in the next mail works, even if the server has another secret key by now."""
        digest = token_digest(self.token)
        Invitation.objects.filter(pk=self.pk).exclude(digest=digest).update(digest=digest)

    def stop_mail(self, now: datetime) -> None:
        """No more mail about this workshop. The first time counts."""
        Invitation.objects.filter(pk=self.pk, no_more_mail_at=None).update(no_more_mail_at=now)

    def resume_mail(self) -> None:
        Invitation.objects.filter(pk=self.pk).update(no_more_mail_at=None)

    @staticmethod
    def part(workshop: Workshop, now: datetime) -> None:
        """At the close: what could tell who came, and when, goes; so does mail not sent yet.

        The key that made seats of invitations is destroyed with the workshop's own.
        """
        begun = workshop.started_at or now
        workshop.invitations.filter(said_at__gt=begun).update(said_at=begun)
        InvitationMail.objects.filter(invitation__workshop=workshop).waiting().delete()


def token_of(seed: str) -> str:
    return salted_hmac("invitation", seed, algorithm="sha256").hexdigest()
