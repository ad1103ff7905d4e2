"""The phone: choose a poster, write, see what others write, build on it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from problems.doors import doors_of
from problems.forms.post import PostForm
from problems.models import Build, Problem, Solution, with_builds
from problems.models.post import RoomShut
from problems.rooms import ideas_of, spotlight_of
from workshop.models import Participant
from workshop.people.requests import posted_data
from workshop.seat import seat_or_404


@login_not_required
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_or_404(request, pk)
    return render(request, "problems/room/room.html", screen(seat) | spotlight_of(seat.workshop))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, pk: int, problem_pk: int) -> HttpResponse:
    """A poster with what stands on it. POST writes an idea."""
    seat = seat_or_404(request, pk)
    problem = poster_of(seat, problem_pk)
    form = PostForm(posted_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            solution = Solution.post(problem, seat, now=timezone.now(), **form.cleaned_data)
        except RoomShut as shut:
            return poster_page(request, seat, problem, form, refusal=str(shut))
        return posted(request, seat, solution)
    return poster_page(request, seat, problem, form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, pk: int, solution_pk: int) -> HttpResponse:
    """“Yes, and …” on one idea."""
    seat = seat_or_404(request, pk)
    solution = get_object_or_404(
        Solution.objects.filter(problem__workshop=seat.workshop).select_related("problem", "team"),
        pk=solution_pk,
    )
    solution.problem.workshop = seat.workshop
    refusal = off_the_wall(request, solution)
    form = PostForm(posted_data(request))
    form.fields["text"].label = gettext("Yes, and …")
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            Build.post(solution, seat, now=timezone.now(), **form.cleaned_data)
        except RoomShut as shut:
            refusal = str(shut)
        else:
            target = redirect("poster", pk, solution.problem_id)
            if "X-Compose" in request.headers:
                return HttpResponse(headers={"X-Posted": "1", "X-Next": target.url})
            return target
    context = screen(seat) | {"solution": solution, "form": form, "refusal": refusal}
    return render(request, "problems/room/build.html", context, status=status_of(form, refusal))


def off_the_wall(request: HttpRequest, solution: Solution) -> str:
    """Why nothing can be added to an idea that went while somebody wrote. To look at, it is 404."""
    if solution.is_visible:
        return ""
    if request.method != "POST":
        raise Http404
    return gettext("This idea has been taken off the wall. Your words are kept here.")


def poster_of(seat: Participant, problem_pk: int) -> Problem:
    problem = get_object_or_404(Problem.objects.visible_to(seat), pk=problem_pk)
    problem.workshop = seat.workshop
    return problem


def poster_page(
    request: HttpRequest, seat: Participant, problem: Problem, form: PostForm, refusal: str = ""
) -> HttpResponse:
    mine = own_posts(seat, problem)
    context = screen(seat) | {
        "door": doors_of(seat.workshop, only=problem.pk)[0],
        "form": form,
        "refusal": refusal,
        "ideas": ideas_of(problem).exclude(pk__in=[idea.pk for idea in mine["own_ideas"]]),
        **mine,
    }
    return render(request, "problems/room/poster.html", context, status=status_of(form, refusal))


def own_posts(seat: Participant, problem: Problem) -> dict[str, Any]:
    """One's own ideas and builds on a poster, those taken back included. None after the close."""
    key = seat.workshop.key
    return {
        "own_ideas": with_builds(
            Solution.objects.filter(problem=problem).written_by(seat, key),
            Build.objects.visible_to_room(),
        ),
        "own_builds": Build.objects.filter(solution__problem=problem)
        .written_by(seat, key)
        .select_related("solution", "team"),
    }


def posted(request: HttpRequest, seat: Participant, solution: Solution) -> HttpResponse:
    """The idea as its author sees it, or back to the poster where no script asks."""
    if "X-Compose" not in request.headers:
        return redirect("poster", seat.workshop_id, solution.problem_id)
    shown = with_builds(
        Solution.objects.filter(pk=solution.pk), Build.objects.visible_to_room()
    ).get()
    context = {"workshop": seat.workshop, "solution": shown}
    answer = render(request, "problems/room/_mine.html", context)
    answer["X-Posted"] = "1"
    return answer


def screen(seat: Participant) -> dict[str, Any]:
    """What every phone page shows: the room, one's seat, and where the stream goes on."""
    workshop = seat.workshop
    return {"seat": seat, "workshop": workshop, "revision": workshop.stream.revision}


def status_of(form: PostForm, refusal: str) -> int:
    return 409 if refusal else 422 if form.is_bound else 200
