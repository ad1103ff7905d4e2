"""Choosing among an organisation's teams."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from workshop.models import Workshop
from workshop.people.models import Organisation, Team
from workshop.prepared import Prepared

NOT_HERE = _("That team doesn’t belong here. Choose among the teams below.")


# Everybody at the door is asked which team they bring.
teams_of = Prepared(lambda workshop: Team.objects.filter(workshops=workshop), workshop=int)


class TeamsField(forms.ModelMultipleChoiceField[Team]):
    """Two teams or more of one organisation."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Team.objects.none(), **options)
        few = _("Choose two teams or more: a workshop is for teams that get stuck together.")
        self.error_messages |= {"required": few, "few": few}

    def offer(self, organisation: Organisation, workshop: Workshop | None) -> None:
        """The active teams, and those that are in the workshop already though retired since."""
        there = Q(workshops=workshop) if workshop else Q()
        self.queryset = organisation.teams.filter(Q(retired_at=None) | there).distinct()

    def clean(self, value: Any) -> QuerySet[Team]:
        # Asked here, because a number too large for the database would end in its error.
        offered = {str(team.pk) for team in self.queryset or ()}
        if not offered.issuperset(value or []):
            raise forms.ValidationError(NOT_HERE, code="invalid_choice")
        teams = super().clean(value)
        if len(teams) < 2:
            raise forms.ValidationError(self.error_messages["few"], code="few")
        return teams


class OfferedTeams(ModelChoiceIterator[Team]):
    """The teams that a field has asked for already."""

    field: "TeamField"

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        return map(self.choice, self.field.teams)


class TeamField(forms.ModelChoiceField[Team]):
    """One of the teams of a workshop: those of `offer()`."""

    widget = forms.RadioSelect
    iterator = OfferedTeams
    teams: Sequence[Team] = ()

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Team.objects.none(), empty_label=None, **options)

    def offer(self, workshop: Workshop) -> None:
        self.teams = teams_of(workshop=workshop.pk)

    def to_python(self, value: Any) -> Team | None:
        if value in self.empty_values:
            return None
        chosen = next((team for team in self.teams if str(team.pk) == str(value)), None)
        if chosen is None:
            raise forms.ValidationError(NOT_HERE, code="invalid_choice")
        return chosen
