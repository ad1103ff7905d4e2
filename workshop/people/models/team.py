from collections import Counter
from datetime import datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from workshop.people.models.organisation import Organisation
from workshop.people.models.user import User


class Colour(models.IntegerChoices):
    """The eight team colours of the look; a pattern goes with each (static/css/seam.css)."""

    BLUE = 1, _("Blue")
    ORANGE = 2, _("Orange")
    VIOLET = 3, _("Violet")
    GREEN = 4, _("Green")
    BERRY = 5, _("Berry")
    OLIVE = 6, _("Olive")
    STEEL = 7, _("Steel")
    STONE = 8, _("Stone")


class HasHistory(Exception):
    """Something points to this team. It can be retired, not deleted."""


class TeamQuerySet(models.QuerySet["Team"]):
    def active(self) -> Self:
        return self.filter(retired_at=None)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self.filter(organisation__in=Organisation.objects.facilitated_by(user))


class Team(models.Model):
    """A department of the organisation. A team with a history is retired, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(_("name"), max_length=40)
    short_name = models.CharField(_("short name"), max_length=6)
    colour = models.PositiveSmallIntegerField(_("colour"), choices=Colour, default=Colour.BLUE)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="team_name_once"),
            models.CheckConstraint(
                condition=Q(colour__in=Colour.values), name="team_colour_of_the_look"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_history(self) -> bool:
        """Whether anything anywhere points to this team."""
        return any(
            relation.related_model._base_manager.filter(  # noqa: SLF001 (public in Django)
                **{relation.field.name: self}
            ).exists()
            for relation in self._meta.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel)
        )

    @classmethod
    def add(
        cls, organisation: Organisation, name: str, short_name: str, colour: int | None = None
    ) -> "Team":
        """A new last team. Without a colour it takes one that the fewest teams wear."""
        teams = list(organisation.teams.all())
        worn = Counter(team.colour for team in teams if not team.retired_at)
        return cls.objects.create(
            organisation=organisation,
            name=name,
            short_name=short_name,
            colour=colour or min(Colour.values, key=lambda value: worn[value]),
            position=max((team.position for team in teams), default=0) + 1,
        )

    @transaction.atomic
    def move(self, step: int) -> None:
        """Earlier (-1) or later (1) among the teams at work. At either end it stays."""
        teams = list(Team.objects.select_for_update().filter(organisation=self.organisation))
        teams.sort(key=lambda team: (team.retired_at is not None, team.position, team.pk))
        at_work = sum(team.retired_at is None for team in teams)
        place = teams.index(self)
        teams.insert(min(max(place + step, 0), max(at_work - 1, 0)), teams.pop(place))
        for position, team in enumerate(teams, start=1):
            team.position = position
        Team.objects.bulk_update(teams, ["position"])

    def retire(self, now: datetime) -> None:
        self.retired_at = now
        self.save(update_fields=["retired_at"])

    def bring_back(self) -> None:
        self.retired_at = None
        self.save(update_fields=["retired_at"])

    @transaction.atomic
    def remove(self) -> None:
        """Delete a team that nothing points to. Raises HasHistory."""
        # With the row locked, nothing new can point to it until the deletion is in.
        Team.objects.select_for_update().get(pk=self.pk)
        if self.has_history:
            raise HasHistory
        self.delete()
