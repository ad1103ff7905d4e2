"""The phone: choose a poster, write, see what others write, build on it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from problems.doors import posters_of
from problems.forms.post import PostForm
from problems.models import Build, Concern, Gift, Note, Problem, Solution, with_builds
from problems.models.post import VISIBLE, PostQuerySet, RoomShut
from problems.rooms import ideas_of, notes_of, spotlight_of
from problems.rotation import Place, place_of
from workshop.agenda import stage
from workshop.closing import at_the_end
from workshop.listening import ROOM
from workshop.models import Participant, Prompt
from workshop.people.requests import posted_data
from workshop.prepared import Prepared
from workshop.seat import seat_or_404


@login_not_required
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one is wanted now: the page of the present phase, or the posters."""
    seat = seat_or_404(request, pk)
    phone = stage.phone(seat.workshop)
    return phone(request, seat) if phone else choose(request, seat)


@login_not_required
@require_safe
def posters(request: HttpRequest, pk: int) -> HttpResponse:
    return choose(request, seat_or_404(request, pk))


def choose(request: HttpRequest, seat: Participant) -> HttpResponse:
    context = screen(seat) | spotlight_of(seat.workshop)
    if seat.workshop.takes_posts and not seat.workshop.kind:
        context["at_the_end"] = at_the_end
    return render(request, "problems/room/room.html", context)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, pk: int, problem_pk: int) -> HttpResponse:
    """A poster with what stands on it, or with what the present phase does there. POST writes
    an idea."""
    seat = seat_or_404(request, pk)
    its_page = stage.poster(seat.workshop)
    if its_page and request.method != "POST":
        return its_page(request, seat, problem_pk)
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
    return build_on(request, seat, idea_of(seat, solution_pk))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, pk: int, concern_pk: int) -> HttpResponse:
    """A build that answers a concern."""
    seat = seat_or_404(request, pk)
    concern = get_object_or_404(
        Concern.objects.filter(VISIBLE, solution__problem__workshop=seat.workshop), pk=concern_pk
    )
    return build_on(request, seat, idea_of(seat, concern.solution_id), concern)


def build_on(
    request: HttpRequest, seat: Participant, solution: Solution, concern: Concern | None = None
) -> HttpResponse:
    refusal = off_the_wall(request, solution)
    form = PostForm(posted_data(request))
    form.fields["text"].label = gettext("Yes, and …")
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            said = form.cleaned_data | {"now": timezone.now(), "repairs": concern}
            Build.post(solution, seat, **said)
        except RoomShut as shut:
            refusal = str(shut)
        else:
            return on_to_poster(request, solution.problem)
    shown = may_read(request, seat, solution)
    context = screen(seat) | {
        "solution": solution,
        "shown": shown,
        "repairs": concern,
        # Another's doubt is hidden with everything else, on one's own idea, too.
        "concern": concern if shown and not seat.workshop.hides_ideas else None,
        "written_on": solution if shown else solution.problem,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "problems/room/build.html", context, status=status_of(form, refusal))


