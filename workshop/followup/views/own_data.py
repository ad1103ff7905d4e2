"""What is kept with an address after the day, by any link that went there."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshop.followup.models import CheckIn, DoorRequest, HandOver
from workshop.followup.models.recipient import is_nobody
from workshop.followup.own_data import erase, kept_with
from workshop.people.by_link import by_link
from workshop.people.models import Organisation


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def of_check_in(request: HttpRequest, token: str) -> HttpResponse:
    asked = get_object_or_404(CheckIn.objects.with_story(), token=token)
    return own_data(request, asked.organisation, asked.email)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def of_hand_over(request: HttpRequest, token: str) -> HttpResponse:
    offered = get_object_or_404(HandOver.objects.with_token(token))
    return own_data(request, offered.workshop.organisation, offered.email)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def of_door_request(request: HttpRequest, token: str) -> HttpResponse:
    act = get_object_or_404(DoorRequest.objects.with_token(token))
    return own_data(request, act.workshop.organisation, act.email)


def own_data(request: HttpRequest, organisation: Organisation, email: str) -> HttpResponse:
    """A GET shows it, or hands it out as a file; a POST takes it out, and the link opens nothing
    any more."""
    if is_nobody(email):
        raise Http404
    context = {"organisation": organisation, "email": email}
    if request.method == "POST":
        erase(organisation, email, timezone.now())
        return render(request, "followup/own_data_erased.html", context)
    kept = kept_with(organisation, email)
    if request.GET.get("format") == "json":
        told = {"organisation": organisation.name, "email": email}
        all_of_it = json.dumps(
            told | {part.name: part.lines for part in kept}, ensure_ascii=False, indent=2
        )
        response = HttpResponse(all_of_it, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="ten-doors.json"'
        return response
    return render(request, "followup/own_data.html", {**context, "kept": kept})
