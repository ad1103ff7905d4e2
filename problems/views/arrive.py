"""Arriving, on the phone: the ground rules, somebody to say hello to, and one good thing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from problems.arrive import partners_of
from problems.forms.arrive import GoodThingForm
from problems.models import GoodThing
from problems.models.post import RoomShut
from problems.views.room import screen
from problems.views.walk import posters_left
from workshop.models import Participant
from workshop.seat import seat_or_404


def arrive(request: HttpRequest, seat: Participant) -> HttpResponse:
    said = GoodThing.objects.of(seat, seat.workshop.key)
    form = GoodThingForm(initial={"text": said.text if said else ""})
    return arrive_page(request, seat, form)


def arrive_page(
    request: HttpRequest, seat: Participant, form: GoodThingForm, refusal: str = ""
) -> HttpResponse:
    context = screen(seat) | {
        "partners": partners_of(seat),
        "said": GoodThing.objects.of(seat, seat.workshop.key),
        "posters_left": posters_left(seat),
        "form": form,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "problems/room/arrive.html", context, status=status)


@login_not_required
@require_POST
def accept_rules(request: HttpRequest, pk: int) -> HttpResponse:
    seat_or_404(request, pk).accept_rules()
    return redirect("room", pk)


@login_not_required
@require_POST
def say_good_thing(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    form = GoodThingForm(request.POST)
    if not form.is_valid():
        return arrive_page(request, seat, form)
    try:
        GoodThing.say(seat, form.cleaned_data["text"])
    except RoomShut as shut:
        return arrive_page(request, seat, form, refusal=str(shut))
    messages.success(request, gettext("It is on the wall. Thank you."))
    return redirect("room", pk)
