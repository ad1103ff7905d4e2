from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from problems.doors import doors_of
from workshop.followup.models import Letter, Recipient
from workshop.models import Status, Workshop
from workshop.outcomes.boards import BETS_SHOWN, organisation_board, workshop_board
from workshop.outcomes.definitions import DEFINITIONS
from workshop.outcomes.forms import FilterForm
from workshop.outcomes.pulse_board import pulse_board
from workshop.people.models import Organisation

LEARNINGS_SHOWN = 6


@require_safe
def outcomes(request: HttpRequest, slug: str) -> HttpResponse:
    """What came out of all closed workshops, for everybody who belongs to the organisation."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    now = timezone.now()
    closed = organisation.workshops.real().filter(status=Status.CLOSED)
    form = FilterForm(request.GET.dict(), closed)
    shown = form.workshops(now).select_related("figures").order_by("closed_at", "pk")
    context = {
        "organisation": organisation,
        "form": form,
        "board": organisation_board(list(shown), now),
        "all_learnings": request.GET.get("learnings") == "all",
        "learnings_shown": LEARNINGS_SHOWN,
        "bets_shown": BETS_SHOWN,
        "definitions": DEFINITIONS,
    }
    return render(request, "outcomes/outcomes.html", context)


@require_safe
def workshop_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    workshops = Workshop.objects.visible_to(request.user).select_related("organisation")
    workshop = get_object_or_404(workshops, pk=pk)
    facilitates = Workshop.objects.editable_by(request.user).filter(pk=pk).exists()
    context: dict[str, Any] = {"organisation": workshop.organisation, "workshop": workshop}
    if not workshop.is_closed:
        doors = doors_of(workshop) if facilitates else None
        return render(request, "outcomes/not_closed.html", {**context, "doors": doors})
    board = workshop_board(workshop, timezone.now(), facilitates=facilitates)
    context |= {"board": board, "pulse": pulse_board(workshop), "definitions": DEFINITIONS}
    return render(request, "outcomes/workshop.html", context)


@require_POST
def letter_again(request: HttpRequest, pk: int, letter_pk: int) -> HttpResponse:
    """The same for a mail that followed from an act."""
    workshop = get_object_or_404(Workshop.objects.editable_by(request.user), pk=pk)
    letter = get_object_or_404(Letter.objects.of_workshop(workshop), pk=letter_pk)
    letter.try_again(timezone.now())
    return tried_again(request, pk, letter.name or letter.email)


@require_POST
def mail_again(request: HttpRequest, pk: int, recipient_pk: int) -> HttpResponse:
    """The facilitator asks for a mail that was given up."""
    workshop = get_object_or_404(Workshop.objects.editable_by(request.user), pk=pk)
    mine = Recipient.objects.of_workshop(workshop)
    recipient = get_object_or_404(mine, pk=recipient_pk)
    recipient.try_again(timezone.now())
    return tried_again(request, pk, recipient.name or recipient.email)


def tried_again(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    messages.success(request, _("The mail to %(name)s is tried again.") % {"name": name})
    return redirect("workshop-outcomes", pk)
