"""What each screen shows of the workshop itself: its head, its timer, and who is here by team."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string

from workshop.agenda import stage
from workshop.agenda.clock import clock_of
from workshop.joining import join_url, qr_svg
from workshop.listening import COCKPIT, ROOM, WALL, authorise
from workshop.live import access, fragments, presence
from workshop.measures.goal import PEOPLE_AT_LEAST
from workshop.measures.suppression import hidden_groups
from workshop.models import Workshop
from workshop.people.models import Team
from workshop.prepared import Prepared

Context = dict[str, Any]

PEOPLE = {
    WALL: "workshop/live/_wall_people.html",
    COCKPIT: "workshop/live/_cockpit_people.html",
}

# What goes with the agenda in the cockpit, and where each screen shows its phase.
COURSE = ["workshop/live/_cockpit_agenda.html", "workshop/live/_cockpit_timer.html"]
STAGES = {
    WALL: "workshop/live/_stage.html",
    ROOM: "workshop/live/_shared.html",
    COCKPIT: "workshop/live/_phase.html",
}


def register() -> None:
    access.register(authorise)
    fragments.register("workshop", fragments.whole(draw_workshop))
    fragments.register("people", fragments.whole(draw_people))
    # Whoever was shown something that the new step hides is sent nothing of it any more.
    fragments.register("turn", fragments.whole(draw_turn), fresh_start=True)
    fragments.register("stage", fragments.whole(draw_stage))
    fragments.register("agenda", fragments.whole(draw_agenda))
    # A locked phone rests, so its figure comes and goes; that is for the facilitator's eyes.
    presence.register(fragments.whole(draw_people), {COCKPIT})


def draw_workshop(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    workshop = workshop_of(stream)
    context = head(workshop) if WALL in audiences else {"workshop": workshop}
    if COCKPIT in audiences:
        context |= course(workshop)
    shown = {
        WALL: ["workshop/live/_wall_head.html"],
        ROOM: ["workshop/live/_room_head.html"],
        COCKPIT: ["workshop/live/_cockpit_head.html", *COURSE],
    }
    return {
        audience: "".join(render_to_string(template, context) for template in templates)
        for audience, templates in shown.items()
        if audience in audiences
    }


def draw_turn(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    """Phones hear that the room has moved on, and go there by themselves (turn.js). Wall and
    cockpit, which are few, fetch themselves afresh."""
    pieces = dict.fromkeys(audiences & {WALL, COCKPIT}, fragments.AFRESH)
    return pieces | draw_workshop(stream, audiences & {ROOM})


def draw_stage(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    workshop = workshop_of(stream)
    return {
        audience: render_to_string(STAGES[audience], staged(workshop, audience))
        for audience in audiences & STAGES.keys()
    }


def draw_agenda(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    if COCKPIT not in audiences:
        return {}
    workshop = workshop_of(stream)
    context = {"workshop": workshop} | course(workshop)
    return {COCKPIT: "".join(render_to_string(name, context) for name in COURSE)}


def draw_people(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    wanted = audiences & PEOPLE.keys()
    context = people(workshop_of(stream)) if wanted else {}
    return {audience: render_to_string(PEOPLE[audience], context) for audience in wanted}


workshops_of = Prepared(
    lambda stream: (
        Workshop.objects.select_related("organisation", "phase").filter(stream=stream).order_by()
    ),
    stream=int,
)


def workshop_of(stream: int) -> Workshop:
    found: list[Workshop] = workshops_of(stream=stream)
    return found[0]


def staged(workshop: Workshop, audience: str) -> Context:
    """What the present phase shows this audience beside all else."""
    return {"workshop": workshop, "staged": stage.drawn(workshop, audience)}


def course(workshop: Workshop) -> Context:
    """The agenda as the cockpit shows it: its phases, what comes next, what can be undone."""
    return {
        "phases": list(workshop.phases.all()),
        "coming": workshop.next_label(),
        "before": workshop.turn_before() is not None,
        "clock": clock_of(workshop),
        "last_act": workshop.acts.first(),
    }


def frame(workshop: Workshop) -> Context:
    """The workshop with who is here: the same on the first page and in every later fragment."""
    return head(workshop) | people(workshop)


def head(workshop: Workshop) -> Context:
    return {
        "workshop": workshop,
        "join_url": join_url(workshop),
        "join_host": settings.SITE_URL.split("://", 1)[1],
        "join_qr": qr_svg(join_url(workshop)),
    }


@dataclass
class People:
    """How many have a seat, said that they are ready, and are connected: never who.

    The last two are None where they are of too few to be shown, and `connected` also where nobody
    here can know it."""

    here: int
    ready: int | None
    connected: int | None


def people(workshop: Workshop) -> Context:
    """The workshop's teams, each with its figures, and the same of everybody."""
    teams = teams_here(workshop)
    counts = None if workshop.is_closed else presence.connected(workshop.stream_id)
    for team in teams:
        # Somebody who has just been sent out may be counted a moment longer.
        team.connected = None if counts is None else min(counts.get(team.pk, 0), team.here)
    everybody = People(
        here=sum(team.here for team in teams),
        ready=sum(team.ready for team in teams),
        connected=None if counts is None else sum(team.connected for team in teams),
    )
    hidden = hidden_groups({team.pk: team.here for team in teams if team.here}, PEOPLE_AT_LEAST)
    for group in [team for team in teams if team.pk in hidden]:
        group.ready = group.connected = None
    if everybody.here < PEOPLE_AT_LEAST:
        everybody.ready = everybody.connected = None
    return {"workshop": workshop, "teams_here": teams, "everybody": everybody}


def teams_here(workshop: Workshop) -> list[Any]:
    """The workshop's teams, each with `.here` and `.ready`: how many of its people have a seat,
    and have said that they are ready."""
    seated = Q(participants__workshop=workshop, participants__sent_out=False)
    ready = seated & Q(participants__ready_round=workshop.ready_round)
    return list(
        Team.objects.filter(workshops=workshop)
        .annotate(here=Count("participants", filter=seated))
        .annotate(ready=Count("participants", filter=ready))
        .order_by("position", "pk")
    )
