"""Which idea another one is shown together with."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from problems.models import Solution


class IdeaChoice(forms.ModelChoiceField[Solution]):
    """Ideas by their words and their team."""

    def label_from_instance(self, obj: Solution) -> str:
        return " + ".join(f"{part.text} ({part.team.name})" for part in obj.parts)


class MergeForm(forms.Form):
    def __init__(self, ideas: QuerySet[Solution], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["into"] = IdeaChoice(
            ideas, label=_("Show it together with"), widget=forms.RadioSelect, empty_label=None
        )
