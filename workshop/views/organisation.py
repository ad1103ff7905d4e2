"""An organisation's workshops."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshop.models import Status, Workshop
from workshop.people.models import Organisation
from workshop.people.requests import SignedInRequest
from workshop.people.views.office import office_page


@require_safe
def organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    known = Workshop.objects.visible_to(request.user).filter(organisation=organisation)
    listed = list(known.real().listed().prefetch_related("teams"))
    makes = Organisation.objects.facilitated_by(request.user).filter(pk=organisation.pk).exists()
    context = {
        "live": [each for each in listed if each.status in (Status.LIVE, Status.PAUSED)],
        "upcoming": [
            each for each in reversed(listed) if each.status in (Status.DRAFT, Status.JOINING)
        ],
        "rehearsals": known.rehearsals().prefetch_related("teams"),
        "past": [each for each in listed if each.is_closed],
        "archived": known.real().put_away().count(),
        "makes": makes,
        "passed": passed(listed),
        "enough_teams": makes and organisation.teams.active().count() >= 2,
    }
    return office_page(request, "workshop/organisation.html", organisation, context)


@require_safe
def archive(request: SignedInRequest, slug: str) -> HttpResponse:
    """What was put away, to look at or to bring back."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    known = Workshop.objects.visible_to(request.user).filter(organisation=organisation)
    put_away = known.real().put_away().prefetch_related("teams")
    context = {"workshops": put_away, "passed": passed(put_away)}
    return office_page(request, "workshop/archive.html", organisation, context)


def passed(workshops: Iterable[Workshop]) -> set[int]:
    """The numbers of those whose day went by without them."""
    now = timezone.now()
    return {each.pk for each in workshops if each.day_has_passed(now)}
