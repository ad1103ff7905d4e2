"""A facilitator's steps with a workshop and its seats. Each is one POST and one verb."""

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from workshop.live.models import Sealed
from workshop.models import Participant, Workshop, WrongStep
from workshop.people.requests import SignedInRequest
from workshop.views.workshop import made_by


@require_POST
def open_for_joining(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    said = gettext("Open. People can join with the code or the QR code.")
    return step(request, workshop, "workshop.opened", workshop.open_for_joining, said)


@require_POST
def archive(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    said = gettext("Put away. You find it in the archive, whole.")
    return step(
        request, workshop, "workshop.archived", lambda: workshop.archive(timezone.now()), said
    )


@require_POST
def unarchive(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    said = gettext("Back on the list.")
    return step(request, workshop, "workshop.brought-back", workshop.unarchive, said)


@require_POST
def change_code(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = made_by(request, pk)
    said = gettext("The code and the wall’s address are new. Open the wall again from here.")
    old = request.POST.get("code", "")
    return step(request, workshop, "workshop.code-changed", lambda: workshop.change_code(old), said)


@require_POST
def send_out(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    workshop, seat = seat_in(request, pk, seat_pk)
    said = gettext("%(name)s’s seat is closed. What was written stays.") % {"name": seat.name}
    return step(request, workshop, "workshop.seat-closed", seat.send_out, said)


@require_POST
def let_back_in(request: SignedInRequest, pk: int, seat_pk: int) -> HttpResponse:
    workshop, seat = seat_in(request, pk, seat_pk)
    said = gettext("%(name)s can come back in on the same phone.") % {"name": seat.name}
    return step(request, workshop, "workshop.seat-opened", seat.let_back_in, said)


def seat_in(request: SignedInRequest, pk: int, seat_pk: int) -> tuple[Workshop, Participant]:
    workshop = made_by(request, pk)
    seat = get_object_or_404(workshop.participants, pk=seat_pk)
    seat.workshop = workshop
    return workshop, seat


def step(
    request: SignedInRequest, workshop: Workshop, act: str, verb: Callable[[], None], said: str
) -> HttpResponse:
    """Do it, put it on the record, and say so; or say why not."""
    try:
        with transaction.atomic():
            verb()
            workshop.organisation.record(request.user, act, workshop.title)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    except Sealed:
        messages.error(request, gettext("This workshop is closed. It stays as it was."))
    else:
        messages.success(request, said)
    return redirect(workshop)
