"""The poster walk: how far people are, as one number, and nothing else of anybody."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext

from problems.models import Perspective
from problems.models.perspective import mark_of
from workshop.agenda.stage import Objection
from workshop.models import Workshop


@dataclass(frozen=True)
class Progress:
    """Of so many people who are here, how many have been past every poster."""

    posters: int
    people: int
    finished: int
    is_revealed: bool


def progress(workshop: Workshop) -> Progress:
    """The same few queries at any size. Who has finished leaves this function for nobody."""
    posters = list(workshop.problems.values_list("pk", flat=True))
    given = set(Perspective.objects.of_workshop(workshop).values_list("mark", flat=True))
    seats = list(workshop.participants.here())
    key = workshop.key
    finished = sum(
        all(mark_of(seat, key, poster) in given for poster in posters)
        for seat in seats
        if key and len(given) >= len(posters) > 0
    )
    return Progress(len(posters), len(seats), finished, hasattr(workshop, "revealed"))


def draw_wall(workshop: Workshop) -> str:
    context = {"workshop": workshop, "progress": progress(workshop)}
    return render_to_string("problems/wall/_walk.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    context = {"workshop": workshop, "progress": progress(workshop)}
    return render_to_string("problems/cockpit/_walk.html", context)


def most_still_walk(workshop: Workshop) -> list[Objection]:
    """The reveal ends the walk for good, so the way to it asks while most are on theirs."""
    how_far = progress(workshop)
    if not how_far.posters or how_far.is_revealed or 2 * how_far.finished >= how_far.people:
        return []
    sentence = gettext(
        "%(n)s of %(all)s people have been past every poster. Once it is revealed, nobody can add a"
        " dot any more."
    )
    return [Objection(sentence % {"n": how_far.finished, "all": how_far.people})]
