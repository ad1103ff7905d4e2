"""What each screen shows of the workshop itself: its head, and who is here by team."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string

from workshop.joining import join_url, qr_svg
from workshop.listening import COCKPIT, ROOM, WALL, authorise
from workshop.live import access, fragments
from workshop.models import Workshop
from workshop.people.models import Team

SCREENS = {
    "workshop": {
        WALL: "workshop/live/_wall_head.html",
        ROOM: "workshop/live/_room_head.html",
        COCKPIT: "workshop/live/_cockpit_head.html",
    },
    "people": {
        WALL: "workshop/live/_wall_people.html",
        COCKPIT: "workshop/live/_cockpit_people.html",
    },
}


def register() -> None:
    access.register(authorise)
    for kind in SCREENS:
        fragments.register(kind, drawing(kind))


def drawing(kind: str) -> fragments.Renderer:
    def draw(stream: int, _target: str, audiences: frozenset[str]) -> dict[str, str]:
        workshop = Workshop.objects.select_related("organisation").get(stream=stream)
        context = frame(workshop)
        return {
            audience: render_to_string(template, context)
            for audience, template in SCREENS[kind].items()
            if audience in audiences
        }

    return draw


def frame(workshop: Workshop) -> dict[str, Any]:
    """The workshop with who is here: the same on the first page and in every later fragment."""
    teams = teams_here(workshop)
    return {
        "workshop": workshop,
        "teams_here": teams,
        "people_here": sum(team.here for team in teams),
        "join_url": join_url(workshop),
        "join_host": settings.SITE_URL.split("://", 1)[1],
        "join_qr": qr_svg(join_url(workshop)),
    }


def teams_here(workshop: Workshop) -> list[Any]:
    """The workshop's teams, each with `.here`: how many of its people have a seat."""
    seated = Q(participants__workshop=workshop, participants__sent_out=False)
    return list(
        Team.objects.filter(workshops=workshop)
        .annotate(here=Count("participants", filter=seated))
        .order_by("position", "pk")
    )
