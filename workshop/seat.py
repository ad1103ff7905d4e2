"""Whose seat a request comes from: the phone's cookie, or somebody's sign-in."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase

from workshop.models import Participant
from workshop.people.models import User
from workshop.people.tokens import token_digest
from workshop.prepared import Prepared

KEPT = timedelta(days=180)
SEATS = Participant.objects.select_related(
    "team", "workshop__stream", "workshop__key", "workshop__phase"
).order_by()
# A phone without a sign-in asks this with every page and every idea.
seats_of_guest = Prepared(
    lambda workshop, digest: SEATS.filter(workshop=workshop, digest=digest),
    workshop=int,
    digest=str,
)


def cookie_name(workshop_pk: int) -> str:
    return f"seat-{workshop_pk}"


def seat_of(request: HttpRequest, workshop_pk: int) -> Participant | None:
    """The seat this browser holds in the workshop, unless it was sent out. One query."""
    return next((seat for seat in seats_held(request, workshop_pk) if not seat.sent_out), None)


def seat_or_404(request: HttpRequest, workshop_pk: int) -> Participant:
    seat = seat_of(request, workshop_pk)
    if seat is None:
        raise Http404
    return seat


def was_sent_out(request: HttpRequest, workshop_pk: int) -> bool:
    """A facilitator has closed the seat of this browser."""
    held = seats_held(request, workshop_pk)
    return bool(held) and all(seat.sent_out for seat in held)


def seats_held(request: HttpRequest, workshop_pk: int) -> list[Participant]:
    """Seats that the cookie or the sign-in opens, the cookie's first."""
    token = request.COOKIES.get(cookie_name(workshop_pk), "")
    digest = token_digest(token)
    if not isinstance(request.user, User):
        return seats_of_guest(workshop=workshop_pk, digest=digest) if token else []
    held = Q(digest=digest) | Q(user=request.user) if token else Q(user=request.user)
    seats = SEATS.filter(held, workshop=workshop_pk)
    return sorted(seats, key=lambda seat: seat.digest != digest)


def keep_seat(response: HttpResponseBase, workshop_pk: int, token: str) -> None:
    """Leave the seat's token with the browser."""
    response.set_cookie(
        cookie_name(workshop_pk),
        token,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )
