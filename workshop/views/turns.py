"""How a facilitator takes the room through the agenda. Each is one POST and one verb."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from workshop.forms.agenda import ReasonForm
from workshop.models import NotYet, Workshop, WrongStep
from workshop.numbers import is_number
from workshop.people.requests import SignedInRequest
from workshop.views.workshop import made_by


@require_POST
def go_on(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    seen, reason = request.POST.get("turn", ""), request.POST.get("reason")
    return turn(
        request, workshop, lambda: workshop.go_on(timezone.now(), request.user, seen, reason)
    )


@require_POST
def go_to(request: SignedInRequest, pk: int, phase_pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    phase = get_object_or_404(workshop.phases, pk=phase_pk)
    seen, reason = request.POST.get("turn", ""), request.POST.get("reason")
    return turn(
        request, workshop, lambda: workshop.go_to(phase, timezone.now(), request.user, seen, reason)
    )


@require_POST
def go_back(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    seen = request.POST.get("turn", "")
    return turn(request, workshop, lambda: workshop.go_back(timezone.now(), request.user, seen))


@require_POST
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    act = request.POST.get("act", "")
    seen = int(act) if is_number(act) else 0

    def undo_it() -> None:
        if undone := workshop.undo_last(timezone.now(), seen):
            messages.success(request, gettext("Undone: %(act)s") % {"act": undone})

    return turn(request, workshop, undo_it)


@require_POST
def gather(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everybody's phone comes to the poster in the spotlight."""
    workshop = made_by(request, pk)
    return turn(request, workshop, workshop.gather)


def turn(request: SignedInRequest, workshop: Workshop, verb: Callable[[], None]) -> HttpResponse:
    """Back to the cockpit; or what speaks against going on, with the way to go on all the same."""
    try:
        verb()
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    except NotYet as not_yet:
        form = ReasonForm(request.POST if request.POST.get("reason") is not None else None)
        context = {
            "workshop": workshop,
            "organisation": workshop.organisation,
            "objections": not_yet.objections,
            "form": form if not_yet.needs_reason else None,
            "turn": request.POST.get("turn", ""),
        }
        return render(request, "workshop/not_yet.html", context, status=409)
    return redirect("cockpit", workshop.pk)
