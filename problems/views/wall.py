from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from problems.rooms import spotlight_of
from workshop.models import Workshop
from workshop.screens import frame


@login_not_required
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The projector. Whoever has the link sees it; a changed code changes the link too."""
    workshop = get_object_or_404(
        Workshop.objects.select_related("stream", "organisation"), wall_token=token
    )
    context = {"revision": workshop.stream.revision} | frame(workshop) | spotlight_of(workshop)
    return render(request, "problems/wall/wall.html", context)
