"""A pause of one's own promise, and its end, from the page that a mail links to."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from workshop.followup.models import CheckIn, Course
from workshop.followup.pause_form import PauseForm
from workshop.followup.views.check_in import show
from workshop.people.by_link import by_link


@by_link
@require_POST
def pause(request: HttpRequest, token: str) -> HttpResponse:
    """No mail about it until a day."""
    asked = signed_by(token)
    now = timezone.now()
    today = now.astimezone(asked.workshop.zone).date()
    form = PauseForm(today + timedelta(days=1), request.POST)
    if not form.is_valid():
        return show(request, "check_in", asked, status=422, pause_form=form)
    assert asked.commitment is not None
    Course.of(asked.commitment).pause(form.cleaned_data["until"])
    return redirect("check-in", token)


@by_link
@require_POST
def go_on(_request: HttpRequest, token: str) -> HttpResponse:
    """A pause or a sleep ends with one tap."""
    asked = signed_by(token)
    assert asked.commitment is not None
    Course.of(asked.commitment).go_on(timezone.now())
    return redirect("check-in", token)


def signed_by(token: str) -> CheckIn:
    """A check-in of somebody's own promise, while its link opens it."""
    asked = get_object_or_404(CheckIn.objects.with_story().of_a_half(), token=token)
    if asked.is_expired(timezone.now()):
        raise Http404
    return asked
