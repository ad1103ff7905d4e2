from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.models import Workshop
from workshop.people.models import Organisation, Team, User

if TYPE_CHECKING:
    from workshop.followup.models.answer import Answer


class Decision(models.TextChoices):
    KEEP = "keep", _("Keep")
    CHANGE = "change", _("Change course")
    STOP = "stop", _("Stop")
    RETEST = "retest", _("Test again")


class Surprise(models.IntegerChoices):
    NONE = 0, _("Just as expected")
    SOME = 1, _("A little")
    MUCH = 2, _("Quite")
    ALL = 3, _("It turned things around")


class LearningQuerySet(models.QuerySet["Learning"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody in the organisation reads what its workshops taught."""
        workshops = Workshop.objects.visible_to(user)
        return self.filter(commitment__solution__problem__workshop__in=workshops)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        workshops = Workshop.objects.editable_by(user)
        return self.filter(commitment__solution__problem__workshop__in=workshops)

    def of_organisation(self, organisation: Organisation) -> Self:
        return self.filter(commitment__solution__problem__workshop__organisation=organisation)

    def of_workshop(self, workshop: Workshop) -> Self:
        return self.filter(commitment__solution__problem__workshop=workshop)

    def of_team(self, team: Team) -> Self:
        """Made by the team's pairs, or thought useful to it."""
        useful = Learning.useful_to.through.objects.filter(team=team).values("learning")
        return self.filter(
            Q(commitment__lead_team=team) | Q(commitment__partner_team=team) | Q(pk__in=useful)
        )

    def with_story(self) -> Self:
        """With all that its card tells."""
        return self.select_related(
            "reopening",
            "commitment__lead_team",
            "commitment__partner_team",
            "commitment__solution__problem__workshop__organisation",
        ).prefetch_related("useful_to", "thanked_by")


class Learning(models.Model):
    """“Here’s what we learned”: one loop of a commitment, closed by what was seen.

    Belief and confidence are the commitment's, as they were when it left the room.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="learnings")
    answer = models.OneToOneField(
        "followup.Answer", on_delete=models.SET_NULL, null=True, related_name="learning"
    )
    belief = models.CharField(_("what we believed"), max_length=300)
    confidence_before = models.PositiveSmallIntegerField(_("confidence before"))
    text = models.CharField(_("here’s what we learned"), max_length=300)
    facts = models.TextField(_("what we saw"), max_length=600, blank=True)
    how_many = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    surprise = models.PositiveSmallIntegerField(
        _("how surprising, 0 to 3"), choices=Surprise, null=True, blank=True
    )
    decision = models.CharField(_("what we do now"), max_length=10, choices=Decision)
    confidence_after = models.PositiveSmallIntegerField(_("confidence now"), null=True, blank=True)
    dissent = models.CharField(_("one of us sees it differently"), max_length=300, blank=True)
    useful_to = models.ManyToManyField(
        Team, related_name="+", blank=True, verbose_name=_("teams it could help")
    )
    thanked_by = models.ManyToManyField(
        Team, through="followup.Thanks", related_name="+", verbose_name=_("useful to")
    )
    # Of the words, as far as the workshop tells; the full-text search of PostgreSQL reads it.
    language = models.CharField(max_length=10, blank=True, editable=False)
    at = models.DateTimeField()

    marks: Mapping[str, str] | None = None  # its texts as safe HTML, with what a search found

    objects = LearningQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence_before__lte=100), name="learning_confidence_before_percent"
            ),
            models.CheckConstraint(
                condition=Q(surprise=None) | Q(surprise__lte=3), name="learning_surprise_0_to_3"
            ),
            models.CheckConstraint(
                condition=Q(confidence_after=None) | Q(confidence_after__lte=100),
                name="learning_confidence_percent",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="learning_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{reverse('learnings', args=[self.workshop.organisation.slug])}#{self.anchor}"

    # What it is

    @property
    def anchor(self) -> str:
        return f"learning-{self.pk}"

    @property
    def workshop(self) -> Workshop:
        return self.commitment.workshop

    @property
    def teams(self) -> list[Team]:
        return [self.commitment.lead_team, self.commitment.partner_team]

    # Verbs

    @classmethod
    def write(
        cls, answer: "Answer", commitment: Commitment, learned: Mapping[str, Any], now: datetime
    ) -> "Learning":
        """The learning of an answer, new or corrected. The same words again change nothing.

        `learned` holds the fields, and `useful_to` as teams. Whoever calls holds the check-in.
        """
        words = {name: said for name, said in learned.items() if name != "useful_to"}
        learning = cls.objects.filter(answer=answer).first() or cls(
            answer=answer,
            commitment=commitment,
            belief=commitment.belief,
            confidence_before=commitment.confidence,
            language=language_of(commitment.workshop),
        )
        if any(getattr(learning, name) != said for name, said in words.items()):
            for name, said in {**words, "at": now}.items():
                setattr(learning, name, said)
            learning.save()
        learning.useful_to.set(learned.get("useful_to", []))
        return learning

    def thank(self, team: Team, now: datetime) -> None:
        """It is useful to this team. Who of the team said so is not kept. Safe to repeat."""
        Thanks.objects.get_or_create(learning=self, team=team, defaults={"at": now})

    def take_thanks_back(self, team: Team) -> None:
        """Safe to repeat."""
        Thanks.objects.filter(learning=self, team=team).delete()


class Thanks(models.Model):
    """“Useful to us”, said for a team. It names no person, so nobody's taps can be counted."""

    learning = models.ForeignKey(Learning, on_delete=models.CASCADE, related_name="thanks")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learning", "team"], name="thanks_once_a_team")
        ]

    def __str__(self) -> str:
        return f"{self.team} of {self.learning_id}"


def language_of(workshop: Workshop) -> str:
    """The language a workshop invites in; empty where it invited nobody."""
    letter = getattr(workshop, "invitation_letter", None)
    return letter.language if letter and letter.language in dict(settings.LANGUAGES) else ""
