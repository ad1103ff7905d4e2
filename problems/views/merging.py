"""A facilitator shows two ideas that are nearly the same as one, or takes them apart again."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.merging import MergeForm
from problems.models import Solution
from problems.rooms import ideas_for_facilitator, written
from problems.views.cockpit import facilitated, note, panels
from workshop.models import Workshop, WrongStep
from workshop.people.requests import SignedInRequest, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedInRequest, pk: int, solution_pk: int) -> HttpResponse:
    """Choose the idea that this one is shown together with."""
    workshop = facilitated(request, pk)
    idea = idea_to_merge(workshop, solution_pk)
    others = ideas_for_facilitator(workshop).filter(problem=idea.problem).exclude(pk=idea.pk)
    form = MergeForm(others.filter(hidden=False), posted_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                if idea.merge_into(form.cleaned_data["into"]):
                    note(request.user, "post.merged", workshop, idea.problem)
            return redirect("cockpit-poster", pk, idea.problem_id)
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
    context = panels(workshop) | {"idea": idea, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "problems/cockpit/merge.html", context, status=status)


@require_POST
def take_apart(request: SignedInRequest, pk: int, solution_pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    ideas = Solution.objects.filter(problem__workshop=workshop).select_related("problem")
    idea: Solution = get_object_or_404(ideas, pk=solution_pk)
    idea.problem.workshop = workshop
    try:
        with transaction.atomic():
            if idea.stand_alone():
                note(request.user, "post.apart", workshop, idea.problem)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("cockpit-poster", pk, idea.problem_id)


def idea_to_merge(workshop: Workshop, pk: int) -> Solution:
    """404 while ideas are hidden from everybody."""
    idea: Solution = get_object_or_404(written(workshop).select_related("problem", "team"), pk=pk)
    idea.problem.workshop = workshop
    return idea
