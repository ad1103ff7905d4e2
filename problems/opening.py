"""Registers the first phases of a day, arrive, poster walk and reveal, with all three screens."""

from django.template.loader import render_to_string

from problems import arrive, reveal, walk
from problems.models import Fact
from problems.rooms import removal
from problems.views import arrive as arrive_views
from problems.views import reveal as reveal_views
from problems.views import walk as walk_views
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.listening import ROOM
from workshop.live import fragments
from workshop.screens import workshop_of


def register() -> None:
    stage.register(
        Kind.ARRIVE,
        phone=arrive_views.arrive,
        wall=arrive.draw_wall,
        cockpit=arrive.draw_cockpit,
    )
    stage.on_exit(Kind.ARRIVE, arrive.fewer_than_two_teams)
    stage.register(
        Kind.WALK,
        phone=walk_views.walk,
        poster=walk_views.at_poster,
        beside_posters=True,
        wall=walk.draw_wall,
        cockpit=walk.draw_cockpit,
    )
    stage.register(
        Kind.REVEAL,
        phone=reveal_views.reveal,
        poster=reveal_views.at_poster,
        wall=reveal.draw_wall,
        cockpit=reveal.draw_cockpit,
    )
    stage.on_way_in(Kind.REVEAL, walk.most_still_walk)
    stage.on_enter(Kind.REVEAL, "reveal", reveal.freeze)
    fragments.register("fact", draw_facts)


def draw_facts(
    stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    """One fact on the phones; wall and cockpit draw theirs with the stage."""
    if ROOM not in audiences:
        return {}
    facts = Fact.objects.of_workshop(workshop_of(stream)).visible_to_room().select_related("team")
    shown = {str(fact.pk): fact for fact in facts.filter(pk__in=map(int, targets))}
    return {
        target: {
            ROOM: render_to_string("problems/room/_fact.html", {"fact": shown[target]})
            if target in shown
            else removal(f"fact-{target}")
        }
        for target in targets
    }
