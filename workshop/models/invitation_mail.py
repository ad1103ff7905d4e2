"""Mails about invitations, one row each. The rows are the truth: who works on them may die."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workshop.people.delivery import CLAIM_LASTS, RETRIES
from workshop.people.returned import message_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workshop.models.invitation import Invitation


class Kind(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    REMINDER = "reminder", _("Reminder")
    CHANGE = "change", _("What has changed")
    WITHDRAWN = "withdrawn", _("Taken back")
    QUESTION = "question", _("A question, to the facilitator")
    REPLY = "reply", _("Reply to a question")


class InvitationMailQuerySet(models.QuerySet["InvitationMail"]):
    def to_guests(self) -> Self:
        return self.exclude(kind=Kind.QUESTION)

    def waiting(self) -> Self:
        return self.filter(sent_at=None, failed_at=None)

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)

    def free(self, now: datetime) -> Self:
        """To be sent, and not claimed by a worker that still lives."""
        unclaimed = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS)
        return self.waiting().filter(unclaimed, next_try_at__lte=now)

    def due(self, now: datetime) -> Self:
        """To be sent now, the longest waiting first."""
        return (
            self.free(now)
            # Nobody is asked to a workshop that was put away; it may come back.
            .exclude(
                kind__in=(Kind.INVITATION, Kind.REMINDER),
                invitation__workshop__archived_at__isnull=False,
            )
            .order_by("next_try_at", "pk")
        )

    def with_story(self) -> Self:
        """With all that a mail tells, but the letter."""
        return self.select_related(
            "question__replied_by", "invitation__team", "invitation__workshop__organisation"
        )

    def try_again(self, now: datetime) -> int:
        """Those that were given up are due again. Returns how many.

        One that waits already, or was sent since, says the same.
        """
        open_ones = self.failed().filter(
            Q(invitation__withdrawn_at=None) | Q(kind=Kind.WITHDRAWN),
            invitation__no_more_mail_at=None,
            invitation__workshop__closed_at=None,
        )
        newest = {
            (mail.invitation_id, mail.kind, mail.question_id): mail.pk
            for mail in open_ones.order_by("pk")
        }
        waiting = set(self.waiting().values_list("invitation_id", "kind", "question_id"))
        again = [pk for same, pk in newest.items() if same not in waiting]
        return self.model.objects.filter(pk__in=again).update(
            failed_at=None, claimed_at=None, tries=0, trouble="", next_try_at=now
        )


class InvitationMail(models.Model):
    """One mail to one address, or a guest's question to the facilitator."""

    invitation = models.ForeignKey(
        "workshop.Invitation", on_delete=models.CASCADE, related_name="mails"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    question = models.ForeignKey(
        "workshop.InvitationQuestion", on_delete=models.CASCADE, null=True, related_name="mails"
    )
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects = InvitationMailQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "kind"],
                condition=Q(sent_at=None, failed_at=None, question=None),
                name="invitation_mail_waits_once",
            ),
            models.UniqueConstraint(
                fields=["question", "kind"],
                condition=Q(question__isnull=False),
                name="invitation_mail_of_question_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="invitation_mail_kind"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="invitation_mail_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} about {self.invitation_id}"

    # What it is

    @property
    def message_id(self) -> str:
        return message_id("invitation", self.pk, f"{self.pk} {self.invitation.seed}")

    def is_wanted(self, now: datetime) -> bool:
        """Nobody is written to who was taken off the list or asked for no more mail, nobody is
        asked to a day that has passed, and nobody at all hears of a rehearsal."""
        invitation = self.invitation
        if invitation.workshop.is_rehearsal:
            return False
        if self.kind in (Kind.QUESTION, Kind.REPLY):
            return True
        if invitation.no_more_mail_at:
            return False
        if self.kind in (Kind.INVITATION, Kind.REMINDER):
            reminds_in_vain = self.kind == Kind.REMINDER and bool(invitation.said)
            return not (reminds_in_vain or invitation.why_over(now))
        return self.kind == Kind.WITHDRAWN or invitation.withdrawn_at is None

    @property
    def is_worn_out(self) -> bool:
        return self.tries > len(RETRIES) + 1

    # Verbs

    @staticmethod
    def queue(invitations: "Iterable[Invitation]", kind: Kind, now: datetime) -> int:
        """One mail of this kind for each, due at once. Returns how many."""
        rows = [
            InvitationMail(invitation=invitation, kind=kind, queued_at=now, next_try_at=now)
            for invitation in invitations
        ]
        # One that waits already says the same.
        InvitationMail.objects.bulk_create(rows, ignore_conflicts=True)
        return len(rows)

    def claim(self, now: datetime) -> bool:
        """Take a due mail for oneself. Of workers that race, one is told True.

        A claim counts as a try, so that a mail that kills its worker is given up in the end.
        """
        # Of this table alone: with a join, PostgreSQL would look into its own earlier picture of
        # the row after it has waited for another worker's claim.
        won = InvitationMail.objects.filter(pk=self.pk).free(now)
        if not won.update(claimed_at=now, tries=F("tries") + 1):
            return False
        self.tries += 1
        self.claimed_at = now
        return True

    def sent(self, now: datetime) -> None:
        self._mine().update(sent_at=now, trouble="")

    def not_sent(self, trouble: str, now: datetime, *, for_good: bool = False) -> bool:
        """Try later, or give it up. Whether it was given up."""
        given_up = for_good or self.tries > len(RETRIES)
        if given_up:
            self._mine().update(failed_at=now, claimed_at=None, trouble=trouble[:200])
        else:
            again = now + RETRIES[max(self.tries, 1) - 1]
            self._mine().update(next_try_at=again, claimed_at=None, trouble=trouble[:200])
        return given_up

    def came_back(self, said: str, now: datetime) -> None:
        """A server had taken it, and did not get it to its address after all."""
        taken = InvitationMail.objects.filter(pk=self.pk, failed_at=None)
        taken.update(sent_at=None, claimed_at=None, failed_at=now, trouble=said[:200])

    def _mine(self) -> InvitationMailQuerySet:
        return InvitationMail.objects.filter(pk=self.pk, sent_at=None)
