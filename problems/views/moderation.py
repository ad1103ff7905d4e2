"""A facilitator's hand in the room: spotlight, hide, show, and a problem's open exit."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.closing import NotOursYetForm
from problems.hiding import ON_POSTERS, note_hiding, words_of
from problems.models import POSTS, NotOursYet, Problem
from problems.models.post import RoomShut
from problems.undoing import lit, note_spotlight
from problems.views.cockpit import facilitated, note, panels
from workshop.live.models import Sealed
from workshop.models import WrongStep
from workshop.people.requests import SignedInRequest, posted_data


@require_POST
def moderate(request: SignedInRequest, pk: int, kind: str, said_pk: int, act: str) -> HttpResponse:
    """Take what somebody wrote off wall and phones, or show it again. The act is in the audit
    log."""
    workshop = facilitated(request, pk)
    said = get_object_or_404(words_of(workshop, kind), pk=said_pk)
    where = f": poster {said.poster.position}" if kind in ON_POSTERS else ""
    try:
        with transaction.atomic():
            if said.hide(act == "hide"):
                workshop.organisation.record(request.user, f"post.{act}", workshop.title + where)
                note_hiding(workshop, act, kind, said)
    except (RoomShut, Sealed):
        messages.error(request, str(RoomShut.of(facilitated(request, pk))))
    if kind in POSTS:
        return redirect("cockpit-poster", pk, said.poster.pk)
    return redirect("cockpit", pk)


@require_POST
def spotlight(request: SignedInRequest, pk: int, problem_pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    problem = get_object_or_404(workshop.problems, pk=problem_pk)
    problem.workshop = workshop
    try:
        with transaction.atomic():
            workshop.lock_stream()
            before = lit(workshop)
            problem.spotlight()
            if before != problem.pk:
                note_spotlight(workshop, problem, before)
    except Sealed:
        messages.error(request, gettext("The workshop has closed; the wall rests."))
    return redirect("cockpit", pk)


@require_POST
def spotlight_off(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    try:
        with transaction.atomic():
            workshop.lock_stream()
            before = lit(workshop)
            Problem.spotlight_off(workshop)
            if before:
                note_spotlight(workshop, None, before)
    except Sealed:
        messages.error(request, gettext("The workshop has closed; the wall rests."))
    return redirect("cockpit", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def not_ours_yet(request: SignedInRequest, pk: int, problem_pk: int) -> HttpResponse:
    """Let a problem leave the wall openly, with a question and two people who keep it."""
    workshop = facilitated(request, pk)
    problem = get_object_or_404(workshop.problems.select_related("not_ours_yet"), pk=problem_pk)
    problem.workshop = workshop
    said = getattr(problem, "not_ours_yet", None)
    form = NotOursYetForm(workshop, posted_data(request), instance=said)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                NotOursYet.declare(problem, timezone.now(), **form.cleaned_data)
                note(request.user, "problem.not-ours-yet", workshop, problem)
            return redirect("cockpit-poster", pk, problem.pk)
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
    context = panels(workshop) | {"form": form, "problem": problem, "said": said}
    status = 422 if form.is_bound else 200
    return render(request, "problems/cockpit/not_ours_yet.html", context, status=status)


@require_POST
def ours_again(request: SignedInRequest, pk: int, problem_pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    problem = get_object_or_404(workshop.problems, pk=problem_pk)
    said = NotOursYet.objects.filter(problem=problem).first()
    if said:
        problem.workshop = workshop
        said.problem = problem
        try:
            with transaction.atomic():
                if said.take_back():
                    note(request.user, "problem.ours-again", workshop, problem)
        except WrongStep as wrong:
            messages.error(request, str(wrong))
    return redirect("cockpit-poster", pk, problem_pk)
