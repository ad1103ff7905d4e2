"""The agenda of a workshop, as a facilitator lays it out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from workshop.forms.agenda import BookedForm, KeepForm, NewPhaseForm, OrderForm, PhaseForm, PlanForm
from workshop.models import Phase, Workshop, WrongStep, agenda
from workshop.numbers import is_number
from workshop.people.requests import SignedInRequest
from workshop.views.workshop import made_by


@require_safe
def shown(request: SignedInRequest, pk: int) -> HttpResponse:
    return page(request, made_by(request, pk))


def page(request: SignedInRequest, workshop: Workshop, **forms: Form) -> HttpResponse:
    """The whole agenda; a form that was not understood is shown again, with 422."""
    phases = list(workshop.phases.all())
    held = [phase for phase in phases if not phase.skipped]
    minutes = sum(phase.minutes for phase in held)
    context: dict[str, Any] = {
        "workshop": workshop,
        "organisation": workshop.organisation,
        "phases": phases,
        "minutes": minutes,
        "over": max(0, minutes - workshop.booked_minutes) if workshop.booked_minutes else 0,
        "spare": max(0, workshop.booked_minutes - minutes),
        "missing": workshop.missing(held),
        "adding": NewPhaseForm(initial={"minutes": 15, "rounds": 1}),
        "planning": PlanForm(workshop.organisation),
        "booking": BookedForm(initial={"booked": workshop.booked_minutes}),
        "keeping": KeepForm(initial={"title": workshop.title[:60]}),
    }
    status = 422 if forms else 200
    return render(request, "workshop/agenda.html", context | forms, status=status)


@require_POST
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """A whole agenda in the place of this one."""
    workshop = made_by(request, pk)
    form = PlanForm(workshop.organisation, request.POST)
    if not form.is_valid():
        return page(request, workshop, planning=form)
    lines, minutes = agenda.plan_named(workshop.organisation, form.cleaned_data["plan"])
    return do(request, workshop, lambda: agenda.lay_out(workshop, lines, minutes))


@require_POST
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), NewPhaseForm(request.POST)
    if not form.is_valid():
        return page(request, workshop, adding=form)
    return do(request, workshop, lambda: agenda.add(workshop, **form.cleaned_data))


@require_POST
def change(request: SignedInRequest, pk: int, phase_pk: int) -> HttpResponse:
    """Another length, name, or number of rounds."""
    phase, form = phase_of(request, pk, phase_pk), PhaseForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("agenda", pk)
    return do(request, phase.workshop, lambda: agenda.change(phase, **form.cleaned_data), phase)


@require_POST
def order(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the buttons up and down, or all of it after a drag."""
    workshop = made_by(request, pk)
    for name, places in (("up", -1), ("down", 1)):
        if name in request.POST:
            said = request.POST[name]
            phase = get_object_or_404(workshop.phases, pk=said if is_number(said) else None)
            return do(request, workshop, lambda: agenda.move(phase, places), phase)  # noqa: B023
    form = OrderForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("The agenda has changed meanwhile."))
        return redirect("agenda", pk)
    return do(request, workshop, lambda: agenda.arrange(workshop, form.cleaned_data["order"]))


@require_POST
def skip(request: SignedInRequest, pk: int, phase_pk: int) -> HttpResponse:
    """Leave it out, or bring it back."""
    phase = phase_of(request, pk, phase_pk)
    skipped = "back" not in request.POST
    return do(request, phase.workshop, lambda: agenda.skip(phase, skipped), phase)


@require_POST
def remove(request: SignedInRequest, pk: int, phase_pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    phase = workshop.phases.filter(pk=phase_pk).first()
    return do(request, workshop, lambda: agenda.remove(phase)) if phase else redirect("agenda", pk)


@require_POST
def book(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), BookedForm(request.POST)
    if not form.is_valid():
        return page(request, workshop, booking=form)
    return do(request, workshop, lambda: agenda.book(workshop, form.cleaned_data["booked"]))


@require_POST
def keep(request: SignedInRequest, pk: int) -> HttpResponse:
    """As a template of the organisation."""
    workshop, form = made_by(request, pk), KeepForm(request.POST)
    if not form.is_valid():
        return page(request, workshop, keeping=form)
    with transaction.atomic():
        template = agenda.keep(workshop, form.cleaned_data["title"])
        workshop.organisation.record(request.user, "agenda.kept", template.title)
    messages.success(request, gettext("Kept. New workshops can begin with it."))
    return redirect("agenda", pk)


def phase_of(request: SignedInRequest, pk: int, phase_pk: int) -> Phase:
    workshop = made_by(request, pk)
    phase = get_object_or_404(workshop.phases, pk=phase_pk)
    phase.workshop = workshop
    return phase


def do(
    request: SignedInRequest,
    workshop: Workshop,
    verb: Callable[[], object],
    phase: Phase | None = None,
) -> HttpResponse:
    """Back to the agenda, and to the phase's line where there is one."""
    try:
        verb()
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    answer = redirect("agenda", workshop.pk)
    if phase:
        answer["Location"] += f"#phase-{phase.pk}"
    return answer
