import hashlib
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models.no_more_mail import NoMoreMail
from workshop.followup.working_hours import days_after, next_working_time
from workshop.models import Workshop
from workshop.people.models import Organisation, Team, User
from workshop.people.tokens import new_token

# A worker that claimed a mail and died is taken for dead after this long.
CLAIM_LASTS = timedelta(minutes=10)
# Waits between tries while the mail server is away; after the last one the facilitator is told.
RETRIES = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 480)]
LINK_LASTS = timedelta(days=365)
ASKED_AFTER_DAYS = 14


class Question(models.TextChoices):
    """Which question a check-in asks, named by its day."""

    FIRST_STEP = "first-step", _("Day 14: did the first step happen?")


class Part(models.TextChoices):
    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def editable_by(self, user: User | AnonymousUser) -> Self:
        workshops = Workshop.objects.editable_by(user)
        return self.filter(commitment__solution__problem__workshop__in=workshops)

    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(commitment__solution__problem__workshop=workshop)

    def with_story(self) -> Self:
        """With all that its mail and its page tell."""
        return self.select_related(
            "answer__learning",
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop__organisation",
        )

    def due(self, now: datetime) -> Self:
        """To be sent now, the longest waiting first: not sent, not given up, not answered, not
        claimed by a worker that still lives, and to nobody who asked for no more mail."""
        address = Case(
            When(part=Part.LEAD, then=F("commitment__lead_email")),
            default=F("commitment__partner_email"),
        )
        unwanted = NoMoreMail.objects.filter(
            organisation=OuterRef("commitment__solution__problem__workshop__organisation"),
            email=OuterRef("address"),
        )
        return (
            self.filter(sent_at=None, failed_at=None, next_try_at__lte=now, answer=None)
            .filter(Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS))
            .annotate(address=Lower(address))
            .filter(~Exists(unwanted))
            .order_by("next_try_at", "pk")
        )

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)


class CheckIn(models.Model):
    """A question to one half of a pair, on its day. The row is the truth; beat scans it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="check_ins")
    question = models.CharField(max_length=20, choices=Question)
    part = models.CharField(max_length=10, choices=Part)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "question", "part"], name="check_in_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(question__in=Question.values), name="check_in_question"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="check_in_part"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="check_in_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} to {self.part} of {self.commitment_id}"

    def get_absolute_url(self) -> str:
        return reverse("check-in", args=[self.token])

    # What it is

    @property
    def workshop(self) -> Workshop:
        return self.commitment.solution.problem.workshop

    @property
    def organisation(self) -> Organisation:
        return self.workshop.organisation

    @property
    def name(self) -> str:
        return self.commitment.lead if self.part == Part.LEAD else self.commitment.partner

    @property
    def other(self) -> str:
        return self.commitment.partner if self.part == Part.LEAD else self.commitment.lead

    @property
    def email(self) -> str:
        lead, partner = self.commitment.lead_email, self.commitment.partner_email
        return lead if self.part == Part.LEAD else partner

    @property
    def teams(self) -> list[Team]:
        return [self.commitment.lead_team, self.commitment.partner_team]

    @property
    def link(self) -> str:
        return urljoin(settings.SITE_URL, self.get_absolute_url())

    @property
    def unsubscribe_path(self) -> str:
        return reverse("check-in-unsubscribe", args=[self.token])

    @property
    def unsubscribe_link(self) -> str:
        return urljoin(settings.SITE_URL, self.unsubscribe_path)

    @property
    def message_id(self) -> str:
        """The same at every try. It says nothing of the token: servers keep it in their logs."""
        digest = hashlib.sha256(f"message-id {self.token}".encode()).hexdigest()[:32]
        return f"<check-in.{digest}@{settings.SITE_HOST}>"

    def is_expired(self, now: datetime) -> bool:
        """A year after the close the link has done its work."""
        closed_at = self.workshop.closed_at
        return closed_at is not None and now >= closed_at + LINK_LASTS

    def is_recent(self, now: datetime) -> bool:
        """“Two weeks ago” is true."""
        closed_at = self.workshop.closed_at
        return closed_at is not None and now < closed_at + timedelta(days=ASKED_AFTER_DAYS + 7)

    # Verbs

    @staticmethod
    def plan(workshop: Workshop, now: datetime) -> None:
        """The questions of day 14, for every pair of a workshop that closes `now`.

        Somebody who signed both halves is asked once. Safe to repeat.
        """
        due_at = days_after(now, ASKED_AFTER_DAYS, workshop.zone)
        CheckIn.objects.bulk_create(
            (
                CheckIn(
                    commitment=commitment,
                    question=Question.FIRST_STEP,
                    part=part,
                    due_at=due_at,
                    next_try_at=due_at,
                )
                for commitment in Commitment.objects.of_workshop(workshop)
                for part in Part
                if part == Part.LEAD
                or commitment.partner_email.lower() != commitment.lead_email.lower()
            ),
            ignore_conflicts=True,
        )

    def claim(self, now: datetime) -> bool:
        """Take a due mail for oneself. Of workers that race, one is told True.

        A claim counts as a try, so that a mail that kills its worker is given up in the end.
        """
        won = (
            CheckIn.objects.filter(pk=self.pk, sent_at=None, failed_at=None, next_try_at__lte=now)
            .filter(Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS))
            .update(claimed_at=now, tries=F("tries") + 1)
        )
        if won:
            self.refresh_from_db(fields=["claimed_at", "tries"])
        return bool(won)

    @property
    def is_worn_out(self) -> bool:
        return self.tries > len(RETRIES) + 1

    def put_off(self, until: datetime) -> None:
        CheckIn.objects.filter(pk=self.pk, sent_at=None).update(next_try_at=until)

    def sent(self, now: datetime) -> None:
        CheckIn.objects.filter(pk=self.pk, sent_at=None).update(sent_at=now, trouble="")

    def not_sent(self, trouble: str, now: datetime, *, for_good: bool = False) -> None:
        """Try later, in working hours; or give it up and leave the trouble to the facilitator."""
        mine = CheckIn.objects.filter(pk=self.pk, sent_at=None)
        if for_good or self.tries > len(RETRIES):
            mine.update(failed_at=now, claimed_at=None, trouble=trouble[:200])
            return
        again = next_working_time(now + RETRIES[self.tries - 1], self.workshop.zone)
        mine.update(next_try_at=again, claimed_at=None, trouble=trouble[:200])

    def try_again(self, now: datetime) -> None:
        """The facilitator asks for it, after the address or the server was mended."""
        CheckIn.objects.filter(pk=self.pk, sent_at=None, failed_at__isnull=False).update(
            failed_at=None,
            claimed_at=None,
            tries=0,
            trouble="",
            next_try_at=next_working_time(now, self.workshop.zone),
        )

    def arrived(self, now: datetime) -> None:
        """An answer came, so the mail did too, whatever our mark says."""
        CheckIn.objects.filter(pk=self.pk).update(failed_at=None, trouble="")
        self.sent(now)