def on_to_poster(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Where one goes on after writing on a page of its own."""
    target = redirect("poster", problem.workshop.pk, problem.pk)
    if "X-Compose" in request.headers:
        return HttpResponse(headers={"X-Posted": "1", "X-Next": target.url})
    return target


def idea_of(seat: Participant, pk: int) -> Solution:
    """An idea of this room, whether or not one may read it now."""
    ideas = Solution.objects.filter(problem__workshop=seat.workshop)
    solution: Solution = get_object_or_404(ideas.select_related("problem", "team"), pk=pk)
    solution.problem.workshop = seat.workshop
    return solution


def may_read(request: HttpRequest, seat: Participant, solution: Solution) -> bool:
    """Whether its words may stand on this page. While ideas are hidden only one's own may; to
    look at, another’s is 404, and what was written on it before still arrives."""
    if not solution.is_visible:
        return False
    if not seat.workshop.hides_ideas:
        return True
    own = Solution.objects.filter(pk=solution.pk).written_by(seat, seat.workshop.key).exists()
    if not own and request.method != "POST":
        raise Http404
    return own


def off_the_wall(request: HttpRequest, solution: Solution) -> str:
    """Why nothing can be added to an idea that went while somebody wrote. To look at, it is 404."""
    if solution.is_visible:
        return ""
    if request.method != "POST":
        raise Http404
    return gettext("This idea has been taken off the wall. Your words are kept here.")


lit_problems = Prepared(
    lambda workshop: Problem.objects.filter(workshop=workshop, in_spotlight=True), workshop=int
)
problems_seen = Prepared(
    lambda room, problem: Problem.objects.visible_to(Participant(workshop_id=room)).filter(
        pk=problem
    ),
    room=int,
    problem=int,
)


def poster_of(seat: Participant, problem_pk: int) -> Problem:
    found: list[Problem] = problems_seen(room=seat.workshop_id, problem=problem_pk)
    if not found:
        raise Http404
    problem = found[0]
    problem.workshop = seat.workshop
    return problem


def poster_page(
    request: HttpRequest, seat: Participant, problem: Problem, form: PostForm, refusal: str = ""
) -> HttpResponse:
    mine = own_posts(seat, problem)
    context = (
        screen(seat)
        | here(seat)
        | {
            "door": posters_of(seat.workshop, only=[problem.pk])[0],
            "form": form,
            "refusal": refusal,
            "ideas": ideas_of(problem).exclude(pk__in=[idea.pk for idea in mine["own_ideas"]]),
            "notes": notes_of(problem),
            "problem_pk": problem.pk,
            **mine,
        }
    )
    return render(request, "problems/room/poster.html", context, status=status_of(form, refusal))


def here(seat: Participant) -> dict[str, Any]:
    """Where one is wanted in this round of solving, and the idea that one was given."""
    gift = None
    if seat.workshop.gives_ideas:
        gift = Gift.objects.select_related("solution__team").of(seat)
    place: Place | None = place_of(seat)
    is_open = gift is not None and not gift.settled and gift.solution.is_visible
    return {"place": place, "gift": gift if is_open else None}


def own_posts(seat: Participant, problem: Problem) -> dict[str, Any]:
    """What one has written on a poster, with what was taken back. None after the close. While
    ideas are hidden, what others wrote on it is, too."""
    key = seat.workshop.key
    seen = Q(pk__in=[]) if seat.workshop.hides_ideas else VISIBLE
    on_it = {"solution__problem": problem}
    builds, concerns = Build.objects.filter(**on_it), Concern.objects.filter(**on_it)
    notes = Note.objects.filter(problem=problem)
    return {
        "own_ideas": with_builds(
            Solution.objects.filter(problem=problem).written_by(seat, key), seen
        ),
        "own_builds": veiled(seat, builds.written_by(seat, key)),
        "own_concerns": veiled(seat, concerns.written_by(seat, key)),
        "own_notes": notes.written_by(seat, key).select_related("team"),
    }


def veiled(seat: Participant, posts: PostQuerySet) -> list[Any]:
    """One's own posts on ideas. While ideas are hidden, they say nothing of those."""
    own = list(posts.select_related("solution", "team"))
    for post in own:
        post.is_veiled = seat.workshop.hides_ideas
    return own


def posted(request: HttpRequest, seat: Participant, solution: Solution) -> HttpResponse:
    """The idea as its author sees it, or back to the poster where no script asks."""
    if "X-Compose" not in request.headers:
        return redirect("poster", seat.workshop_id, solution.problem_id)
    if not solution.is_new:
        seen = Q(pk__in=[]) if seat.workshop.hides_ideas else VISIBLE
        solution = with_builds(Solution.objects.filter(pk=solution.pk), seen).get()
    context = {"workshop": seat.workshop, "solution": solution}
    answer = render(request, "problems/room/_mine.html", context)
    answer["X-Posted"] = "1"
    return answer


def screen(seat: Participant) -> dict[str, Any]:
    """What every phone page shows: the room, one's seat, the poster in the spotlight, and where
    the stream goes on."""
    workshop = seat.workshop
    revision = workshop.stream.revision
    lit = next(iter(lit_problems(workshop=workshop.pk)), None)
    return {
        "seat": seat,
        "workshop": workshop,
        "revision": revision,
        "lit": lit and {"problem": lit},
        "staged": stage.drawn(workshop, ROOM),
    } | prompts_to(seat)


def prompts_to(seat: Participant) -> dict[str, Prompt | None]:
    """The facilitator's sentences for this phone."""
    newest = Prompt.newest_by_team(seat.workshop)
    return {"to_all": newest.get(None), "to_team": newest.get(seat.team_id)}


def status_of(form: PostForm, refusal: str) -> int:
    return 409 if refusal else 422 if form.is_bound else 200
