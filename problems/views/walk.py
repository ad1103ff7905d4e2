"""The poster walk on the phone: the posters, and at each what one feels, guesses and knows."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from problems.doors import posters_of
from problems.forms.walk import PerspectiveForm
from problems.models import Perspective, Problem
from problems.models.perspective import WalkShut, why_shut
from problems.views.room import poster_of, screen
from workshop.agenda.kinds import Kind
from workshop.models import Participant
from workshop.other_team import other_teams
from workshop.people.models import Team
from workshop.seat import seat_or_404


@dataclass(frozen=True)
class Stop:
    """A poster on one's own way, with what one has said there."""

    problem: Problem
    said: Perspective | None


@dataclass(frozen=True)
class Way:
    """One's own walk past all posters."""

    stops: list[Stop]

    @property
    def done(self) -> int:
        return sum(stop.said is not None for stop in self.stops)

    @property
    def is_done(self) -> bool:
        return self.done == len(self.stops)


def way_of(seat: Participant) -> Way:
    posters = list(seat.workshop.problems.all())
    said = Perspective.objects.of(seat, seat.workshop.key, posters)
    return Way([Stop(poster, said.get(poster.pk)) for poster in posters])


def walk(request: HttpRequest, seat: Participant) -> HttpResponse:
    context = screen(seat) | {
        "way": way_of(seat),
        "shut": why_shut(seat.workshop),
        "revealed": hasattr(seat.workshop, "revealed"),
    }
    return render(request, "problems/room/walk.html", context)


@login_not_required
@require_safe
def walk_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The same beside another phase, where the walk is not on the day's agenda."""
    return walk(request, seat_or_404(request, pk))


def at_poster(request: HttpRequest, seat: Participant, problem_pk: int) -> HttpResponse:
    problem = poster_of(seat, problem_pk)
    said = Perspective.objects.of(seat, seat.workshop.key, [problem]).get(problem.pk)
    first = {"pain": said.pain, "guess": said.guess, "fact": said.fact} if said else {}
    form = PerspectiveForm(other_team_of(seat), initial=first)
    return poster_page(request, seat, problem, form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def feel(request: HttpRequest, pk: int, problem_pk: int) -> HttpResponse:
    """What one says at a poster. POST keeps it; a script is answered with words alone."""
    seat = seat_or_404(request, pk)
    if request.method != "POST":
        return at_poster(request, seat, problem_pk)
    problem = poster_of(seat, problem_pk)
    form = PerspectiveForm(other_team_of(seat), request.POST)
    refusal = ""
    if form.is_valid():
        try:
            Perspective.give(problem, seat, **form.cleaned_data)
        except WalkShut as shut:
            refusal = str(shut)
    if "X-Draft" in request.headers:
        status = status_of(form, refusal)
        kept = {"X-Posted": "1"} if status == HTTPStatus.OK else {}
        return HttpResponse(refusal, content_type="text/plain", status=status, headers=kept)
    if refusal or form.errors:
        return poster_page(request, seat, problem, form, refusal=refusal)
    back = "room" if seat.workshop.shown_kind == Kind.WALK else "room-walk"
    return redirect(f"{reverse(back, args=[pk])}#stop-{problem.pk}")


def poster_page(
    request: HttpRequest,
    seat: Participant,
    problem: Problem,
    form: PerspectiveForm,
    refusal: str = "",
) -> HttpResponse:
    context = screen(seat) | {
        "door": posters_of(seat.workshop, only=[problem.pk])[0],
        "form": form,
        "refusal": refusal,
        "shut": not refusal and why_shut(seat.workshop),
    }
    status = status_of(form, refusal)
    return render(request, "problems/room/feel.html", context, status=status)


def status_of(form: PerspectiveForm, refusal: str) -> int:
    return 409 if refusal else 422 if form.errors else 200


def other_team_of(seat: Participant) -> Team | None:
    """Whom one guesses about, as it will be kept with the first dot."""
    other = other_teams(seat.workshop).get(seat.pk)
    return Team.objects.get(pk=other) if other else None


def posters_left(seat: Participant) -> int:
    """How many posters one has not been to, where the walk is done beside the day's agenda."""
    if not seat.workshop.walks_before or why_shut(seat.workshop):
        return 0
    way = way_of(seat)
    return len(way.stops) - way.done
