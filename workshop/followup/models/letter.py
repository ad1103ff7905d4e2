"""Mails that follow from an act: a problem opened again, a door asked for, half of a promise
handed over, a promise renewed, and the answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeAlias
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from problems.models import Commitment
from workshop.followup.models.no_more_mail import MailKind
from workshop.followup.models.recipient import is_nobody
from workshop.followup.working_hours import next_working_time
from workshop.models import Workshop
from workshop.numbers import is_number
from workshop.people.delivery import CLAIM_LASTS, RETRIES
from workshop.people.models import Organisation
from workshop.people.returned import message_id
from workshop.people.tokens import new_token

if TYPE_CHECKING:
    from workshop.followup.models.door_request import DoorRequest
    from workshop.followup.models.hand_over import HandOver
    from workshop.followup.models.reopening import Reopening

    Act: TypeAlias = Reopening | DoorRequest | HandOver | Commitment

ABOUT = (
    "reopening", "door_asked", "door_answered", "hand_over_asked", "hand_over_answered", "renewal"
)  # fmt: skip

# What tells of an act. The others ask somebody, in the name of a colleague, and wait for no week.
NEWS = ("reopening", "door_answered", "hand_over_answered", "renewal")
# What its receiver may ask not to be sent; all others are of a promise.
KINDS = {
    "reopening": MailKind.WORKSHOP,
    "door_asked": MailKind.REQUESTS,
    "hand_over_asked": MailKind.REQUESTS,
}


class LetterQuerySet(models.QuerySet["Letter"]):
    def free(self, now: datetime) -> Self:
        """To be sent, and not claimed by a worker that still lives."""
        unclaimed = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM_LASTS)
        return self.filter(unclaimed, sent_at=None, failed_at=None, next_try_at__lte=now)

    def due(self, now: datetime) -> Self:
        return self.free(now).order_by("next_try_at", "pk")

    def failed(self) -> Self:
        """Given up; whether one may try again is for the facilitator to say."""
        return self.filter(failed_at__isnull=False)

    def of_organisation(self, organisation: Organisation) -> Self:
        return self.filter(where("workshop__organisation", organisation))

    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(where("workshop", workshop))

    def with_story(self) -> Self:
        """With all that a mail tells."""
        pair = ("lead_team", "partner_team", "solution__problem__workshop__organisation")
        ways = (
            "reopening__learning", "door_asked", "door_answered", "hand_over_asked",
            "hand_over_answered",
        )  # fmt: skip
        return self.select_related(
            "reopening__problem",
            "hand_over_asked__team",
            *(f"{way}__commitment__{to}" for way in ways for to in pair),
            *(f"renewal__{to}" for to in pair),
        )


def where(way: str, value: Workshop | Organisation) -> Q:
    """The problem that it is about leads there."""
    of_a_pair = f"solution__problem__{way}"
    ways = {"reopening": f"problem__{way}", "renewal": of_a_pair}
    condition = Q()
    for about in ABOUT:
        condition |= Q(**{f"{about}__{ways.get(about, f'commitment__{of_a_pair}')}": value})
    return condition


def about_one() -> Q:
    """One of ABOUT is set, and no other."""
    condition = Q()
    for about in ABOUT:
        condition |= Q(**{f"{each}__isnull": each != about for each in ABOUT})
    return condition


class Letter(models.Model):
    """One mail to one address about one act. The row is the truth; beat scans it."""

    reopening = models.ForeignKey(
        "followup.Reopening", on_delete=models.CASCADE, null=True, related_name="letters"
    )
    door_asked = models.ForeignKey(
        "followup.DoorRequest", on_delete=models.CASCADE, null=True, related_name="letters"
    )
    door_answered = models.ForeignKey(
        "followup.DoorRequest", on_delete=models.CASCADE, null=True, related_name="answer_letters"
    )
    hand_over_asked = models.ForeignKey(
        "followup.HandOver", on_delete=models.CASCADE, null=True, related_name="letters"
    )
    hand_over_answered = models.ForeignKey(
        "followup.HandOver", on_delete=models.CASCADE, null=True, related_name="answer_letters"
    )
    renewal = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, null=True, related_name="renewal_letters"
    )
    email = models.EmailField()  # in lower case
    name = models.CharField(max_length=80, blank=True)
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    seed = models.CharField(max_length=40, default=new_token, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["next_try_at", "pk"]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[about, "email"],
                    condition=Q(**{f"{about}__isnull": False}),
                    name=f"letter_{about}_once",
                )
                for about in ABOUT
            ),
            models.CheckConstraint(condition=about_one(), name="letter_about_one_act"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None),
                name="letter_to_send",
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} to {self.email}"

    # What it is

    @property
    def about(self) -> str:
        """Which of ABOUT."""
        return next(about for about in ABOUT if getattr(self, f"{about}_id"))

    @property
    def is_news(self) -> bool:
        return self.about in NEWS

    @property
    def act(self) -> "Act":
        act: Act = getattr(self, self.about)
        return act

    @property
    def workshop(self) -> Workshop:
        return self.act.workshop

    @property
    def kind(self) -> MailKind:
        return KINDS.get(self.about, MailKind.PROMISES)

    @property
    def token(self) -> str:
        """Of the link that ends mails of its kind: which letter, and 192 bits that show that one
        has it. Nothing else opens by it."""
        proof = salted_hmac("letter", self.seed, algorithm="sha256").hexdigest()[:48]
        return f"{self.pk}-{proof}"

    @property
    def stop_link(self) -> str:
        path = reverse("letter-unsubscribe", args=[self.token])
        return urljoin(settings.SITE_URL, f"{path}?kind={self.kind}")

    @property
    def message_id(self) -> str:
        return message_id("letter", self.pk, self.seed)

    @property
    def is_worn_out(self) -> bool:
        return self.tries > len(RETRIES) + 1

    # Verbs

    @classmethod
    def with_token(cls, token: str) -> "Letter | None":
        number = token.partition("-")[0]
        if not is_number(number):
            return None
        letter = cls.objects.with_story().filter(pk=int(number)).first()
        return letter if letter and constant_time_compare(letter.token, token) else None

    @classmethod
    def queue(cls, now: datetime, people: Mapping[str, str], **about: "Act") -> None:
        """One letter for each; `people` holds names by address. Safe to repeat."""
        cls.objects.bulk_create(
            (
                cls(email=email, name=name, next_try_at=now, **about)
                for email, name in people.items()
                if not is_nobody(email)
            ),
            ignore_conflicts=True,
        )

    def claim(self, now: datetime) -> bool:
        """Take a due mail for oneself. Of workers that race, one is told True.

        A claim counts as a try, so that a mail that kills its worker is given up in the end.
        """
        mine = Letter.objects.filter(pk=self.pk).free(now)
        if not mine.update(claimed_at=now, tries=F("tries") + 1):
            return False
        self.refresh_from_db(fields=["claimed_at", "tries"])
        return True

    def put_off(self, until: datetime) -> None:
        Letter.objects.filter(pk=self.pk, sent_at=None).update(next_try_at=until)

    def sent(self, now: datetime) -> None:
        Letter.objects.filter(pk=self.pk, sent_at=None).update(sent_at=now, trouble="")

    def not_sent(self, trouble: str, now: datetime, *, for_good: bool = False) -> None:
        """Try later, in working hours, or give it up."""
        mine = Letter.objects.filter(pk=self.pk, sent_at=None)
        if for_good or self.tries > len(RETRIES):
            mine.update(failed_at=now, claimed_at=None, trouble=trouble[:200])
            return
        again = next_working_time(now + RETRIES[max(self.tries, 1) - 1], self.workshop.zone)
        mine.update(next_try_at=again, claimed_at=None, trouble=trouble[:200])

    def try_again(self, now: datetime) -> None:
        """Somebody asks for it, after the address or the server was mended. Safe to repeat."""
        Letter.objects.filter(pk=self.pk).failed().update(
            failed_at=None, claimed_at=None, tries=0, trouble="", next_try_at=now
        )

    def came_back(self, said: str, now: datetime) -> None:
        """A server had taken it, and did not get it to its address after all."""
        taken = Letter.objects.filter(pk=self.pk, failed_at=None)
        taken.update(sent_at=None, claimed_at=None, failed_at=now, trouble=said[:200])
