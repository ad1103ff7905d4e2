"""What a workshop sends after its day, for its facilitators: before it goes, and what came back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from workshop.followup.perhaps import perhaps_sent
from workshop.followup.preview import closes_at, days_of
from workshop.followup.said import said_by_all
from workshop.models import Workshop
from workshop.people.requests import SignedInRequest


@require_safe
def after(request: SignedInRequest, pk: int) -> HttpResponse:
    editable = Workshop.objects.editable_by(request.user).select_related("organisation")
    workshop = get_object_or_404(editable, pk=pk)
    now = timezone.now()
    if not workshop.is_closed:
        workshop.closed_by = request.user  # to see the mails as they are if they close it
    context = {
        "workshop": workshop,
        "organisation": workshop.organisation,
        "days": days_of(workshop, now),
        "perhaps": perhaps_sent(workshop, closes_at(workshop, now)),
        "said": said_by_all(workshop),
    }
    return render(request, "followup/after.html", context)
