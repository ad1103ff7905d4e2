"""Half of a promise changes hands: the giver's page by their link, the taker's by theirs."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from workshop.followup.hand_over_form import HandOverForm
from workshop.followup.models import CannotHandOver, CheckIn, HandOver, Part
from workshop.followup.views.over import ended
from workshop.people.by_link import by_link
from workshop.people.requests import posted_data


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Whom the giver asks, and what became of it."""
    halves = CheckIn.objects.with_story().filter(part__in=(Part.LEAD, Part.PARTNER))
    asked = get_object_or_404(halves, token=token)
    now = timezone.now()
    if asked.is_over(now):
        return ended(request, asked)
    assert asked.commitment is not None, "a half is of a promise"
    offers = asked.commitment.hand_overs.filter(part=asked.part).select_related("team")
    offers = offers.prefetch_related("letters")
    if "take_back" in request.POST:
        for waiting in offers.filter(said=""):
            waiting.take_back(now)
        return redirect("check-in-hand-over", token)
    form = HandOverForm(asked, posted_data(request))
    if form.is_valid():
        try:
            HandOver.offer(asked, **form.cleaned_data, now=now)
        except CannotHandOver as why:
            form.add_error(None, str(why))
        else:
            return redirect("check-in-hand-over", token)
    context = {
        "check_in": asked,
        "commitment": asked.commitment,
        "workshop": asked.workshop,
        "form": form,
        "offers": offers,
        "waiting": next((each for each in offers if each.waits), None),
    }
    status = 422 if form.is_bound else 200
    return render(request, "followup/hand_over.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """The promise as it stands, and two answers. A GET changes nothing."""
    offered = get_object_or_404(HandOver.objects.with_token(token))
    now, refusal = timezone.now(), ""
    context = {
        "offer": offered,
        "commitment": offered.commitment,
        "teams": [offered.commitment.lead_team, offered.commitment.partner_team],
        "workshop": offered.workshop,
    }
    if offered.waits and offered.is_expired(now):
        return render(request, "followup/door_ended.html", context, status=410)
    if request.method == "POST":
        try:
            say(offered, request.POST.get("said", ""), now)
        except CannotHandOver as why:
            refusal = str(why)
        else:
            return redirect("hand-over", token)
    status = 409 if refusal else 200
    return render(
        request, "followup/take_over.html", {**context, "refusal": refusal}, status=status
    )


def say(offered: HandOver, said: str, now: datetime) -> None:
    """Raises CannotHandOver, and Http404 for what is no answer."""
    if said == "accepted":
        offered.accept(now, get_language() or "")
    elif said == "declined":
        offered.decline(now)
    else:
        raise Http404
