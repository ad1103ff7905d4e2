from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import Exact
from django.urls import reverse

from problems.models import Commitment
from workshop.followup.models.no_more_mail import MailKind, NoMoreMail
from workshop.followup.models.question import (
    ASKED_AFTER_DAYS,
    CUE_LASTS,
    LEAD_AGAIN,
    OF_ALL,
    OF_THE_PAIR,
    PARTNER_AGAIN,
    QUIET,
    Part,
    Question,
    Reply,
)
from workshop.followup.models.recipient import WEEK, Recipient
from workshop.followup.working_hours import working_days_after
from workshop.models import Invitation, InvitationLetter, Workshop
from workshop.people.models import Organisation, Team
from workshop.people.tokens import new_token

LINK_LASTS = timedelta(days=365)


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(workshop=workshop)

    def with_story(self) -> Self:
        """With all that its mail and its page tell."""
        return self.select_related(
            "answer__learning",
            "recipient",
            "workshop__organisation",
            "commitment__course",
            "commitment__renewed_as",
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop__organisation",
        )

    def with_words(self) -> Self:
        """With what a mail to a known recipient tells."""
        return self.select_related(
            "workshop__organisation",
            "commitment__course",
            "commitment__lead_team",
            "commitment__partner_team",
        )

    def of_a_half(self) -> Self:
        """About the half of a promise, to who holds it now: a hand-over moves it."""
        holds = {
            part: Q(part=part, recipient__email=Lower(f"commitment__{part}_email"))
            for part in (Part.LEAD, Part.PARTNER)
        }
        return self.filter(holds[Part.LEAD] | holds[Part.PARTNER])

    def due(self, now: datetime) -> Self:
        """To be told now, the longest waiting first: asked for the first time, or once more
        while neither of the two has answered."""
        return self.filter(is_due(now) & is_wanted(now)).order_by("due_at", "pk")

    def due_with_cues(self, now: datetime) -> Self:
        """What is due, and cues of the coming week: no other mail may go before their day."""
        coming = Q(question=Question.CUE, sent_at=None, due_at__gt=now, due_at__lt=now + WEEK)
        return self.filter((is_due(now) | coming) & is_wanted(now)).order_by("due_at", "pk")

    def cues_of_the_week(self, now: datetime) -> Self:
        """Due now or within a week: of the days that come, only these can't wait."""
        near = Q(due_at__gte=now - CUE_LASTS, due_at__lt=now + WEEK)
        return self.filter(near & is_wanted(now), question=Question.CUE, sent_at=None)


def is_due(now: datetime) -> Q:
    answered = Exists(answered_of_same().filter(question=OuterRef("question")))
    return is_time(now) & (Q(sent_at=None, answer=None) | Q(sent_at__isnull=False) & ~Q(answered))


def is_time(now: datetime) -> Q:
    """Its day has come, whatever was answered or wished meanwhile."""
    again = Q(sent_at__isnull=False, again_at__lte=now, again_sent_at=None)
    past = Q(question=Question.CUE, due_at__lt=now - CUE_LASTS)
    return Q(sent_at=None, due_at__lte=now) & ~past | again


def is_wanted(now: datetime) -> Q:
    """Not paused, asleep, stopped or renewed, and to nobody who asked for no more mail."""
    paused_until = "commitment__course__paused_until"
    goes_on = Q(
        Q(**{paused_until: None}) | Q(**{f"{paused_until}__lte": now}),
        commitment__course__asleep_since=None,
        commitment__renewed_as=None,
    )
    last = answered_of_same().order_by("-answer__at", "-pk").values("answer__reply")[:1]
    stopped = Exact(Coalesce(Subquery(last), Value("")), Reply.STOPPED)
    return goes_on & ~Q(stopped) & ~Q(Exists(unwanted())) & ~all_asleep()


def all_asleep() -> Q:
    """Every promise of this person sleeps, and there is one."""
    signed = CheckIn.objects.filter(recipient=OuterRef("recipient")).of_a_half().order_by()
    asleep = signed.filter(commitment__course__asleep_since__isnull=False)
    awake = signed.filter(commitment__course__asleep_since=None)
    return Q(Exists(asleep)) & ~Q(Exists(awake))


