"""The facilitator's screen: what happens on each poster, and the levers of the day."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from problems.doors import doors_of, posters_of
from problems.forms.closing import OverrideForm, PauseForm
from problems.forms.leaving import NextMeetingForm
from problems.forms.post import EnterForm
from problems.models import Problem, Solution
from problems.models.post import RoomShut
from problems.quiet import quiet_corners, quiet_minutes
from problems.rooms import NOT_TAKEN_BACK, ideas_for_facilitator, notes_of, spotlight_of
from problems.undoing import note_entered
from workshop.closing import noted
from workshop.listening import COCKPIT
from workshop.models import DoorsShut, Workshop, WrongStep, agenda
from workshop.people.models import User
from workshop.people.requests import SignedInRequest, posted_data
from workshop.screens import course, frame, staged


def facilitated(request: SignedInRequest, pk: int) -> Workshop:
    return get_object_or_404(
        Workshop.objects.editable_by(request.user).select_related(
            "stream", "organisation", "key", "phase"
        ),
        pk=pk,
    )


def panels(workshop: Workshop) -> dict[str, Any]:
    """What every cockpit page shows; the revision is read before all else."""
    return {
        "revision": workshop.stream.revision,
        "organisation": workshop.organisation,
        **frame(workshop),
        **course(workshop),
    }


@require_safe
def cockpit(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    context = panels(workshop) | spotlight_of(workshop) | staged(workshop, COCKPIT)
    now = timezone.now()
    quiet = quiet_minutes(workshop, now)
    context["corners"] = quiet_corners(workshop, quiet, now)
    for door in context["doors"]:
        door.quiet = quiet.get(door.problem.pk, 0)
    return render(request, "problems/cockpit/cockpit.html", context)


@require_safe
def cockpit_poster(request: SignedInRequest, pk: int, problem_pk: int) -> HttpResponse:
    """One poster with everything on it, hidden posts too."""
    workshop = facilitated(request, pk)
    problem = get_object_or_404(workshop.problems, pk=problem_pk)
    problem.workshop = workshop
    context = panels(workshop) | {
        "door": posters_of(workshop, only=[problem.pk])[0],
        "ideas": ideas_for_facilitator(workshop).filter(problem=problem),
        "notes": notes_of(problem, NOT_TAKEN_BACK),
        "problem_pk": problem.pk,
        "form": EnterForm(workshop, initial={"problem": problem}),
    }
    return render(request, "problems/cockpit/poster.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest, pk: int) -> HttpResponse:
    """An idea from somebody without a phone."""
    workshop = facilitated(request, pk)
    form = EnterForm(workshop, posted_data(request))
    if request.method == "POST" and form.is_valid():
        problem = form.cleaned_data["problem"]
        problem.workshop = workshop
        now = timezone.now()
        try:
            with transaction.atomic():
                entered = Solution.enter(now=now, **form.cleaned_data)
                if entered.is_new:
                    note(request.user, "post.entered", workshop, problem)
                    note_entered(workshop, entered)
        except RoomShut as shut:
            form.add_error(None, str(shut))
        else:
            messages.success(
                request, gettext("The idea is on poster %(n)s.") % {"n": problem.position}
            )
            return redirect("cockpit-poster", pk, problem.pk)
    status = 422 if form.is_bound else 200
    return render(
        request, "problems/cockpit/enter.html", panels(workshop) | {"form": form}, status=status
    )


@require_POST
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin the day. Fewer than two teams in the room is a warning, not a lock; an agenda asks
    about it as the room leaves its first phase."""
    workshop = facilitated(request, pk)
    context = panels(workshop)
    present = [team for team in context["teams_here"] if team.here]
    if len(present) >= 2 or context["phases"] or "anyway" in request.POST:
        return step(request, workshop, "started", lambda: workshop.start_day(timezone.now()))
    context["present"] = present
    return render(request, "problems/cockpit/start.html", context, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    form = PauseForm(timezone.localdate(timezone=workshop.zone), posted_data(request))
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        return step(request, workshop, "paused", lambda: workshop.pause(timezone.now(), until))
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "problems/cockpit/pause.html", panels(workshop) | {"form": form}, status=status
    )


@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    return step(request, workshop, "resumed", lambda: workshop.resume(timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The door check. POST closes; while a door is shut it takes a reason."""
    workshop = facilitated(request, pk)
    form = OverrideForm(request.POST if "reason" in request.POST else None)
    shut: list[str] = []
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            workshop.close(
                timezone.now(), request.user, getattr(form, "cleaned_data", {}).get("reason", "")
            )
            messages.success(request, gettext("Closed. Here is what came out of it."))
            return redirect("workshop-outcomes", pk)
        except DoorsShut as refusal:
            shut = refusal.shut
        except WrongStep as wrong:
            messages.error(request, str(wrong))
            return redirect("cockpit", pk)
    context = panels(workshop) | {
        "doors": doors_of(workshop),
        "form": form,
        "shut": shut,
        "no_date": agenda.no_next_meeting(workshop),
        "meeting": NextMeetingForm(timezone.localdate(timezone=workshop.zone)),
        "notes": noted(workshop),
    }
    status = 409 if shut else 422 if form.is_bound else 200
    return render(request, "problems/cockpit/close.html", context, status=status)


def step(
    request: SignedInRequest, workshop: Workshop, done: str, verb: Callable[[], None]
) -> HttpResponse:
    """Do it and put it on the record, unless it was done already; or say why not."""
    try:
        with transaction.atomic():
            workshop.lock_stream()
            before = workshop.present_status()
            verb()
            if workshop.present_status() != before:
                workshop.organisation.record(request.user, f"workshop.{done}", workshop.title)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("cockpit", workshop.pk)


def note(by: User, act: str, workshop: Workshop, problem: Problem) -> None:
    """Into the audit log: what was done at which poster, and nothing of what stands on it."""
    workshop.organisation.record(by, act, f"{workshop.title}: poster {problem.position}")
