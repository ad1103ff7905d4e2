"""A workshop before and after its day: made, looked at, edited, copied."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from workshop.forms.workshop import CopyForm, WorkshopForm
from workshop.invitations.answers import answers
from workshop.models import Status, Workshop, WrongStep, agenda
from workshop.people.models import Organisation
from workshop.people.requests import SignedInRequest, posted_data
from workshop.screens import frame


@require_safe
def workshop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Facilitators prepare it here; managers see what it is about, without names or code."""
    visible = Workshop.objects.visible_to(request.user).select_related("organisation")
    workshop = get_object_or_404(visible, pk=pk)
    context: dict[str, Any] = {"workshop": workshop, "organisation": workshop.organisation}
    if not Workshop.objects.editable_by(request.user).filter(pk=pk).exists():
        return render(request, "workshop/overview.html", context)
    others = workshop.organisation.workshops
    context |= frame(workshop)
    context |= {
        "seats": workshop.participants.all(),
        "problem_count": workshop.problems.count(),
        "phases": workshop.held_phases.count(),
        "answers": answers(workshop),
        "day_to_choose": workshop.day_has_passed(timezone.now()),
        "may_take_along": others.real().filter(status=Status.CLOSED).exists(),
        "last_promises": workshop.last_promises.with_story(),
    }
    return render(request, "workshop/prepare.html", context)


@never_cache  # the ticket in the form is good for one workshop
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.facilitated_by(request.user), slug=slug)
    form = WorkshopForm(organisation, timezone.now(), posted_data(request))
    if form.is_valid():
        said = dict(form.cleaned_data)
        ticket, teams = said.pop("ticket"), list(said.pop("teams"))
        lines, minutes = agenda.plan_named(organisation, said.pop("plan"))

        def make() -> Workshop:
            made = Workshop.create(organisation, teams, wall_token=ticket, **said)
            agenda.lay_out(made, lines, minutes)
            return made

        return made_once(request, organisation, ticket, make)
    context = {
        "organisation": organisation,
        "form": form,
        "enough_teams": organisation.teams.active().count() >= 2,
    }
    return render(request, "workshop/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    form = WorkshopForm(
        workshop.organisation,
        timezone.now(),
        posted_data(request),
        workshop=workshop,
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            workshop.edit(list(said.pop("teams")), **said)
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, gettext("Saved."))
            return redirect(workshop)
    context = {"workshop": workshop, "organisation": workshop.organisation, "form": form}
    return render(request, "workshop/edit.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    form = CopyForm(workshop, timezone.now(), posted_data(request))
    if form.is_valid():
        ticket, day = form.cleaned_data["ticket"], form.cleaned_data["date"]

        def make() -> Workshop:
            made = workshop.copy(day, wall_token=ticket)
            agenda.lay_out(made, agenda.lines_of(workshop), workshop.booked_minutes)
            return made

        takes_from = workshop if workshop.is_closed else None
        return made_once(request, workshop.organisation, ticket, make, takes_from=takes_from)
    context = {"workshop": workshop, "organisation": workshop.organisation, "form": form}
    return render(request, "workshop/copy.html", context, status=422 if form.is_bound else 200)


def made_by(request: SignedInRequest, pk: int) -> Workshop:
    """A workshop that this person may change."""
    editable = Workshop.objects.editable_by(request.user)
    return get_object_or_404(editable.select_related("organisation", "stream"), pk=pk)


def made_once(
    request: SignedInRequest,
    organisation: Organisation,
    ticket: str,
    make: Callable[[], Workshop],
    takes_from: Workshop | None = None,
) -> HttpResponse:
    """To the new workshop, or to what it may take along from a closed one; a form sent twice
    leads to the one it made the first time."""
    try:
        with transaction.atomic():
            workshop = make()
            organisation.record(request.user, "workshop.made", workshop.title)
    except IntegrityError:
        workshop = get_object_or_404(organisation.workshops, wall_token=ticket)
    if takes_from:
        return redirect(f"{reverse('carry-over', args=[workshop.pk])}?from={takes_from.pk}")
    return redirect(workshop)