def answered_of_same() -> CheckInQuerySet:
    """Of the same promise as the row outside, with an answer."""
    return CheckIn.objects.filter(commitment=OuterRef("commitment"), answer__isnull=False)


def unwanted() -> models.QuerySet[NoMoreMail]:
    """The wish of the person outside not to be sent a row such as the one outside."""
    of_all = Exact(OuterRef("part"), Value(Part.EVERYBODY))
    kind = Case(When(of_all, then=Value(MailKind.WORKSHOP)), default=Value(MailKind.PROMISES))
    return NoMoreMail.objects.filter(
        organisation=OuterRef("recipient__organisation"),
        email=OuterRef("recipient__email"),
        kind__in=[MailKind.ALL, kind],
    )


class CheckIn(models.Model):
    """Something to tell or to ask one person on its day. The row is the truth; beat scans it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="check_ins")
    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="check_ins")
    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, null=True, related_name="check_ins"
    )
    # Of somebody who signed nothing and said yes to it: when it is forgotten, so is this.
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, null=True, related_name="check_ins"
    )
    question = models.CharField(max_length=20, choices=Question)
    part = models.CharField(max_length=12, choices=Part)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    again_sent_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "question", "part"],
                condition=Q(commitment__isnull=False),
                name="check_in_asked_once",
            ),
            models.UniqueConstraint(
                fields=["workshop", "recipient", "question"],
                condition=Q(commitment=None),
                name="check_in_of_all_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(question__in=Question.values), name="check_in_question"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="check_in_part"),
            models.CheckConstraint(
                condition=Q(question__in=[*OF_ALL], commitment=None, part=Part.EVERYBODY)
                | ~Q(question__in=[*OF_ALL])
                & Q(commitment__isnull=False, invitation=None)
                & ~Q(part=Part.EVERYBODY),
                name="check_in_of_pair_or_all",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at=None), name="check_in_to_send"),
            models.Index(
                fields=["again_at"],
                condition=Q(again_at__isnull=False, again_sent_at=None),
                name="check_in_to_send_again",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} to {self.part} of {self.commitment_id or self.workshop_id}"

    def get_absolute_url(self) -> str:
        return reverse("check-in", args=[self.token])

    # What it is

    @property
    def organisation(self) -> Organisation:
        return self.workshop.organisation

    @property
    def name(self) -> str:
        if self.commitment is None or self.part == Part.FACILITATOR:
            return self.recipient.name
        return self.commitment.lead if self.part == Part.LEAD else self.commitment.partner

    @property
    def other(self) -> str:
        if self.commitment is None:
            return ""
        return self.commitment.partner if self.part == Part.LEAD else self.commitment.lead

    @property
    def email(self) -> str:
        return self.recipient.email

    @property
    def kind(self) -> MailKind:
        return MailKind.WORKSHOP if self.question in OF_ALL else MailKind.PROMISES

    @property
    def team(self) -> Team | None:
        """Whose “us” this person speaks for."""
        if self.commitment is None:
            return self.invitation.team if self.invitation else None
        commitment = self.commitment
        return {
            Part.LEAD: commitment.lead_team,
            Part.PARTNER: commitment.partner_team,
        }.get(Part(self.part))

    @property
    def teams(self) -> list[Team]:
        commitment = self.commitment
        return [commitment.lead_team, commitment.partner_team] if commitment else []

    @property
    def link(self) -> str:
        return urljoin(settings.SITE_URL, self.get_absolute_url())

    @property
    def is_again(self) -> bool:
        return self.sent_at is not None

    @property
    def begun_at(self) -> datetime | None:
        """When its ninety days began: at the close, or with the renewal of the promise."""
        renewed = self.commitment is not None and self.commitment.renews_id
        return self.commitment.at if renewed and self.commitment else self.workshop.closed_at

    @property
    def is_of_a_half(self) -> bool:
        return self.part in (Part.LEAD, Part.PARTNER)

    @property
    def is_handed_over(self) -> bool:
        """Somebody else holds this half of the promise by now."""
        if self.commitment is None or not self.is_of_a_half:
            return False
        holder: str = getattr(self.commitment, f"{self.part}_email")
        return holder.lower() != self.recipient.email

    def is_expired(self, now: datetime) -> bool:
        """A year after the close, or the renewal, the link has done its work."""
        return self.begun_at is not None and now >= self.begun_at + LINK_LASTS

    def is_over(self, now: datetime) -> bool:
        """Its link opens the promise no longer."""
        return self.is_expired(now) or self.is_handed_over

    def is_recent(self, now: datetime) -> bool:
        """“Two weeks ago” is true."""
        begun_at = self.begun_at
        return begun_at is not None and now < begun_at + timedelta(days=ASKED_AFTER_DAYS + 7)

    # Verbs

    def sent(self, now: datetime) -> None:
        """It is told; what follows if nobody answers is planned. Safe to repeat."""
        CheckIn.all_sent([self], now)

    @classmethod
    @transaction.atomic
    def all_sent(cls, told: "list[CheckIn]", now: datetime) -> None:
        """The same of what was told by one mail, about one workshop."""
        asked = [row for row in told if row.is_sent(now)]
        if asked:
            offer_help(asked, now)

    @classmethod
    def none_arrived(cls, recipient: Recipient) -> None:
        """What the last mail to them told is not told yet, but for what was answered."""
        mine = cls.objects.filter(recipient=recipient, answer=None)
        then = recipient.next_mail_at - WEEK
        mine.filter(sent_at=then).update(sent_at=None, again_at=None)
        mine.filter(again_sent_at=then).update(again_sent_at=None)

    def is_sent(self, now: datetime) -> bool:
        """Mark it. Whether a pair is waited for because of it, now for the first time.

        A half that was handed over meanwhile has a new token, and was not told.
        """
        mine = CheckIn.objects.filter(pk=self.pk, token=self.token)
        if self.is_again:
            mine.filter(again_sent_at=None).update(again_sent_at=now)
            return False
        days = {Part.LEAD: LEAD_AGAIN, Part.PARTNER: PARTNER_AGAIN}.get(Part(self.part))
        if self.question in OF_THE_PAIR and days:
            self.again_at = working_days_after(now, days, self.workshop.zone)
        self.sent_at = now
        marked = mine.filter(sent_at=None).update(sent_at=now, again_at=self.again_at)
        return bool(marked and self.again_at)

    def arrived(self, now: datetime) -> None:
        """An answer came, so the mail did too, whatever our mark says."""
        self.recipient.arrived()
        CheckIn.objects.filter(pk=self.pk, sent_at=None).update(sent_at=now)


def hold(check_ins: Iterable[CheckIn]) -> None:
    """Lock their promises: who marks mails as sent, answers or hands over comes one by one. This
    lock comes before all others."""
    promises = {row.commitment_id for row in check_ins if row.commitment_id}
    list(Commitment.objects.select_for_update().filter(pk__in=promises).order_by("pk"))


def offer_help(told: list[CheckIn], now: datetime) -> None:
    """Ask the facilitator for it, once a promise, when it has been quiet around it. Where the
    other half has answered, it is not."""
    workshop = told[0].workshop
    answered = Exists(answered_of_same().filter(question=OuterRef("question")))
    asked = list(CheckIn.objects.filter(~answered, pk__in=[row.pk for row in told]))
    host = InvitationLetter.of(workshop).answers_to
    if host is None or not asked:
        return
    recipient = Recipient.known_as(
        workshop.organisation, host.email, host.name, settings.LANGUAGE_CODE, now
    )
    CheckIn.objects.bulk_create(
        (
            CheckIn(
                workshop=workshop,
                recipient=recipient,
                commitment_id=row.commitment_id,
                question=Question.HELP,
                part=Part.FACILITATOR,
                due_at=working_days_after(now, QUIET, workshop.zone),
            )
            for row in asked
        ),
        ignore_conflicts=True,
    )
