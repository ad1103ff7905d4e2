"""Walk the day alone: begin a rehearsal, and delete it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from problems.rehearsal.copy import discard, rehearse
from workshop.models import Workshop
from workshop.people.requests import SignedInRequest


@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the cockpit of a fresh copy; one that is there already is gone on with."""
    editable = Workshop.objects.editable_by(request.user)
    workshop = get_object_or_404(editable.real().select_related("organisation"), pk=pk)
    there = workshop.rehearsals.exclude(status="closed").first()
    rehearsal = there or rehearse(workshop, timezone.now())
    if not there:
        workshop.organisation.record(request.user, "rehearsal.begun", workshop.title)
    return redirect("cockpit", rehearsal.pk)


@require_POST
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Back to the workshop that was rehearsed. Safe to repeat: what is gone is not found."""
    editable = Workshop.objects.editable_by(request.user)
    rehearsal = get_object_or_404(editable.rehearsals().select_related("rehearsal_of"), pk=pk)
    original = rehearsal.rehearsal_of
    assert original is not None, "a rehearsal is one of something"
    discard(rehearsal)
    messages.success(request, gettext("The rehearsal is deleted. Nothing of it is left."))
    return redirect(original)
