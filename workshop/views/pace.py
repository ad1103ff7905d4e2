"""The timer, who is ready, and asking again. Each is one POST and one verb."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from workshop.forms.pace import AskAgainForm, ReadyForm, StopForm, TimerForm
from workshop.models import Participant, WrongStep
from workshop.people.requests import SignedInRequest
from workshop.seat import seat_or_404
from workshop.views.workshop import made_by


@require_POST
def start_timer(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), TimerForm(request.POST)

    def start(timer: int | None, minutes: int) -> None:
        workshop.start_timer(minutes, timezone.now(), seen=timer)

    return press(request, pk, form, start)


@require_POST
def extend_timer(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), TimerForm(request.POST)

    def extend(timer: int | None, minutes: int) -> None:
        workshop.extend_timer(minutes, timezone.now(), seen=timer)

    return press(request, pk, form, extend)


@require_POST
def stop_timer(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), StopForm(request.POST)
    return press(request, pk, form, lambda timer: workshop.stop_timer(seen=timer))


@require_POST
def ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop, form = made_by(request, pk), AskAgainForm(request.POST)
    return press(request, pk, form, lambda round: workshop.ask_again(seen=round))  # noqa: A006


def press(request: SignedInRequest, pk: int, form: Form, verb: Callable[..., None]) -> HttpResponse:
    """Back to the cockpit, with a sentence where it could not be."""
    try:
        if form.is_valid():
            verb(**form.cleaned_data)
        else:
            messages.error(request, str(next(iter(form.errors.values()))[0]))
    except WrongStep as wrong:
        messages.error(request, str(wrong))
    return redirect("cockpit", pk)


@login_not_required
@require_POST
def ready(request: HttpRequest, pk: int) -> HttpResponse:
    """What the form says is wanted, whatever was before. The answer is one's own button."""
    seat = seat_or_404(request, pk)
    form = ReadyForm(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            seat.say_ready(form.cleaned_data["ready"] == "yes", form.cleaned_data["round"])
        except WrongStep as wrong:
            refusal = str(wrong)
    if "X-Ready" in request.headers:
        return button(request, seat, refusal)
    if refusal:
        messages.error(request, refusal)
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("room", pk)


def button(request: HttpRequest, seat: Participant, refusal: str) -> HttpResponse:
    context = {"seat": seat, "workshop": seat.workshop, "refusal": refusal}
    return render(request, "workshop/_ready.html", context, status=409 if refusal else 200)
