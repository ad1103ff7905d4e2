"""Half of a promise goes to somebody else, who takes it on by a link of their own."""

from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models.answer import step_now
from workshop.followup.models.check_in import CheckIn, answered_of_same
from workshop.followup.models.course import Course
from workshop.followup.models.letter import Letter
from workshop.followup.models.question import OF_THE_PAIR, Part
from workshop.followup.models.recipient import Recipient
from workshop.models import Workshop
from workshop.people.models import Team
from workshop.people.tokens import new_token, token_digest

LINK_LASTS = timedelta(days=30)
AT_MOST, WITHIN = 3, timedelta(days=30)


class CannotHandOver(Exception):
    """It can't go there, or not now; the text says why, for people."""


class Answered(models.TextChoices):
    WAITING = "", _("No answer yet")
    ACCEPTED = "accepted", _("Taken over")
    DECLINED = "declined", _("Not possible for them")
    TAKEN_BACK = "taken-back", _("Taken back")


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token)).with_story()

    def with_story(self) -> Self:
        return self.select_related(
            "team",
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop__organisation",
        )

    def accepted(self) -> Self:
        return self.filter(said=Answered.ACCEPTED)


class HandOver(models.Model):
    """One half of a promise, offered to one person. The link is made from `seed` and the server's
    secret key; the database keeps its digest only."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="hand_overs")
    part = models.CharField(max_length=12, choices=Part)
    giver = models.CharField(max_length=40)
    giver_email = models.EmailField()  # in lower case
    name = models.CharField(_("name"), max_length=40)
    email = models.EmailField(_("e-mail"))  # in lower case
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name=_("team")
    )
    text = models.TextField(_("what they should know"), max_length=600, blank=True)
    seed = models.CharField(max_length=40, default=new_token, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    said = models.CharField(max_length=10, choices=Answered, default=Answered.WAITING, blank=True)
    said_at = models.DateTimeField(null=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "part"], condition=Q(said=""), name="hand_over_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(part__in=[Part.LEAD, Part.PARTNER]), name="hand_over_of_a_half"
            ),
            models.CheckConstraint(condition=Q(said__in=Answered.values), name="hand_over_said"),
            models.CheckConstraint(
                condition=Q(said="", said_at=None) | ~Q(said="") & Q(said_at__isnull=False),
                name="hand_over_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.commitment_id} to {self.name}"

    # What it is

    @property
    def token(self) -> str:
        """The secret part of the link; 64 hexadecimal digits."""
        return salted_hmac("hand-over", self.seed, algorithm="sha256").hexdigest()

    @property
    def link(self) -> str:
        return urljoin(settings.SITE_URL, reverse("hand-over", args=[self.token]))

    @property
    def workshop(self) -> Workshop:
        return self.commitment.workshop

    @property
    def other(self) -> str:
        """Who holds the other half."""
        pair = self.commitment
        return pair.partner if self.part == Part.LEAD else pair.lead

    @property
    def step(self) -> str:
        """The first step of the promise as it is now."""
        return step_now(self.commitment)

    @property
    def waits(self) -> bool:
        return self.said == Answered.WAITING

    @property
    def trouble(self) -> str:
        """Why its mail was given up, in words."""
        lost = [letter for letter in self.letters.all() if letter.failed_at]
        return lost[0].trouble if lost else ""

    def is_expired(self, now: datetime) -> bool:
        return now >= self.asked_at + LINK_LASTS

    # Verbs

    @classmethod
    @transaction.atomic
    def offer(  # noqa: PLR0913, PLR0917  (a person, and what goes to them)
        cls, check_in: CheckIn, name: str, email: str, team: Team, text: str, now: datetime
    ) -> "HandOver":
        """Ask somebody to take over the half that `check_in` is of. An offer that waits is taken
        back, unless it is the same one, whose mail is tried again if it was given up. Raises
        CannotHandOver."""
        assert check_in.commitment is not None, "only a pair's half can be handed over"
        pair = Commitment.objects.select_for_update().get(pk=check_in.commitment_id)
        email = email.lower()
        fits(pair, check_in.part, email, team)
        mine = cls.objects.filter(commitment=pair, part=check_in.part)
        waiting = mine.filter(said=Answered.WAITING).first()
        if waiting and (waiting.email, waiting.text) == (email, text):
            for letter in waiting.letters.failed():
                letter.try_again(now)
            return waiting
        if mine.filter(asked_at__gt=now - WITHIN).count() >= AT_MOST:
            raise CannotHandOver(
                gettext("You have asked three times in thirty days. That is all we send for now.")
            )
        mine.filter(said=Answered.WAITING).update(said=Answered.TAKEN_BACK, said_at=now)
        offer = cls(
            commitment=pair, part=check_in.part, giver=check_in.name, giver_email=check_in.email,
            name=name, email=email, team=team, text=text, asked_at=now,
        )  # fmt: skip
        offer.digest = token_digest(offer.token)
        offer.save()
        Letter.queue(now, {email: name}, hand_over_asked=offer)
        return offer

    @transaction.atomic
    def accept(self, now: datetime, language: str) -> None:
        """The half is theirs, with all that is still to be asked; the links of who gave it open
        the promise no longer. Safe to repeat. Raises CannotHandOver."""
        pair = Commitment.objects.select_for_update().get(pk=self.commitment_id)
        self.refresh_from_db(fields=["said", "said_at"])
        if not self.waits:
            return
        fits(pair, self.part, self.email, self.team)
        if not self._say(Answered.ACCEPTED, now):
            return
        pair.hand_half_to(self.part, self.name, self.email, self.team)
        organisation = self.workshop.organisation
        recipient = Recipient.known_as(organisation, self.email, self.name, language, now)
        ask_instead(pair, self.part, recipient)
        Course.wake(pair, now)
        other = pair.partner_email if self.part == Part.LEAD else pair.lead_email
        people = {self.giver_email: self.giver, other.lower(): self.other}
        Letter.queue(now, people, hand_over_answered=self)

    @transaction.atomic
    def decline(self, now: datetime) -> None:
        """It stays where it was, and the giver is told. Safe to repeat."""
        if self._say(Answered.DECLINED, now):
            Letter.queue(now, {self.giver_email: self.giver}, hand_over_answered=self)

    def take_back(self, now: datetime) -> None:
        """The giver thinks better of it. Safe to repeat."""
        self._say(Answered.TAKEN_BACK, now)

    def _say(self, said: Answered, now: datetime) -> bool:
        """The first answer counts. Whether it is this one."""
        mine = HandOver.objects.filter(pk=self.pk, said=Answered.WAITING)
        is_first = bool(mine.update(said=said, said_at=now))
        self.refresh_from_db(fields=["said", "said_at"])
        return is_first


def fits(pair: Commitment, part: str, email: str, team: Team) -> None:
    """Two people of two teams, as on the day. Raises CannotHandOver."""
    other = Part.PARTNER if part == Part.LEAD else Part.LEAD
    if getattr(pair, f"{other}_email").lower() == email:
        raise CannotHandOver(gettext("They hold the other half already."))
    if getattr(pair, f"{part}_email").lower() == email:
        raise CannotHandOver(gettext("They hold this half already."))
    if getattr(pair, f"{other}_team_id") == team.pk:
        raise CannotHandOver(gettext("The two of a promise are of two teams. Choose another team."))


def ask_instead(pair: Commitment, part: str, recipient: Recipient) -> None:
    """What has no answer yet goes to somebody else, by new links. Of what was sent, the newest
    question is asked anew unless either of the two has answered it."""
    answered = Exists(answered_of_same().filter(question=OuterRef("question")))
    left = CheckIn.objects.filter(commitment=pair, part=part, answer=None)
    rows = list(left.select_for_update(of=("self",)).order_by("due_at", "pk"))
    asked = left.filter(question__in=OF_THE_PAIR, sent_at__isnull=False)
    unheard = set(asked.filter(~answered).values_list("pk", flat=True))
    again = [row for row in rows if row.pk in unheard][-1:]
    for row in rows:
        row.recipient, row.token, row.again_at = recipient, new_token(), None
        if row in again:
            row.sent_at = row.again_sent_at = None
    CheckIn.objects.bulk_update(
        rows, ["recipient", "token", "sent_at", "again_at", "again_sent_at"]
    )
