from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.followup.models import Decision, Learning
from workshop.followup.models.learning import LearningQuerySet
from workshop.followup.search import search
from workshop.models import Workshop
from workshop.people.models import Organisation, Team, User
from workshop.plain_text import PlainText

PERIODS = {"3": timedelta(days=91), "12": timedelta(days=365)}


class LearningFilter(forms.Form):
    """Which learnings of an organisation are shown. What it cannot understand, it leaves out."""

    q = PlainText(
        label=_("Search in all learnings"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    workshop = forms.ModelChoiceField(
        Workshop.objects.none(), label=_("Workshop"), empty_label=_("All workshops"), required=False
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), empty_label=_("All teams"), required=False
    )
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("", _("All decisions")), *Decision.choices], required=False
    )
    period = forms.ChoiceField(
        label=_("Learned"),
        choices=[
            ("", _("All the time")),
            ("3", _("Last 3 months")),
            ("12", _("Last 12 months")),
        ],
        required=False,
    )

    def __init__(self, data: Any, organisation: Organisation, user: User) -> None:
        super().__init__(data)
        self.learnings = Learning.objects.visible_to(user).of_organisation(organisation)
        self.fields["workshop"].queryset = (  # type: ignore[attr-defined]
            Workshop.objects.visible_to(user)
            .real()
            .filter(organisation=organisation, closed_at__isnull=False)
        )
        self.fields["team"].queryset = organisation.teams.all()  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def query(self) -> str:
        said: str = self.cleaned_data.get("q", "")
        return said

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "q"]

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def found(self, now: datetime) -> LearningQuerySet:
        """Newest first; where words were looked for, the best first."""
        chosen = self.cleaned_data
        learnings = self.learnings
        if workshop := chosen.get("workshop"):
            learnings = learnings.filter(commitment__solution__problem__workshop=workshop)
        if team := chosen.get("team"):
            learnings = learnings.of_team(team)
        if decision := chosen.get("decision"):
            learnings = learnings.filter(decision=decision)
        if period := chosen.get("period"):
            learnings = learnings.filter(at__gte=now - PERIODS[period])
        return search(learnings, self.query) if self.query else learnings
