"""Arrive: who meets whom, what teams do well, and whether two teams are here."""

from django.template.loader import render_to_string
from django.utils.translation import gettext

from problems.models import GoodThing
from workshop.agenda.pairing import partners
from workshop.agenda.stage import Objection
from workshop.models import Participant, Workshop
from workshop.screens import head

ON_THE_WALL = 12  # good things that can be read from ten metres


def partners_of(seat: Participant) -> list[Participant]:
    """Whom this seat is asked to say hello to; empty while nobody of another team is free."""
    seats = list(seat.workshop.participants.order_by("joined_at", "pk").select_related("team"))
    meets = partners([each.team_id for each in seats], [each.sent_out for each in seats])
    place = next(place for place, each in enumerate(seats) if each.pk == seat.pk)
    return [seats[other] for other in meets[place]]


def good_things(workshop: Workshop) -> list[GoodThing]:
    return list(workshop.good_things.select_related("team"))


def draw_wall(workshop: Workshop) -> str:
    shown = workshop.good_things.visible_to_room().select_related("team")[:ON_THE_WALL]
    context = head(workshop) | {"good_things": list(shown)}
    return render_to_string("problems/wall/_arrive.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    context = {"workshop": workshop, "good_things": good_things(workshop)}
    return render_to_string("problems/cockpit/_arrive.html", context)


def fewer_than_two_teams(workshop: Workshop) -> list[Objection]:
    here = workshop.participants.here().order_by().values("team").distinct().count()
    if here >= 2:
        return []
    if here:
        return [Objection(gettext("Only one team is here. The day works with two or more."))]
    return [Objection(gettext("Nobody is here yet. The day works with two teams or more."))]
