"""“Open a door for us”: the pair's page by their link, and the sponsor's by theirs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshop.followup.door_forms import AskForm, SponsorForm
from workshop.followup.models import CheckIn, DoorRequest, TooManyRequests
from workshop.followup.models.question import Part
from workshop.followup.views.over import ended
from workshop.people.by_link import by_link
from workshop.people.requests import posted_data


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_door(request: HttpRequest, token: str) -> HttpResponse:
    """First the form, then the mail as it will be, then it is sent."""
    signed = CheckIn.objects.with_story().filter(part__in=(Part.LEAD, Part.PARTNER))
    asked = get_object_or_404(signed, token=token)
    commitment = asked.commitment
    if commitment is None:
        raise Http404
    now = timezone.now()
    if asked.is_over(now):
        return ended(request, asked)
    form = AskForm(posted_data(request))
    context = {
        "check_in": asked,
        "workshop": asked.workshop,
        "form": form,
        "asked": commitment.door_requests.prefetch_related("letters"),
    }
    if request.method != "POST":
        return render(request, "followup/door_ask.html", context)
    if not form.is_valid() or "change" in request.POST:
        status = 200 if form.is_valid() else 422
        return render(request, "followup/door_ask.html", context, status=status)
    if "send" not in request.POST:
        context["act"] = form.as_request(commitment=commitment, asked_at=now)
        return render(request, "followup/door_preview.html", context)
    try:
        DoorRequest.ask(commitment, **form.cleaned_data, now=now)
    except TooManyRequests as enough:
        form.add_error(None, str(enough))
        return render(request, "followup/door_ask.html", context, status=422)
    return redirect("check-in-door", token)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def door_request(request: HttpRequest, token: str) -> HttpResponse:
    """The sponsor's page: the text, and three answers."""
    act = get_object_or_404(DoorRequest.objects.with_token(token))
    now = timezone.now()
    context = {"act": act, "workshop": act.workshop}
    if act.is_expired(now):
        return render(request, "followup/door_ended.html", context, status=410)
    form = SponsorForm(posted_data(request), now.astimezone(act.workshop.zone).date())
    if request.method == "POST":
        if form.is_valid():
            act.answer(**form.answer(), now=now)
            return redirect("door-request", token)
        return render(request, "followup/door.html", {**context, "form": form}, status=422)
    return render(request, "followup/door.html", {**context, "form": form})
