from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models import LastPromise
from workshop.followup.carry_over import Left
from workshop.models import Workshop


class CarryOverForm(forms.Form):
    """What to bring of what was left: all of it, until somebody has chosen."""

    promises = forms.TypedMultipleChoiceField(
        label=_("Promises"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    problems = forms.TypedMultipleChoiceField(
        label=_("Problems"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, target: Workshop, left: Left, data: Any = None) -> None:
        super().__init__(data)
        self.left = left
        pks = [promise.commitment.pk for promise in left.promises]
        self.shown = set(
            LastPromise.objects.filter(workshop=target, commitment__in=pks).values_list(
                "commitment", flat=True
            )
        )
        hanging = target.problems.filter(carried_from__in=[e.problem.pk for e in left.problems])
        self.hanging = set(hanging.values_list("carried_from", flat=True))
        chosen_before = bool(self.shown or self.hanging)
        self.fields["promises"].choices = [(pk, pk) for pk in pks]  # type: ignore[attr-defined]
        self.fields["problems"].choices = [  # type: ignore[attr-defined]
            (each.problem.pk, each.problem.title) for each in left.problems
        ]
        self.ticked = self.shown if chosen_before else set(pks)
        self.ticked_problems = set() if chosen_before else {e.problem.pk for e in left.problems}
