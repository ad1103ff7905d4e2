"""What was learned in all workshops of an organisation."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from workshop.followup.learning_filter import LearningFilter
from workshop.followup.models import Learning
from workshop.followup.search import marks
from workshop.numbers import is_number
from workshop.people.models import Organisation, Team
from workshop.people.requests import SignedInRequest

PAGE = 20
MY_TEAM = "useful-to-team-of-{}"  # in the session, by organisation


@require_safe
def learnings(request: SignedInRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    form = LearningFilter(request.GET, organisation, request.user)
    found = form.found(timezone.now()).with_story()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    if form.query:
        marked = marks(page.object_list, form.query)
        for learning in page.object_list:
            learning.marks = marked[learning.pk]
    context = {
        "organisation": organisation,
        "form": form,
        "page": page,
        "my_team": my_team(request, organisation),
        "may_reopen": Organisation.objects.facilitated_by(request.user)
        .filter(pk=organisation.pk)
        .exists(),
    }
    return render(request, "followup/learnings.html", context)


@require_POST
def learning_useful(request: SignedInRequest, pk: int) -> HttpResponse:
    """“Useful to us”, said for a team, or taken back. Without a team the page asks for it."""
    shown = Learning.objects.visible_to(request.user).with_story()
    learning = get_object_or_404(shown, pk=pk)
    organisation = learning.workshop.organisation
    back = where_from(request, learning)
    said, taken_back = request.POST.get("team", ""), request.POST.get("take_back", "")
    team = own_team(organisation, said or taken_back)
    if team is None:
        context = {
            "organisation": organisation,
            "learning": learning,
            "teams": organisation.teams.active(),
            "next": back,
        }
        return render(request, "followup/useful.html", context, status=422)
    if said:
        learning.thank(team, timezone.now())
        request.session[MY_TEAM.format(organisation.pk)] = team.pk
    else:
        learning.take_thanks_back(team)
    return redirect(back)


def own_team(organisation: Organisation, number: str) -> Team | None:
    if not is_number(number):
        return None
    return organisation.teams.active().filter(pk=number).first()


def my_team(request: SignedInRequest, organisation: Organisation) -> Team | None:
    """The team for which this browser said “useful to us” last."""
    return own_team(organisation, str(request.session.get(MY_TEAM.format(organisation.pk), "")))


def where_from(request: SignedInRequest, learning: Learning) -> str:
    """The page with its filters, at this learning."""
    came_from = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts=None)
    if not (ours and came_from.startswith("/")):
        return learning.get_absolute_url()
    return f"{came_from.partition('#')[0]}#{learning.anchor}"
