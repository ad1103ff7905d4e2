"""Walk the day alone: begin a rehearsal, and delete it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from problems.rehearsal.copy import discard, rehearse
from workshop.models import Workshop
from workshop.people.requests import SignedInRequest


@require_POST
@transaction.atomic
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the cockpit of a fresh copy; one that is there already is gone on with."""
    workshop = rehearsed(request, pk)
    workshop.lock_stream()
    there = workshop.rehearsals.exclude(status="closed").first()
    rehearsal = there or rehearse(workshop, timezone.now())
    if not there:
        workshop.organisation.record(request.user, "rehearsal.begun", workshop.title)
    return redirect("cockpit", rehearsal.pk)


@require_POST
@transaction.atomic
def delete(request: SignedInRequest, pk: int, rehearsal_pk: int) -> HttpResponse:
    """Back to the workshop that was rehearsed. Safe to repeat."""
    workshop = rehearsed(request, pk)
    workshop.lock_stream()
    rehearsal = workshop.rehearsals.filter(pk=rehearsal_pk).first()
    if rehearsal:
        discard(rehearsal)
        messages.success(request, gettext("The rehearsal is deleted. Nothing of it is left."))
    return redirect(workshop)


def rehearsed(request: SignedInRequest, pk: int) -> Workshop:
    editable = Workshop.objects.editable_by(request.user).real()
    return get_object_or_404(editable.select_related("organisation", "stream"), pk=pk)
