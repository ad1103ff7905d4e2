from datetime import date, datetime, timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from problems.models.marked import MarkedQuerySet
from problems.models.post import RoomShut
from problems.models.solution import Solution
from workshop.live.models import Sealed
from workshop.models import Workshop
from workshop.people.models import Team

FIRST_STEP_WITHIN = timedelta(days=14)
LEADS_EACH = 2
# What a renewal takes over, unless it says it anew.
COPIED = (
    "solution", "lead", "lead_email", "lead_team", "partner", "partner_email", "partner_team",
    "cue", "step", "first_step_on", "serves_goal", "belief", "assumption", "test",
    "change_mind", "confidence",
)  # fmt: skip


class TooManyLeads(Exception):
    """The lead leads as many as one may already; the text says so, for people."""

    def __init__(self) -> None:
        said = ngettext(
            "This person already leads %(n)s commitment. Who else could lead?",
            "This person already leads %(n)s commitments. Who else could lead?",
            LEADS_EACH,
        )
        super().__init__(said % {"n": LEADS_EACH})


class CommitmentQuerySet(MarkedQuerySet):
    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(solution__problem__workshop=workshop)

    def led_by(self, email: str) -> Self:
        return self.filter(lead_email__iexact=email)


class Commitment(models.Model):
    """What leaves the room: two people of two teams, and a first step with a date.

    Both chose to sign, so their names and addresses stay.
    """

    solution = models.ForeignKey(Solution, on_delete=models.CASCADE, related_name="commitments")
    lead = models.CharField(_("lead"), max_length=40)
    lead_email = models.EmailField(_("lead's e-mail"))
    lead_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead's team")
    )
    partner = models.CharField(_("partner"), max_length=40)
    partner_email = models.EmailField(_("partner's e-mail"))
    partner_team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner's team")
    )
    cue = models.CharField(_("if …"), max_length=200)
    step = models.CharField(_("then we …"), max_length=200)
    first_step_on = models.DateField(_("first step by"))
    serves_goal = models.CharField(_("how it serves our goal"), max_length=300)
    belief = models.CharField(_("what we believe"), max_length=300)
    assumption = models.CharField(_("riskiest assumption"), max_length=300, blank=True)
    test = models.CharField(_("smallest test"), max_length=300)
    change_mind = models.CharField(_("what would change our mind"), max_length=300)
    confidence = models.PositiveSmallIntegerField(
        _("confidence"), validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    author_mark = models.CharField(max_length=64, null=True, editable=False)
    post_mark = models.CharField(max_length=64, null=True, unique=True, editable=False)
    at = models.DateTimeField(editable=False)
    # The promise that this one takes up for another ninety days.
    renews = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="renewed_as"
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["first_step_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(lead_team=F("partner_team")), name="commitment_two_teams"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=100),
                name="commitment_confidence_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.step

    @property
    def workshop(self) -> Workshop:
        return self.solution.workshop

    def make(self, now: datetime) -> bool:
        """Save it, new or changed, and tell every screen. The same `post_mark` makes one only.

        Returns whether it was not there yet as it is. Raises RoomShut after the close, and
        TooManyLeads.
        """
        self.at = self.at or now
        try:
            with transaction.atomic():
                self.workshop.lock_stream()
                sent_before = self.pk is None and self.post_mark
                if sent_before and Commitment.objects.filter(post_mark=self.post_mark).exists():
                    return False
                led = Commitment.objects.of_workshop(self.workshop).led_by(self.lead_email)
                full = led.exclude(pk=self.pk).count() >= LEADS_EACH
                if full and not Workshop.objects.get(pk=self.workshop.pk).is_closed:
                    raise TooManyLeads
                self.save()
                self.announce()
        except Sealed:
            raise RoomShut.of(Workshop.objects.get(pk=self.workshop.pk)) from None
        return True

    def hand_half_to(self, half: str, name: str, email: str, team: Team) -> None:
        """Somebody else takes a half over; `half` is lead or partner. Whoever calls holds the
        row and has made sure that the two are of two teams."""
        fields = {half: name, f"{half}_email": email, f"{half}_team": team}
        for field, value in fields.items():
            setattr(self, field, value)
        self.save(update_fields=list(fields))

    @transaction.atomic
    def renew(self, now: datetime, **words: object) -> "Commitment":
        """The same pair goes on with it in these words. A promise is renewed once: doing it again
        gives the one that is there."""
        fresh = Commitment.objects.select_for_update().get(pk=self.pk)
        there: Commitment | None = Commitment.objects.filter(renews=self).first()
        if there:
            return there
        made = Commitment(renews=self, at=now)
        for name in COPIED:
            setattr(made, name, words.get(name, getattr(fresh, name)))
        made.save()
        return made

    @transaction.atomic
    def take_back(self) -> None:
        """Raises Sealed after the close: then a commitment is stopped with a learning instead."""
        self.announce()
        self.delete()

    def announce(self) -> None:
        """Tell every screen. Belongs last in the verb's transaction."""
        self.solution.announce()
        self.workshop.stream.announce(("stage", ""))


def latest_first_step(today: date) -> date:
    return today + FIRST_STEP_WITHIN
