"""Dots for somebody without a phone, entered by a facilitator."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from problems.choosing import choices_of
from problems.forms.vote import BallotForm
from problems.models import Vote
from problems.views.cockpit import facilitated, panels
from workshop.models import WrongStep
from workshop.people.requests import SignedInRequest, posted_data


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedInRequest, pk: int) -> HttpResponse:
    workshop = facilitated(request, pk)
    form = BallotForm(choices_of(workshop), posted_data(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                if Vote.enter(workshop, said["helps"], said["boldest"], said["post_key"]):
                    workshop.organisation.record(request.user, "votes.entered", workshop.title)
        except WrongStep as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, gettext("The dots are entered. “Undo” takes them back."))
            return redirect("cockpit", pk)
    status = 422 if form.is_bound else 200
    context = panels(workshop) | {"form": form}
    return render(request, "problems/choose/enter.html", context, status=status)
