from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workshop.followup.models import CheckIn


def ended(request: HttpRequest, asked: CheckIn) -> HttpResponse:
    """What a link says that opens its promise no longer."""
    page = "handed_over" if asked.is_handed_over else "expired"
    context = {"check_in": asked, "workshop": asked.workshop}
    return render(request, f"followup/{page}.html", context, status=410)
