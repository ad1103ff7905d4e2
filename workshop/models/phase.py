from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workshop.agenda.kinds import STEPS, Kind, Step
from workshop.people.models import Organisation

if TYPE_CHECKING:
    from workshop.models.workshop import Workshop

LONGEST_MINUTES = 480
MOST_ROUNDS = 12


class PhaseQuerySet(models.QuerySet["Phase"]):
    def held(self) -> Self:
        """Those that take place."""
        return self.filter(skipped=False)


class Phase(models.Model):
    """One line of a workshop's agenda."""

    workshop: "models.ForeignKey[Workshop, Workshop]" = models.ForeignKey(
        "workshop.Workshop", on_delete=models.CASCADE, related_name="phases"
    )
    position = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("what happens"), max_length=10, choices=Kind)
    title = models.CharField(_("its name"), max_length=60, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MINUTES)]
    )
    rounds = models.PositiveSmallIntegerField(
        _("rounds"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)],
    )
    breakouts = models.BooleanField(default=False, editable=False)
    skipped = models.BooleanField(default=False, editable=False)
    began_at = models.DateTimeField(null=True, editable=False)

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="phase_kind"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=LONGEST_MINUTES), name="phase_minutes"
            ),
            models.CheckConstraint(
                condition=Q(rounds__gte=1, rounds__lte=MOST_ROUNDS), name="phase_rounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.title or str(Kind(self.kind).label)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step in turn; those of each round after those of the round before."""
        return STEPS[self.kind] * self.rounds

    def step(self, index: int) -> Step:
        steps = self.steps
        return steps[min(index, len(steps) - 1)]

    def round_of(self, index: int) -> int:
        """The round that a step belongs to, from 1."""
        return min(index // len(STEPS[self.kind]) + 1, self.rounds)

    def seconds_of(self, index: int) -> int:
        """How long a step takes: its share of the phase's minutes."""
        whole = sum(step.share for step in self.steps)
        return self.minutes * 60 * self.step(index).share // whole

    def label(self, index: int) -> str:
        """The phase and where in it one is: “Solve · round 3 of 5 · build”."""
        parts = [self.name]
        if self.rounds > 1:
            parts.append(
                gettext("round %(n)s of %(all)s") % {"n": self.round_of(index), "all": self.rounds}
            )
        if label := self.step(index).label:
            parts.append(str(label))
        return " · ".join(parts)

    @property
    def length(self) -> str:
        return ngettext("%(n)s min", "%(n)s min", self.minutes) % {"n": self.minutes}

    def begin(self, now: datetime) -> None:
        """The first time counts."""
        Phase.objects.filter(pk=self.pk, began_at=None).update(began_at=now)
        self.began_at = self.began_at or now


class AgendaTemplate(models.Model):
    """An agenda that an organisation keeps, to begin other workshops with.

    `lines` is a list of {"kind", "minutes", "rounds", "title", "breakouts"}, in the day’s order.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="agenda_templates"
    )
    title = models.CharField(_("name"), max_length=60)
    booked_minutes = models.PositiveSmallIntegerField(default=0)
    lines = models.JSONField()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "title"], name="agenda_template_once")
        ]

    def __str__(self) -> str:
        return self.title
