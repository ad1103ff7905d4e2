"""The close: what people take home, who stays in touch, when they meet again; then the picture
that the wall keeps."""

from typing import Any

from django.template.loader import render_to_string

from problems.doors import doors_of
from problems.models import Takeaway
from problems.models.takeaway import HINTS, Question
from problems.phases.commit import pairs_of
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.models import Contact, Workshop

SHOWN = 5  # takeaways a question on the wall


def register() -> None:
    stage.register(Kind.CLOSE, wall=draw_wall, cockpit=draw_cockpit, room=draw_room)
    stage.register(stage.CLOSED, wall=draw_closed)


def takeaways(workshop: Workshop, shown: int | None = None) -> list[dict[str, Any]]:
    """The three questions, each with what the room may see, newest first."""
    said = list(Takeaway.objects.visible_to_room().filter(workshop=workshop))
    return [
        {
            "question": question,
            "hint": HINTS[question],
            "texts": [each for each in said if each.question == question][:shown],
        }
        for question in Question
    ]


def draw_wall(workshop: Workshop) -> str:
    step = workshop.at_step.name if workshop.at_step else ""
    if step == "thanks":
        return draw_closed(workshop)
    context = {
        "workshop": workshop,
        "columns": takeaways(workshop, SHOWN),
        "open_to_it": Contact.objects.filter(seat__workshop=workshop).count(),
        "step": step,
    }
    return render_to_string("problems/close/_wall.html", context)


def draw_closed(workshop: Workshop) -> str:
    """The last picture: the doors, what leaves the room, and when it meets again."""
    context = {"workshop": workshop, "doors": doors_of(workshop), "pairs": pairs_of(workshop)}
    return render_to_string("problems/close/_picture.html", context)


def draw_cockpit(workshop: Workshop) -> str:
    everything = Takeaway.objects.filter(workshop=workshop, withdrawn=False)
    context = {
        "workshop": workshop,
        "takeaways": everything,
        "open_to_it": Contact.objects.filter(seat__workshop=workshop).count(),
    }
    return render_to_string("problems/close/_cockpit.html", context)


def draw_room(workshop: Workshop) -> str:
    return render_to_string("problems/close/_room.html", {"workshop": workshop})
