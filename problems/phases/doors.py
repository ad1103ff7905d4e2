"""The door check: which doors are shut, and whether people can live with what there is."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import ngettext

from problems.doors import doors_of
from problems.models import Consent
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.agenda.stage import Objection
from workshop.models import Workshop

REASONS_SHOWN = 6


def register() -> None:
    stage.register(
        Kind.DOORS, wall=draw_wall, cockpit=draw_cockpit, room=draw_room, beside_posters=True
    )
    stage.on_exit(Kind.DOORS, still_shut)


def figures(workshop: Workshop) -> dict[str, Any]:
    consents = Consent.objects.filter(workshop=workshop)
    return {
        "workshop": workshop,
        "consents": consents.counted(),
        "here": workshop.participants.here().count(),
        "reasons": consents.filter(can_live=False).exclude(because=""),
    }


def for_the_room(workshop: Workshop) -> dict[str, Any]:
    """Without the words that a facilitator has hidden."""
    context = figures(workshop)
    return context | {"reasons": context["reasons"].filter(hidden=False)}


def draw_wall(workshop: Workshop) -> str:
    context = for_the_room(workshop)
    context["reasons"] = context["reasons"][:REASONS_SHOWN]
    return render_to_string("problems/door_check/_wall.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    return render_to_string("problems/door_check/_cockpit.html", figures(workshop))


def draw_room(workshop: Workshop) -> str:
    return render_to_string("problems/door_check/_room.html", for_the_room(workshop))


def still_shut(workshop: Workshop) -> list[Objection]:
    """Going on to the close is allowed; closing is not, while a door is shut."""
    shut = doors_of(workshop).shut
    cannot = Consent.objects.filter(workshop=workshop, can_live=False).count()
    said = []
    if shut:
        sentence = ngettext(
            "%(n)s door is still shut. The workshop can close when it is open.",
            "%(n)s doors are still shut. The workshop can close when they are open.",
            len(shut),
        )
        said.append(Objection(sentence % {"n": len(shut)}))
    if cannot:
        sentence = ngettext(
            "%(n)s person can’t live with it yet. A word with the room may help.",
            "%(n)s people can’t live with it yet. A word with the room may help.",
            cannot,
        )
        said.append(Objection(sentence % {"n": cannot}))
    return said
