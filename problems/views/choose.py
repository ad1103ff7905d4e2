"""The phone while choosing: read, give dots, and see what they came to."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from problems.choosing import boldest_of_all, outcome_of, own_votes, turnout_context
from problems.models import Dot, Problem, Solution, Vote
from problems.models.vote import DOTS
from problems.rooms import ideas_of
from problems.views.room import screen
from workshop.agenda.kinds import Kind
from workshop.models import Participant, Workshop, WrongStep
from workshop.numbers import is_number
from workshop.seat import seat_or_404

Context = dict[str, Any]


def phone(request: HttpRequest, seat: Participant) -> HttpResponse:
    """One poster after the other with its ideas; after the vote, what we chose."""
    at = request.GET.get("poster", "")
    return page(request, seat, int(at) if is_number(at) else 0)


def page(request: HttpRequest, seat: Participant, at: int, refusal: str = "") -> HttpResponse:
    workshop = seat.workshop
    context = screen(seat) | turnout_context(workshop) | {"refusal": refusal}
    status = 409 if refusal else 200
    if not context["is_open"] and (outcome := outcome_of(workshop, workshop.phase)):
        boldest = boldest_of_all(outcome.boldest)
        context |= {"outcome": outcome, "boldest": boldest, "own": ideas_with_own_dots(seat)}
        return render(request, "problems/choose/result.html", context, status=status)
    context |= poster_of(seat, at)
    return render(request, "problems/choose/choose.html", context, status=status)


def poster_of(seat: Participant, at: int) -> Context:
    """The poster that somebody looks at, its ideas and one's own dots. Not everybody begins with
    the first poster: each seat begins at another one."""
    problems = list(seat.workshop.problems.all())
    if not problems:
        return {"problems": [], "problem": None}
    start = seat.pk % len(problems)
    problems = problems[start:] + problems[:start]
    place = next((n for n, problem in enumerate(problems) if problem.pk == at), 0)
    problem = problems[place]
    problem.workshop = seat.workshop
    own = own_of(seat)
    return {
        "problems": problems,
        "problem": problem,
        "number": place + 1,
        "before": problems[place - 1] if place else None,
        "after": problems[place + 1] if place + 1 < len(problems) else None,
        "ideas": ideas_of(problem).order_by("pk"),
        "own": own,
        "left": dots_left(own),
    }


def own_of(seat: Participant) -> dict[str, set[int]]:
    workshop = seat.workshop
    assert workshop.phase is not None, "the room is in a phase"
    return own_votes(Vote.objects.of_seat(seat, workshop.phase, workshop.key).counted())


def ideas_with_own_dots(seat: Participant) -> set[int]:
    """As they are shown now: what was merged since, with what it was merged into."""
    workshop = seat.workshop
    assert workshop.phase is not None, "the room is in a phase"
    votes = Vote.objects.of_seat(seat, workshop.phase, workshop.key)
    ideas = [vote.solution for vote in votes.select_related("solution__merged_into")]
    return {(idea.head or idea).pk for idea in ideas}


def dots_left(own: dict[str, set[int]]) -> list[tuple[Dot, list[bool]]]:
    """For each kind one mark a dot: whether it is given."""
    return [(kind, [n < len(own[kind]) for n in range(DOTS[kind])]) for kind in Dot]


@login_not_required
@require_POST
def dots(request: HttpRequest, pk: int, solution_pk: int) -> HttpResponse:
    """Give a dot, or take it back, whatever was before. Answers with one's own dots."""
    seat = seat_or_404(request, pk)
    solution = get_object_or_404(Solution, pk=solution_pk, problem__workshop=seat.workshop)
    give, take = request.POST.get("give", ""), request.POST.get("take", "")
    refusal = ""
    try:
        if give in DOTS:
            Vote.give(seat, solution, give)
        elif take in DOTS:
            Vote.take_back(seat, solution, take)
    except WrongStep as wrong:
        refusal = str(wrong)
    if refusal and fresh(seat).workshop.kind != Kind.CHOOSE:
        messages.info(request, refusal)
        return redirect("room", pk)
    if "X-Dots" in request.headers:
        return own_dots(request, seat, solution.problem, refusal)
    if refusal:
        return page(request, seat, solution.problem_id, refusal)
    return redirect(
        f"{reverse('room', args=[pk])}?poster={solution.problem_id}#choice-{solution.pk}"
    )


def own_dots(
    request: HttpRequest, seat: Participant, problem: Problem, refusal: str
) -> HttpResponse:
    own = own_of(seat)
    context = {
        "workshop": seat.workshop,
        "ideas": Solution.objects.standing().filter(problem=problem),
        "own": own,
        "left": dots_left(own),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "problems/choose/_own_dots.html", context, status=status)


def fresh(seat: Participant) -> Participant:
    """The seat with its workshop as it is now."""
    seat.workshop = Workshop.objects.select_related("stream", "key", "phase").get(
        pk=seat.workshop_id
    )
    return seat
