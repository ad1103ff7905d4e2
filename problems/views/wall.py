from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from problems.doors import hang_on_wall
from problems.rooms import spotlight_of
from workshop.limits.guard import by_secret_link
from workshop.listening import WALL
from workshop.models import Workshop
from workshop.screens import frame, staged


@login_not_required
@require_safe
@by_secret_link
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The projector. Whoever has the link sees it; a changed code changes the link too."""
    workshop = get_object_or_404(
        Workshop.objects.select_related("stream", "organisation", "phase"), wall_token=token
    )
    revision = workshop.stream.revision
    context = spotlight_of(workshop)
    hang_on_wall(workshop, context["doors"])
    context |= frame(workshop) | staged(workshop, WALL) | {"revision": revision}
    if not workshop.day_has_begun:
        context["last_promises"] = workshop.last_promises.with_story()
    return render(request, "problems/wall/wall.html", context)
