from datetime import datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from workshop.followup.working_hours import next_working_time
from workshop.models import Workshop
from workshop.people.delivery import CLAIM_LASTS, RETRIES
from workshop.people.models import Organisation
from workshop.people.returned import message_id
from workshop.people.tokens import new_token

WEEK = timedelta(days=7)
ERASED = "erased.invalid"  # a domain where nobody is (RFC 2606)


def nobodys_address() -> str:
    """In the place of an address whose owner had it taken out."""
    return f"{new_token().lower()}@{ERASED}"


def is_erased() -> Q:
    return Q(email__endswith=f"@{ERASED}")


def is_nobody(email: str) -> bool:
    return email.endswith(f"@{ERASED}")


def is_free(now: datetime, of: str = "") -> Q:
    """A mail may go to them now: the last one is a week old, none was given up, and no worker
    that still lives is at it. `of` leads to the recipient, as in `recipient__`."""
    unclaimed = Q(**{f"{of}claimed_at": None}) | Q(**{f"{of}claimed_at__lte": now - CLAIM_LASTS})
    return unclaimed & Q(**{f"{of}failed_at": None, f"{of}next_mail_at__lte": now})


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def of_workshop(self, workshop: Workshop) -> Self:
        """Whom its facilitators know: who signed a promise there, or was invited. The addresses of
        those who only swapped contacts are for those they swapped with."""
        known = Q(check_ins__commitment__isnull=False) | Q(check_ins__invitation__isnull=False)
        mine = self.filter(known, check_ins__workshop=workshop)
        return mine.exclude(is_erased()).distinct()

    def free(self, now: datetime) -> Self:
        return self.filter(is_free(now))

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False).exclude(is_erased())


class Recipient(models.Model):
    """An address that an organisation writes to after its workshops, at most once a week.

    What is due to it by then goes into one mail. The row is the truth about that mail: who
    sends it, how often it was tried, and when the next one may go.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()  # in lower case
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    mails = models.PositiveIntegerField(default=0)
    next_mail_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)
    seed = models.CharField(max_length=40, default=new_token, editable=False)

    objects = RecipientQuerySet.as_manager()

    class Meta:
        ordering = ["next_mail_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="recipient_once")
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def message_id(self) -> str:
        """Of the next mail."""
        return self.message_id_of(self.mails)

    def message_id_of(self, place: int) -> str:
        """Of the first mail to them (0), the second (1) …"""
        return message_id("check-in", self.pk, f"{self.seed} {place}")

    @property
    def is_worn_out(self) -> bool:
        return self.tries > len(RETRIES) + 1

    # Verbs

    @classmethod
    def known_as(
        cls, organisation: Organisation, email: str, name: str, language: str, now: datetime
    ) -> "Recipient":
        """The row of this address; a new one may be written to from now on."""
        fresh = {"name": name[:80], "language": language, "next_mail_at": now}
        recipient, _made = cls.objects.get_or_create(
            organisation=organisation, email=email.lower(), defaults=fresh
        )
        return recipient

    def claim(self, now: datetime) -> bool:
        """Take the next mail for oneself. Of workers that race, one is told True.

        A claim counts as a try, so that a mail that kills its worker is given up in the end.
        """
        mine = Recipient.objects.filter(pk=self.pk).free(now)
        if not mine.update(claimed_at=now, tries=F("tries") + 1):
            return False
        self.refresh_from_db()
        return True

    def release(self, until: datetime | None = None) -> None:
        """Nothing was sent after all; the next mail may go at `until`, or when it was to go."""
        later = {"next_mail_at": until} if until else {}
        fewer = Greatest(F("tries") - 1, 0)  # an answer may have set it to 0 meanwhile
        self._mine().update(claimed_at=None, tries=fewer, **later)

    def sent(self, now: datetime) -> bool:
        """One more mail is out; the next may go in a week. Whether this worker still held it."""
        return bool(
            self._mine().update(
                mails=F("mails") + 1,
                next_mail_at=now + WEEK,
                claimed_at=None,
                tries=0,
                trouble="",
            )
        )

    def not_sent(
        self, trouble: str, now: datetime, zone: ZoneInfo, *, for_good: bool = False
    ) -> None:
        """Try later, in working hours; or give it up and leave the trouble to the facilitator."""
        if for_good or self.tries > len(RETRIES):
            self._mine().update(failed_at=now, claimed_at=None, trouble=trouble[:200])
            return
        again = next_working_time(now + RETRIES[max(self.tries, 1) - 1], zone)
        self._mine().update(next_mail_at=again, claimed_at=None, trouble=trouble[:200])

    def came_back(self, said: str, now: datetime) -> None:
        """A server had taken the last mail, and did not get it there after all."""
        taken = Recipient.objects.filter(pk=self.pk, mails=self.mails, failed_at=None)
        taken.update(failed_at=now, claimed_at=None, trouble=said[:200])

    def try_again(self, now: datetime) -> None:
        """The facilitator asks for it, after the address or the server was mended."""
        Recipient.objects.filter(pk=self.pk).failed().update(
            failed_at=None, claimed_at=None, tries=0, trouble="", next_mail_at=now
        )

    def speaks(self, language: str) -> None:
        """The next mail comes in this language, if we have it."""
        if language in dict(settings.LANGUAGES):
            Recipient.objects.filter(pk=self.pk).update(language=language)

    def arrived(self) -> None:
        """An answer came, so mails do arrive there, whatever a server said."""
        Recipient.objects.filter(pk=self.pk).update(failed_at=None, trouble="", tries=0)

    def become_nobody(self, address: str, now: datetime) -> None:
        """Name and address go, mails and links end; what others see of the schedule stays."""
        self.email, self.name = address, ""
        self.failed_at, self.trouble = now, ""
        self.save(update_fields=["email", "name", "failed_at", "trouble"])
        rows = list(self.check_ins.all())
        for row in rows:
            row.token = new_token()
        self.check_ins.bulk_update(rows, ["token"])

    def end_links(self, workshop: Workshop) -> None:
        """What mails about this workshop linked to opens nothing more; the next has new links."""
        rows = list(self.check_ins.filter(workshop=workshop))
        for row in rows:
            row.token = new_token()
        self.check_ins.bulk_update(rows, ["token"])

    def _mine(self) -> RecipientQuerySet:
        return Recipient.objects.filter(pk=self.pk, mails=self.mails, claimed_at=self.claimed_at)
