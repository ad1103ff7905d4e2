"""How the log's events look on each screen. Registered with the live layer in apps.py."""

from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string

from problems.doors import doors_of
from problems.models import Build, Problem, Solution, with_builds
from workshop.listening import COCKPIT, ROOM, WALL
from workshop.live import fragments
from workshop.models import Workshop

Context = dict[str, Any]

# The fragments of each screen, by kind of event. Each file has one root whose id names it.
SCREENS: dict[str, dict[str, list[str]]] = {
    "problem": {
        WALL: ["problems/wall/_poster.html", "problems/wall/_doors.html"],
        ROOM: ["problems/room/_card.html", "problems/room/_poster.html"],
        COCKPIT: [
            "problems/cockpit/_row.html",
            "problems/cockpit/_doors.html",
            "problems/cockpit/_poster.html",
        ],
    },
    "posters": {
        WALL: ["problems/wall/_posters.html", "problems/wall/_doors.html"],
        ROOM: ["problems/room/_cards.html"],
        COCKPIT: ["problems/cockpit/_rows.html", "problems/cockpit/_doors.html"],
    },
    "solution": {
        ROOM: ["problems/room/_idea.html"],
        COCKPIT: ["problems/cockpit/_idea.html"],
    },
    "spotlight": {
        WALL: ["problems/wall/_spotlight.html"],
        ROOM: ["problems/room/_spotlight.html"],
        COCKPIT: ["problems/cockpit/_spotlight.html"],
    },
}


def register() -> None:
    fragments.register("problem", draw_problem)
    # On the wall both carry the newest ideas.
    fragments.register("posters", draw_posters, shows={WALL: "problem"})
    fragments.register("solution", draw_solution)
    fragments.register("spotlight", draw_posters_of("spotlight"), shows={WALL: "problem"})


def show(kind: str, audiences: frozenset[str], context: Context) -> dict[str, str]:
    return {
        audience: "".join(render_to_string(name, context) for name in names)
        for audience, names in SCREENS[kind].items()
        if audience in audiences
    }


def removal(*ids: str) -> str:
    return "".join(f'<template data-remove="{name}"></template>' for name in ids)


def draw_problem(stream: int, target: str, audiences: frozenset[str]) -> dict[str, str]:
    workshop = Workshop.objects.get(stream=stream)
    doors = doors_of(workshop)
    door = next((door for door in doors if door.problem.pk == int(target)), None)
    if door is None:
        gone = removal(f"poster-{target}", f"card-{target}", f"row-{target}")
        return dict.fromkeys(audiences, gone)
    drawn = show("problem", audiences, {"workshop": workshop, "doors": doors, "door": door})
    if door.problem.in_spotlight and WALL in drawn:
        drawn |= {
            WALL: drawn[WALL] + show("spotlight", frozenset({WALL}), spotlight_of(workshop))[WALL]
        }
    return drawn


def draw_posters_of(kind: str) -> fragments.Renderer:
    def draw(stream: int, _target: str, audiences: frozenset[str]) -> dict[str, str]:
        workshop = Workshop.objects.get(stream=stream)
        return show(kind, audiences, spotlight_of(workshop))

    return draw


def spotlight_of(workshop: Workshop) -> Context:
    """The doors, the one in the spotlight if any, and what stands on its poster."""
    doors = doors_of(workshop)
    lit = next((door for door in doors if door.problem.in_spotlight), None)
    ideas = ideas_of(lit.problem)[:6] if lit else []
    return {"workshop": workshop, "doors": doors, "lit": lit, "ideas": ideas}


draw_posters = draw_posters_of("posters")


def ideas_of(problem: Problem) -> QuerySet[Solution]:
    """What the room may see on a poster, newest first, each with its builds."""
    return with_builds(
        Solution.objects.visible_to_room().filter(problem=problem),
        Build.objects.visible_to_room(),
    )


def ideas_for_facilitator(workshop: Workshop) -> QuerySet[Solution]:
    """What stands on the posters, hidden posts included; what its author took back is not."""
    return with_builds(
        Solution.objects.filter(problem__workshop=workshop, withdrawn=False),
        Build.objects.filter(withdrawn=False),
    )


def draw_solution(stream: int, target: str, audiences: frozenset[str]) -> dict[str, str]:
    workshop = Workshop.objects.get(stream=stream)
    standing = {
        ROOM: with_builds(Solution.objects.visible_to_room(), Build.objects.visible_to_room()),
        COCKPIT: ideas_for_facilitator(workshop),
    }
    drawn = {}
    for audience in audiences & standing.keys():
        solution = standing[audience].filter(pk=int(target)).first()
        context = {"workshop": workshop, "solution": solution}
        drawn[audience] = (
            show("solution", frozenset({audience}), context)[audience]
            if solution
            else removal(f"solution-{target}")
        )
    return drawn
