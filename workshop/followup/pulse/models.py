"""What is kept of answers until they are counted; trust.py says why it is like this."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.followup.pulse.asked import Asked
from workshop.followup.pulse.questions import PARTS
from workshop.followup.pulse.rounds import OF_NETWORK, OF_PULSE, Round, why_shut
from workshop.followup.pulse.trust import mark_of
from workshop.models import Invitation, Status, Workshop, WorkshopKey, WrongStep
from workshop.models.key import scrub_keys
from workshop.people.models import Team


class NinetyDays(models.Model):
    """The key of what is answered after the close, from the first answer until day 90 is counted.

    Afterwards the row is here and its key is not, so that none is made anew.
    """

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="ninety_days")
    key = models.OneToOneField(
        WorkshopKey, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    def __str__(self) -> str:
        return f"ninety days of {self.workshop_id}"

    @classmethod
    def key_of(cls, workshop: Workshop) -> WorkshopKey | None:
        mine = cls.objects.filter(workshop=workshop).select_related("key").first()
        return mine.key if mine else None

    @classmethod
    def begin(cls, workshop: Workshop) -> WorkshopKey:
        """The key, made where there was none. Raises WrongStep after the end. For verbs that hold
        the workshop's lock."""
        mine = cls.objects.filter(workshop=workshop).select_related("key").first()
        mine = mine or cls.objects.create(workshop=workshop, key=WorkshopKey.objects.create())
        if mine.key is None:
            raise WrongStep(gettext("The answers to these questions are counted."))
        return mine.key

    @classmethod
    def of_days_that_never_were(cls, now: datetime) -> list[Workshop]:
        """Workshops whose addresses are kept no longer, and which nobody began."""
        then = now - timedelta(days=settings.ADDRESSES_KEPT_DAYS)
        past = Workshop.objects.filter(
            status__in=(Status.DRAFT, Status.JOINING), date__lte=then.date()
        )
        answered = PulseAnswer.objects.values("workshop")
        return list(past.filter(Q(ninety_days__key__isnull=False) | Q(pk__in=answered)))

    @classmethod
    @transaction.atomic
    def end(cls, workshop: Workshop, now: datetime) -> None:
        """All that is not yet group figures goes: answers, ties, the list and the key."""
        lock(workshop)
        PulseAnswer.part(workshop, now)
        NetworkAnswer.objects.filter(workshop=workshop).delete()
        NetworkMember.objects.filter(invitation__workshop=workshop).delete()
        mine, _made = cls.objects.get_or_create(workshop=workshop)
        if mine.key_id:
            WorkshopKey.objects.filter(pk=mine.key_id).delete()
            transaction.on_commit(scrub_keys)


def lock(workshop: Workshop) -> Workshop:
    """The row that the close locks, too: answers come before the count, or not at all."""
    locked = Workshop.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("key").get(pk=workshop.pk)


def refuse_when_shut(
    workshop: Workshop, when: Round, now: datetime, asked: Asked | None = None
) -> None:
    """Raises WrongStep, also where the link of an invitation has ended meanwhile."""
    shut = why_shut(workshop, when, now)
    if not shut and asked and when == Round.BEFORE and not asked.is_still_invited:
        shut = gettext("This link has ended.")
    if shut:
        raise WrongStep(shut)


class PulseAnswerQuerySet(models.QuerySet["PulseAnswer"]):
    def of_round(self, workshop: Workshop, when: Round) -> Self:
        return self.filter(workshop=workshop, round=when)

    def of(self, asked: Asked) -> Self:
        """The one answer of somebody, or none."""
        key = key_of(asked)
        return self.filter(mark=pulse_mark(key, asked)) if key else self.none()


