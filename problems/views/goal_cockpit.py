"""A facilitator's hand on the goal: put a sentence forward, change its words, hide what offends."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.goal import GoalForm, over
from problems.views.cockpit import facilitated, panels
from workshop.goal.screens import drafts_read_out
from workshop.models import Workshop, WrongStep
from workshop.models.goal_draft import ALL, STAND
from workshop.numbers import is_number
from workshop.people.requests import SignedInRequest, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other words for the goal."""
    workshop = facilitated(request, pk)
    initial = {"text": workshop.goal, "version": workshop.goal_version}
    form = GoalForm(posted_data(request), initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            put_words(request, workshop, said["text"], said["version"])
            return redirect("cockpit", pk)
        except WrongStep as wrong:
            refusal = str(wrong)
            workshop = facilitated(request, pk)
            form = GoalForm(over(request.POST, workshop.goal_version))
    context = panels(workshop) | {"form": form, "refusal": refusal}
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "problems/goal/reword.html", context, status=status)


@require_POST
def forward(request: SignedInRequest, pk: int, draft_pk: int) -> HttpResponse:
    """A sentence that was read out becomes the goal."""
    workshop = facilitated(request, pk)
    draft = get_object_or_404(workshop.goal_drafts, pk=draft_pk)
    seen = request.POST.get("goal", "")
    if workshop.at_goal_step not in (ALL, STAND) or draft not in drafts_read_out(workshop):
        messages.error(request, gettext("This sentence is not on the wall any more."))
        return redirect("cockpit", pk)
    try:
        put_words(request, workshop, draft.text, int(seen) if is_number(seen) else 0)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("cockpit", pk)


def put_words(request: SignedInRequest, workshop: Workshop, words: str, seen: int) -> None:
    with transaction.atomic():
        before = workshop.goal_version
        workshop.reword(words, seen)
        if workshop.goal_version != before:
            workshop.organisation.record(request.user, "workshop.goal-changed", workshop.title)
