from typing import Any

from django import forms

from problems.models import Problem
from problems.models.problem import changed
from workshop.models import Workshop, WrongStep

PAGE = 100  # posters on one page of the list


class OrderForm(forms.Form):
    """One poster a place up or down by a button, or the page's whole order after a drag."""

    up = forms.IntegerField(required=False)
    down = forms.IntegerField(required=False)
    order = forms.CharField(required=False)  # the ids with commas
    page = forms.IntegerField(required=False, min_value=1)

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop

    def apply(self) -> str:
        """Do what was asked. Raises WrongStep.

        Returns where on the list to come back to: the page, and the button that was pressed.
        """
        for name, step in (("up", -1), ("down", 1)):
            pk = self.cleaned_data.get(name)
            if pk is not None:
                place = self._one(pk).move(step)
                return f"?page={(place - 1) // PAGE + 1}#{name}-{pk}"
        page = self.cleaned_data.get("page") or 1
        Problem.arrange(self.workshop, self._ids(), slice((page - 1) * PAGE, page * PAGE))
        return f"?page={page}"

    def _one(self, pk: int) -> Problem:
        problem = self.workshop.problems.filter(pk=pk).first()
        if problem is None:
            raise WrongStep(changed())
        problem.workshop = self.workshop
        return problem

    def _ids(self) -> list[int]:
        ids = self.cleaned_data.get("order", "").split(",")
        if not all(len(pk) < 19 and pk.isascii() and pk.isdigit() for pk in ids):
            raise WrongStep(changed())
        return [int(pk) for pk in ids]