class PulseAnswer(models.Model):
    """Figures of somebody, until they are counted."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="+")
    round = models.CharField(max_length=10, choices=Round)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    mark = models.CharField(max_length=64, unique=True, editable=False)
    # One figure from 1 to 5 for each question of the part; empty where it was left out.
    safety = models.JSONField(default=list)
    across = models.JSONField(default=list)
    goal = models.JSONField(default=list)

    objects = PulseAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(round__in=OF_PULSE), name="pulse_answer_round")
        ]

    def __str__(self) -> str:
        return f"an answer {self.round}"

    @classmethod
    @transaction.atomic
    def give(cls, asked: Asked, said: dict[str, list[int]], now: datetime) -> None:
        """Say it, or say it otherwise; the last word counts. Raises WrongStep where the round is
        over."""
        workshop = lock(asked.workshop)
        refuse_when_shut(workshop, asked.round, now, asked)
        after_close = asked.round == Round.DAY_90
        key = NinetyDays.begin(workshop) if after_close else workshop.key
        assert key is not None, "a workshop that is open has its key"
        row = cls(
            workshop=workshop, round=asked.round, team=asked.team, mark=pulse_mark(key, asked),
            **{part: said[part] for part in asked.parts},
        )  # fmt: skip
        put([row], ["team", *PARTS])

    @classmethod
    @transaction.atomic
    def take_back(cls, asked: Asked) -> None:
        """Safe to repeat. After the count there is nothing left that could be taken back."""
        lock(asked.workshop)
        cls.objects.of(asked).delete()

    @staticmethod
    def part(workshop: Workshop, _now: datetime) -> None:
        """At the close: what was measured stays, single answers go."""
        PulseAnswer.objects.filter(workshop=workshop).delete()


def key_of(asked: Asked) -> WorkshopKey | None:
    if asked.round == Round.DAY_90:
        return NinetyDays.key_of(asked.workshop)
    return WorkshopKey.objects.filter(workshop=asked.workshop).first()


def pulse_mark(key: WorkshopKey, asked: Asked) -> str:
    return mark_of(key, "pulse", asked.round, *asked.way)


def put(rows: list[Any], fields: list[str]) -> None:
    """Insert, or write over the row of the same mark. The database is told so: a double that it
    had to refuse would put the mark into its log."""
    type(rows[0])._default_manager.bulk_create(
        rows, update_conflicts=True, unique_fields=["mark"], update_fields=fields
    )


class NetworkMember(models.Model):
    """A name on the list of those who may be named, put there by its owner before the day."""

    invitation = models.OneToOneField(
        Invitation, on_delete=models.CASCADE, related_name="network_member"
    )
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        ordering = ["pk"]  # in which they came: each is asked about those before

    def __str__(self) -> str:
        return self.name

    @property
    def workshop(self) -> Workshop:
        return self.invitation.workshop

    @classmethod
    def of_workshop(cls, workshop: Workshop) -> models.QuerySet["NetworkMember"]:
        mine = cls.objects.filter(invitation__workshop=workshop, invitation__withdrawn_at=None)
        return mine.select_related("invitation__team").order_by("pk")

    @classmethod
    @transaction.atomic
    def join(cls, asked: Asked, name: str, now: datetime) -> None:
        """Put one's name on the list, or write it otherwise. Raises WrongStep once the day has
        begun."""
        workshop = lock(asked.workshop)
        refuse_when_shut(workshop, Round.BEFORE, now, asked)
        NinetyDays.begin(workshop)
        assert asked.invitation is not None, "one comes to the list by an invitation"
        cls.objects.update_or_create(invitation=asked.invitation, defaults={"name": name})

    @transaction.atomic
    def leave(self) -> None:
        """Off the list, with all that was said, and with what others said of them."""
        workshop = lock(self.workshop)
        if key := NinetyDays.key_of(workshop):
            answers = NetworkAnswer.objects.filter(workshop=workshop)
            answers.filter(mark__in=[answer_mark(key, when, self) for when in OF_NETWORK]).delete()
            rung = rung_mark(key, self)
            for answer in answers:
                if rung in answer.rings:
                    rings = [mark for mark in answer.rings if mark != rung]
                    answers.filter(pk=answer.pk).update(rings=rings)
        NetworkMember.objects.filter(pk=self.pk).delete()

    def before(self) -> models.QuerySet["NetworkMember"]:
        """Those who were on the list before: whom one is asked about."""
        return NetworkMember.of_workshop(self.workshop).filter(pk__lt=self.pk)


class NetworkAnswer(models.Model):
    """Whom somebody could ring at one round, as marks on both ends."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="+")
    round = models.CharField(max_length=10, choices=Round)
    mark = models.CharField(max_length=64, unique=True, editable=False)
    rings = models.JSONField(default=list, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(round__in=OF_NETWORK), name="network_answer_round")
        ]

    def __str__(self) -> str:
        return f"an answer {self.round}"

    @classmethod
    @transaction.atomic
    def give(
        cls, member: NetworkMember, when: Round, named: list[NetworkMember], now: datetime
    ) -> None:
        """The last word counts. Raises WrongStep where the round is over."""
        workshop = lock(member.workshop)
        refuse_when_shut(workshop, when, now)
        if not NetworkMember.objects.filter(pk=member.pk).exists():
            raise WrongStep(gettext("This name is not on the list any more."))
        key = NinetyDays.begin(workshop)
        # By their marks, which is no order that tells anything.
        rings = sorted(rung_mark(key, other) for other in named)
        mark = answer_mark(key, when, member)
        put([cls(workshop=workshop, round=when, mark=mark, rings=rings)], ["rings"])

    @classmethod
    def said(cls, member: NetworkMember, when: Round) -> list[NetworkMember] | None:
        """Whom this person named; None where nothing was said."""
        key = NinetyDays.key_of(member.workshop)
        mine = key and cls.objects.filter(mark=answer_mark(key, when, member)).first()
        if not key or not mine:
            return None
        return [other for other in member.before() if rung_mark(key, other) in mine.rings]


def answer_mark(key: WorkshopKey, when: Round, member: NetworkMember) -> str:
    return mark_of(key, "network", when, member.pk)


def rung_mark(key: WorkshopKey, member: NetworkMember) -> str:
    return mark_of(key, "rung", member.pk)
