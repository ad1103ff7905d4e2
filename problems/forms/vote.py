"""Dots that a facilitator enters for somebody without a phone."""

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from problems.choosing import ChoicePoster
from problems.forms.post import new_post_key
from problems.models import Dot, Solution

SHOWN = 80  # letters of an idea in a list
HELPS = ("first", "second", "third")


class BallotForm(forms.Form):
    """Up to three ideas that help customers most, and the boldest one."""

    first = forms.ChoiceField(label=_("Helps customers most"), required=False)
    second = forms.ChoiceField(label=_("Helps customers most, second dot"), required=False)
    third = forms.ChoiceField(label=_("Helps customers most, third dot"), required=False)
    boldest = forms.ChoiceField(label=_("Boldest worth testing"), required=False)
    post_key = forms.CharField(
        max_length=64, min_length=8, widget=forms.HiddenInput, initial=new_post_key
    )

    def __init__(self, posters: list[ChoicePoster], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.ideas: dict[str, Solution] = {
            str(choice.solution.pk): choice.solution
            for poster in posters
            for choice in poster.choices
        }
        groups = [
            (f"{each.problem.position}. {each.problem.title}", named_of(each)) for each in posters
        ]
        for name in (*HELPS, Dot.BOLDEST):
            self.fields[name].choices = [("", "–"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        helps = [said[name] for name in HELPS if said.get(name)]
        if len(helps) != len(set(helps)):
            raise forms.ValidationError(_("One dot of a kind on each idea. Spread them out."))
        if not helps and not said.get(Dot.BOLDEST):
            raise forms.ValidationError(_("Choose one idea at least."))
        said["helps"] = [self.ideas[pk] for pk in helps]
        said["boldest"] = self.ideas.get(said.get(Dot.BOLDEST, ""))
        return said


def named_of(poster: ChoicePoster) -> list[tuple[str, str]]:
    return [
        (
            str(choice.solution.pk),
            " + ".join(Truncator(part.text).chars(SHOWN) for part in choice.solution.parts),
        )
        for choice in poster.choices
    ]
