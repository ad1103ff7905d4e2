"""Solve on a phone: one's table's poster, the idea that one was given, concerns and notes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from problems.forms.post import ConcernForm, PostForm
from problems.models import Concern, Gift, Note
from problems.models.note import About
from problems.models.post import RoomShut
from problems.rotation import place_of
from problems.views.cockpit import facilitated
from problems.views.room import (
    choose,
    idea_of,
    may_read,
    off_the_wall,
    on_to_poster,
    poster_of,
    poster_page,
    screen,
    status_of,
)
from workshop.models import Participant, WrongStep
from workshop.models.tables import mix_next
from workshop.people.requests import SignedInRequest, posted_data
from workshop.seat import seat_or_404


def at_table(request: HttpRequest, seat: Participant) -> HttpResponse:
    """The poster that one's table stands at in this round; all posters where one has no table."""
    place = place_of(seat)
    if place is None:
        return choose(request, seat)
    return poster_page(request, seat, place.problem, PostForm())


@login_not_required
@require_POST
def pass_by(request: HttpRequest, pk: int, gift_pk: int) -> HttpResponse:
    """“I have nothing to add”: from now on one chooses freely. Of an earlier round it says
    nothing about the present one."""
    seat = seat_or_404(request, pk)
    gift = get_object_or_404(Gift.objects.of_workshop(seat.workshop), pk=gift_pk)
    present = Gift.objects.of(seat)
    if gift == present:
        present.settle()
    return redirect("room", pk)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: HttpRequest, pk: int, solution_pk: int) -> HttpResponse:
    """“What would have to be true?” about an idea that somebody has built on."""
    seat = seat_or_404(request, pk)
    solution = idea_of(seat, solution_pk)
    refusal = off_the_wall(request, solution)
    form = ConcernForm(posted_data(request))
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            Concern.post(solution, seat, now=timezone.now(), **form.cleaned_data)
        except RoomShut as shut:
            refusal = str(shut)
        else:
            return on_to_poster(request, solution.problem)
    shown = may_read(request, seat, solution)
    context = screen(seat) | {
        "solution": solution,
        "shown": shown,
        "written_on": solution if shown else solution.problem,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "problems/room/concern.html", context, status=status_of(form, refusal))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: int, problem_pk: int, kind: str) -> HttpResponse:
    """What makes a problem hard, or what is left out of its solution."""
    seat = seat_or_404(request, pk)
    problem = poster_of(seat, problem_pk)
    form = PostForm(posted_data(request))
    form.fields["text"].label = question = About(kind).question
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            Note.post(problem, seat, kind, now=timezone.now(), **form.cleaned_data)
        except RoomShut as shut:
            refusal = str(shut)
        else:
            return on_to_poster(request, problem)
    context = screen(seat) | {
        "problem": problem,
        "kind": kind,
        "question": question,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "problems/room/note.html", context, status=status_of(form, refusal))


@require_POST
def mix(request: SignedInRequest, pk: int) -> HttpResponse:
    """New tables as the next round begins, or not after all."""
    workshop = facilitated(request, pk)
    anew = request.POST.get("mix") != "no"
    try:
        mix_next(workshop, anew)
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("cockpit", pk)
