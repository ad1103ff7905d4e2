"""Commit: two people of two teams take an idea on. What the three screens show of it."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.template.loader import render_to_string

from problems.doors import Doors, doors_of
from problems.models import Commitment, Solution, with_builds
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.models import Workshop

PAIRS_SHOWN = 12


def register() -> None:
    stage.register(Kind.COMMIT, wall=draw_wall, cockpit=draw_cockpit, room=draw_room)


def pairs_of(workshop: Workshop) -> QuerySet[Commitment]:
    return (
        Commitment.objects.of_workshop(workshop)
        .filter(solution__withdrawn=False, solution__hidden=False)
        .select_related("lead_team", "partner_team", "solution__problem")
        .order_by("-pk")
    )


def draw_wall(workshop: Workshop) -> str:
    pairs = list(pairs_of(workshop))
    context = {"pairs": pairs[:PAIRS_SHOWN], "count": len(pairs)}
    return render_to_string("problems/commit/_wall.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    context = {"workshop": workshop, "pairs": pairs_of(workshop), "free": free_doors(workshop)}
    return render_to_string("problems/commit/_cockpit.html", context)


def draw_room(workshop: Workshop) -> str:
    return render_to_string("problems/commit/_room.html", {"count": pairs_of(workshop).count()})


def free_doors(workshop: Workshop) -> Doors:
    """Posters whose ideas no pair has taken on yet."""
    return Doors(door for door in doors_of(workshop) if door.solutions and not door.commitments)


@dataclass
class Poster:
    """A poster with its ideas, those that a pair has taken on last."""

    number: int
    title: str
    ideas: list[Solution] = field(default_factory=list)


def ideas_to_take_on(workshop: Workshop) -> list[Poster]:
    """Every idea that stands on the wall, poster by poster."""
    posters = {
        problem.pk: Poster(problem.position, problem.title) for problem in workshop.problems.all()
    }
    ideas = with_builds(Solution.objects.standing().filter(problem__workshop=workshop))
    for idea in sorted(ideas, key=lambda idea: bool(idea.all_commitments)):
        posters[idea.problem_id].ideas.append(idea)
    return [poster for poster in posters.values() if poster.ideas]
