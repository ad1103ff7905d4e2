from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from problems.models import Picture
from workshop.models import Workshop
from workshop.seat import seat_of

NOTHING_RUNS = {"Content-Security-Policy": "default-src 'none'"}


@login_not_required
@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """For members who may know of the workshop, for its seats, and for the wall by its token."""
    shown = get_object_or_404(Picture.objects.select_related("problem__workshop"), pk=pk)
    if not is_shown_to(request, shown.problem.workshop):
        raise Http404
    try:
        with shown.image.open() as file:
            return HttpResponse(file.read(), content_type="image/webp", headers=NOTHING_RUNS)
    except FileNotFoundError as gone:
        raise Http404 from gone


def is_shown_to(request: HttpRequest, workshop: Workshop) -> bool:
    return (
        constant_time_compare(request.GET.get("wall", ""), workshop.wall_token)
        or seat_of(request, workshop.pk) is not None
        or Workshop.objects.visible_to(request.user).filter(pk=workshop.pk).exists()
    )
