"""The reveal on the phone: one's own dots, for oneself, beside what all of us felt and guessed."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from problems.doors import posters_of
from problems.models import Fact, Perspective, Problem
from problems.reveal import Shown, along, reveal_of
from problems.views.room import poster_of, screen
from workshop.models import Participant
from workshop.seat import seat_or_404


@dataclass(frozen=True)
class Mine:
    """A poster with its figures, and one's own dot and guess on it."""

    shown: Shown
    said: Perspective | None

    @property
    def pain_at(self) -> str:
        return along(self.said.pain) if self.said else ""

    @property
    def guess_at(self) -> str:
        return along(self.said.guess) if self.said and self.said.guess is not None else ""


def mine_of(seat: Participant, shown: list[Shown]) -> list[Mine]:
    posters = [each.problem for each in shown]
    said = Perspective.objects.of(seat, seat.workshop.key, posters)
    return [Mine(each, said.get(each.problem.pk)) for each in shown]


def reveal(request: HttpRequest, seat: Participant) -> HttpResponse:
    everything = reveal_of(seat.workshop)
    context = screen(seat) | {
        "reveal": everything,
        "mine": mine_of(seat, everything.posters),
        "misjudged": [shown.problem for shown in everything.misjudged],
    }
    return render(request, "problems/room/dots.html", context)


@login_not_required
@require_safe
def dots(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own dots, at any time; beside them the figures, once they are shown."""
    return reveal(request, seat_or_404(request, pk))


def at_poster(request: HttpRequest, seat: Participant, problem_pk: int) -> HttpResponse:
    """One poster with its figures, one's own dot, and the facts that others may lack."""
    problem = poster_of(seat, problem_pk)
    everything = reveal_of(seat.workshop)
    shown = next(shown for shown in everything.posters if shown.problem == problem)
    context = screen(seat) | {
        "door": posters_of(seat.workshop, only=[problem.pk])[0],
        "reveal": everything,
        "mine": mine_of(seat, [shown])[0],
        "facts": facts_at(problem),
    }
    return render(request, "problems/room/revealed.html", context)


def facts_at(problem: Problem) -> list[Fact]:
    return list(problem.facts.visible_to_room().select_related("team"))
