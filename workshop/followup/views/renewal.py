"""Another ninety days for a promise, from the page that a mail links to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from workshop.followup.models import CheckIn, Part
from workshop.followup.renewal import CannotRenew, may_renew, renew
from workshop.followup.renewal_form import RenewalForm
from workshop.followup.views.over import ended
from workshop.people.by_link import by_link
from workshop.people.requests import posted_data


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_renew(request: HttpRequest, token: str) -> HttpResponse:
    halves = CheckIn.objects.with_story().filter(part__in=(Part.LEAD, Part.PARTNER))
    asked = get_object_or_404(halves, token=token)
    commitment, now = asked.commitment, timezone.now()
    if commitment is None:
        raise Http404
    if asked.is_over(now):
        return ended(request, asked)
    renewed = getattr(commitment, "renewed_as", None)
    if renewed is None and not may_renew(asked, now):
        raise Http404
    today = now.astimezone(asked.workshop.zone).date()
    form = RenewalForm(commitment, today, posted_data(request))
    if form.is_valid():
        try:
            renew(asked, now, **form.cleaned_data)
        except CannotRenew as why:
            form.add_error(None, str(why))
        else:
            return redirect("check-in-renew", token)
    context = {
        "check_in": asked,
        "commitment": renewed or commitment,
        "workshop": asked.workshop,
        "renewed": renewed,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "followup/renew.html", context, status=status)
