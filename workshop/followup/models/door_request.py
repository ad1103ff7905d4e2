"""“Open a door for us”: a pair asks a named sponsor, who sees just that text."""

from datetime import date, datetime, timedelta
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.followup.models.letter import Letter
from workshop.models import Workshop
from workshop.people.tokens import new_token, token_digest

LINK_LASTS = timedelta(days=30)
AT_MOST, WITHIN = 3, timedelta(days=30)


class TooManyRequests(Exception):
    """The pair has asked often enough for now; the text says so, for people."""

    def __init__(self) -> None:
        super().__init__(
            gettext("You have asked three times in thirty days. That is all we send for now.")
        )


class SponsorSays(models.TextChoices):
    NOTHING = "", _("No answer yet")
    OPEN = "open", _("I’ll open it")
    CANNOT = "cannot", _("I can’t, because …")
    LATER = "later", _("Ask me again on …")


class DoorRequestQuerySet(models.QuerySet["DoorRequest"]):
    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token)).with_story()

    def with_story(self) -> Self:
        return self.select_related(
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop__organisation",
        )


class DoorRequest(models.Model):
    """One question to one sponsor. The link is made from `seed` and the server's secret key; the
    database keeps its digest only."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="door_requests"
    )
    sponsor = models.CharField(_("sponsor"), max_length=80)
    email = models.EmailField(_("sponsor’s e-mail"))  # in lower case
    text = models.TextField(_("what you ask"), max_length=600)
    seed = models.CharField(max_length=40, default=new_token, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    said = models.CharField(
        max_length=10, choices=SponsorSays, default=SponsorSays.NOTHING, blank=True
    )
    because = models.CharField(_("because"), max_length=300, blank=True)
    again_on = models.DateField(_("again on"), null=True)
    said_at = models.DateTimeField(null=True)

    objects = DoorRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(said="", said_at=None, because="", again_on=None)
                | Q(said="open", said_at__isnull=False, because="", again_on=None)
                | Q(said="cannot", said_at__isnull=False, again_on=None) & ~Q(because="")
                | Q(said="later", said_at__isnull=False, because="", again_on__isnull=False),
                name="door_request_answer_whole",
            )
        ]

    def __str__(self) -> str:
        return self.text

    # What it is

    @property
    def token(self) -> str:
        """The secret part of the link; 64 hexadecimal digits."""
        return salted_hmac("door-request", self.seed, algorithm="sha256").hexdigest()

    @property
    def link(self) -> str:
        return urljoin(settings.SITE_URL, reverse("door-request", args=[self.token]))

    @property
    def workshop(self) -> Workshop:
        return self.commitment.workshop

    @property
    def ends_at(self) -> datetime:
        return self.asked_at + LINK_LASTS

    @property
    def trouble(self) -> str:
        """Why its mail was given up, in words."""
        lost = [letter for letter in self.letters.all() if letter.failed_at]
        return lost[0].trouble if lost else ""

    def is_expired(self, now: datetime) -> bool:
        return now >= self.ends_at

    # Verbs

    @classmethod
    @transaction.atomic
    def ask(
        cls, commitment: Commitment, sponsor: str, email: str, text: str, now: datetime
    ) -> "DoorRequest":
        """Ask once; the same question to the same address waits already, and its mail is tried
        again if it was given up. Raises TooManyRequests."""
        Commitment.objects.select_for_update().get(pk=commitment.pk)
        recent = commitment.door_requests.filter(asked_at__gt=now - WITHIN)
        email = email.lower()
        same = recent.filter(email=email, text=text, said=SponsorSays.NOTHING).first()
        if same:
            for letter in same.letters.failed():
                letter.try_again(now)
            return same
        if recent.count() >= AT_MOST:
            raise TooManyRequests
        request = cls(commitment=commitment, sponsor=sponsor, email=email, text=text, asked_at=now)
        request.digest = token_digest(request.token)
        request.save()
        Letter.queue(now, {email: sponsor}, door_asked=request)
        return request

    @transaction.atomic
    def answer(self, said: str, now: datetime, because: str = "", on: date | None = None) -> None:
        """The first answer counts, and both owners are told of it. Safe to repeat."""
        mine = DoorRequest.objects.filter(pk=self.pk, said=SponsorSays.NOTHING)
        if mine.update(said=said, because=because, again_on=on, said_at=now):
            pair = self.commitment
            owners = {pair.lead_email.lower(): pair.lead, pair.partner_email.lower(): pair.partner}
            Letter.queue(now, owners, door_answered=self)
        self.refresh_from_db(fields=["said", "because", "again_on", "said_at"])
