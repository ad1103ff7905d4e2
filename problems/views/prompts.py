"""Quiet corners of the room, and a sentence to the phones."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from problems.forms.prompt import PromptForm
from problems.quiet import quiet_corners, quiet_minutes
from problems.views.cockpit import facilitated, panels
from problems.views.room import prompts_to
from workshop.live.models import Sealed
from workshop.models import Prompt
from workshop.people.requests import SignedInRequest, posted_data
from workshop.seat import seat_or_404


@require_safe
def quiet(request: SignedInRequest, pk: int) -> HttpResponse:
    """What changes with time, which makes no events: the card of the cockpit, and for how long
    each poster has been quiet."""
    workshop, now = facilitated(request, pk), timezone.now()
    quiet = quiet_minutes(workshop, now)
    corners = quiet_corners(workshop, quiet, now)
    context = {"workshop": workshop, "corners": corners, "quiet": quiet}
    return render(request, "problems/cockpit/quiet.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def prompt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a sentence. The phones of one team show it, or all; it goes with the step."""
    workshop = facilitated(request, pk)
    form = PromptForm(workshop, posted_data(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            Prompt.send(workshop, said["team"], said["text"], timezone.now())
            messages.success(request, gettext("Sent to the phones."))
        except Sealed:
            messages.error(request, gettext("The workshop has closed; the phones rest."))
        return redirect("cockpit", pk)
    context = panels(workshop) | {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "problems/cockpit/prompt.html", context, status=status)


@login_not_required
@require_safe
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on this phone, for a page that heard of a change."""
    seat = seat_or_404(request, pk)
    return render(request, "problems/room/_prompts.html", {"seat": seat} | prompts_to(seat))
