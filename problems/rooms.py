"""How the log's events look on each screen. Registered with the live layer in apps.py."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from problems.doors import Doors, doors_of, hang_on_wall, posters_of
from problems.models import Note, Problem, Solution, with_builds
from problems.models.post import VISIBLE
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.listening import COCKPIT, ROOM, WALL
from workshop.live import fragments
from workshop.models import Prompt, Workshop
from workshop.prepared import Prepared
from workshop.screens import workshop_of

Context = dict[str, Any]

# The fragments of each screen, by kind of event. Each file has one root whose id names it.
SCREENS: dict[str, dict[str, list[str]]] = {
    "problem": {
        WALL: ["problems/wall/_poster.html", "problems/wall/_doors.html"],
        ROOM: [
            "problems/room/_card.html",
            "problems/_poster_top.html",
            "problems/room/_poster_foot.html",
        ],
        COCKPIT: [
            "problems/cockpit/_row.html",
            "problems/cockpit/_doors.html",
            "problems/cockpit/_poster.html",
        ],
    },
    # Its words: they change with an edit only, and a phone need not hear them with every idea.
    "story": {ROOM: ["problems/room/_poster.html"]},
    "posters": {
        WALL: [
            "problems/wall/_posters.html",
            "problems/wall/_doors.html",
            "problems/wall/_spotlight.html",
        ],
        # Whoever looks at one poster sees its number and its door, too.
        ROOM: [
            "problems/room/_cards.html",
            "problems/_poster_tops.html",
            "problems/room/_spotlight.html",
        ],
        COCKPIT: [
            "problems/cockpit/_rows.html",
            "problems/cockpit/_doors.html",
            "problems/_poster_tops.html",
            "problems/cockpit/_spotlight.html",
        ],
    },
    "solution": {
        ROOM: ["problems/room/_idea.html"],
        COCKPIT: ["problems/cockpit/_idea.html"],
    },
    "notes": {
        ROOM: ["problems/room/_notes.html"],
        COCKPIT: ["problems/cockpit/_notes.html"],
    },
    "spotlight": {
        WALL: ["problems/wall/_spotlight.html"],
        ROOM: ["problems/room/_spotlight.html"],
        COCKPIT: ["problems/cockpit/_spotlight.html"],
    },
}

# Where the spotlight shows what stands on the poster, and not only its number.
TITLED = frozenset({WALL, COCKPIT})
NOT_TAKEN_BACK = Q(withdrawn=False)


def register() -> None:
    fragments.register("problem", draw_problems)
    fragments.register("story", draw_stories)
    # On the wall both carry the newest ideas.
    fragments.register("posters", drawing("posters"), shows={WALL: "problem"})
    fragments.register("solution", draw_solutions)
    fragments.register("prompt", fragments.whole(draw_prompts))
    fragments.register("notes", draw_notes)
    fragments.register("spotlight", drawing("spotlight"), shows={WALL: "problem"})


def show(kind: str, audiences: frozenset[str], context: Context) -> dict[str, str]:
    return {
        audience: "".join(render_to_string(name, context) for name in names)
        for audience, names in SCREENS[kind].items()
        if audience in audiences
    }


def removal(*ids: str) -> str:
    return "".join(f'<template data-remove="{name}"></template>' for name in ids)


def draw_problems(
    stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    workshop = workshop_of(stream)
    hung = stage.hangs_posters(workshop)
    # A phone shows one door at a time, wall and cockpit count them all.
    only = [int(target) for target in targets] if audiences == {ROOM} else None
    doors = doors_of(workshop, only)
    changed = {str(door.problem.pk): door for door in doors if str(door.problem.pk) in targets}
    if audiences & TITLED:
        hang_on_wall(workshop, changed.values())
    drawn = {}
    for target in targets:
        door = changed.get(target)
        context = {"workshop": workshop, "doors": doors, "door": door, "hung": hung}
        drawn[target] = (
            show("problem", audiences, context)
            if door
            else dict.fromkeys(
                audiences, removal(f"poster-{target}", f"card-{target}", f"row-{target}")
            )
        )
        if door and door.problem.in_spotlight and audiences & TITLED:
            lit = show("spotlight", audiences & TITLED, spotlight_of(workshop, doors))
            for audience, html in lit.items():
                drawn[target][audience] += html
        if WALL in audiences and workshop.kind == Kind.CHOOSE:
            # Its stage shows all ideas at once: no slot of the ring may keep one that goes.
            drawn[target][WALL] = fragments.AFRESH
    return drawn


def draw_stories(
    stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    if ROOM not in audiences:
        return {}
    workshop = workshop_of(stream)
    doors = {
        str(door.problem.pk): door for door in posters_of(workshop, [int(each) for each in targets])
    }
    return {
        target: show("story", audiences, {"workshop": workshop, "door": doors[target]})
        if target in doors
        else {ROOM: removal(f"poster-{target}")}
        for target in targets
    }


def draw_prompts(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    """A sentence to all. Of those to one team only a number: its phones fetch the words."""
    if ROOM not in audiences:
        return {}
    workshop = workshop_of(stream)
    newest = Prompt.newest_by_team(workshop)
    to_all = {"to_all": newest.get(None)}
    pieces = [render_to_string("problems/room/_prompt_to_all.html", to_all)]
    for pk in workshop.teams.values_list("pk", flat=True):
        beat = {"team_pk": pk, "prompt": newest.get(pk)}
        pieces.append(render_to_string("problems/room/_prompt_beat.html", beat))
    return {ROOM: "".join(pieces)}


def drawing(kind: str) -> fragments.Renderer:
    def draw(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
        workshop = workshop_of(stream)
        context = spotlight_of(workshop)
        if WALL in audiences:
            hang_on_wall(workshop, context["doors"])
        return show(kind, audiences, context)

    return fragments.whole(draw)


def spotlight_of(workshop: Workshop, doors: Doors | None = None) -> Context:
    """The doors, the one in the spotlight if any, and what stands on its poster. `doors` are all
    of the workshop, where they are known already."""
    doors = doors_of(workshop) if doors is None else doors
    lit = next((door for door in doors if door.problem.in_spotlight), None)
    ideas = ideas_of(lit.problem)[:6] if lit else []
    hung = stage.hangs_posters(workshop)
    return {"workshop": workshop, "doors": doors, "lit": lit, "ideas": ideas, "hung": hung}


def ideas_of(problem: Problem) -> QuerySet[Solution]:
    """What the room may see on a poster now, newest first, each with its builds."""
    if problem.workshop.hides_ideas:
        return Solution.objects.none()
    return with_builds(Solution.objects.standing().filter(problem=problem))


def ideas_for_facilitator(workshop: Workshop) -> QuerySet[Solution]:
    """What stands on the posters, hidden posts included; what its author took back is not, and
    what was merged is with what it was merged into. While ideas are hidden from everybody, a
    facilitator sees none either."""
    return written(workshop).filter(Q(merged_into=None) | Q(merged_into__withdrawn=True))


def written(workshop: Workshop) -> QuerySet[Solution]:
    """Every idea of the workshop for a facilitator, merged ones, too."""
    return Solution.objects.none() if workshop.hides_ideas else not_taken_back(workshop.pk)


def not_taken_back(workshop: int) -> QuerySet[Solution]:
    return with_builds(
        Solution.objects.filter(problem__workshop=workshop, withdrawn=False), NOT_TAKEN_BACK
    )


# With those that show a changed one together with their own.
changed_ideas = Prepared(
    lambda workshop, pks: not_taken_back(workshop).filter(Q(pk__in=pks) | Q(merged__in=pks)),
    workshop=int,
    pks=list,
)


def notes_of(problem: Problem, seen: Q = VISIBLE) -> QuerySet[Note]:
    """The notes beside the ideas of a poster, hidden when they are."""
    if problem.workshop.hides_ideas:
        return Note.objects.none()
    return Note.objects.filter(seen, problem=problem).select_related("team")


def draw_solutions(
    stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    workshop = workshop_of(stream)
    if workshop.hides_ideas:
        return {}
    changed = changed_ideas(workshop=workshop.pk, pks=[int(target) for target in targets])
    solutions = {solution.pk: solution for solution in changed}
    drawn: dict[str, fragments.Pieces] = {}
    for target in targets:
        solution = solutions.get(int(target))
        pieces = (draw_one(each, workshop, audiences) for each in with_head(solution, solutions))
        gone = dict.fromkeys(
            audiences & {ROOM, COCKPIT}, removal(f"solution-{target}", f"choice-{target}")
        )
        drawn[target] = joined(pieces) or gone
    return drawn


def with_head(solution: Solution | None, solutions: dict[int, Solution]) -> list[Solution]:
    """An idea, and the one that shows it together with its own."""
    if solution is None:
        return []
    head = solutions.get(solution.merged_into_id or 0)
    return [solution, head] if head else [solution]


def draw_one(solution: Any, workshop: Workshop, audiences: frozenset[str]) -> fragments.Pieces:
    """The idea as each audience sees it, or its removal where it sees none. A merged one stays
    on the phone of its author; everybody else reads it with its head."""
    shown = {ROOM: as_the_room_sees(solution), COCKPIT: solution}
    into = solution.merged_into
    if into and not into.withdrawn:
        shown[COCKPIT] = None
    return {
        audience: piece(audience, workshop, shown[audience])
        or removal(f"solution-{solution.pk}", f"choice-{solution.pk}")
        for audience in audiences & shown.keys()
    }


def joined(all_pieces: Iterable[fragments.Pieces]) -> fragments.Pieces:
    whole: fragments.Pieces = {}
    for pieces in all_pieces:
        for audience, html in pieces.items():
            whole[audience] = whole.get(audience, "") + html
    return whole


def piece(audience: str, workshop: Workshop, solution: Solution | None) -> str:
    """The idea as this audience sees it, or nothing where it doesn't."""
    context = {"workshop": workshop, "solution": solution}
    return show("solution", frozenset({audience}), context)[audience] if solution else ""


def as_the_room_sees(solution: Any) -> Any:
    """An idea of with_builds() without what a facilitator has hidden of it; None if it all is."""
    if not solution.is_visible:
        return None
    seen = copy(solution)
    for shown in ("shown_builds", "shown_concerns"):
        setattr(seen, shown, [post for post in getattr(solution, shown) if post.is_visible])
    seen.shown_merged = [part for part in map(as_the_room_sees, solution.parts[1:]) if part]
    return seen


def draw_notes(
    stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    workshop = workshop_of(stream)
    drawn: dict[str, fragments.Pieces] = {target: {} for target in targets}
    for audience, seen in ((ROOM, VISIBLE), (COCKPIT, NOT_TAKEN_BACK)):
        if audience not in audiences or workshop.hides_ideas:
            continue
        notes = Note.objects.filter(seen, problem__workshop=workshop, problem__in=map(int, targets))
        on: dict[str, list[Note]] = {target: [] for target in targets}
        for note in notes.select_related("team"):
            on[str(note.problem_id)].append(note)
        for target, its in on.items():
            context = {"workshop": workshop, "notes": its, "problem_pk": int(target)}
            drawn[target] |= show("notes", frozenset({audience}), context)
    return drawn
