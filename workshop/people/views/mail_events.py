"""Where a mail provider tells what became of a mail."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from workshop.limits.body import MIB, takes_bytes


@takes_bytes(MIB)  # providers tell many events at once
@login_not_required
@csrf_exempt
def mail_events(request: HttpRequest, provider: str) -> HttpResponse:
    """The library's own view of that provider checks the secret; without one there is no page."""
    if not settings.ANYMAIL["WEBHOOK_SECRET"]:
        raise Http404
    try:
        found = resolve(f"/{provider}/tracking/", "anymail.urls")
    except Resolver404:
        raise Http404 from None
    response: HttpResponse = found.func(request)
    return response
