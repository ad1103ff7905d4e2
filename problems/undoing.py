"""How other acts of the cockpit at the posters are undone."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from problems.hiding import said_in
from problems.models import Problem, Solution
from workshop.agenda.undo import undoers
from workshop.models import Act, Prompt, Workshop


def register() -> None:
    undoers["post.entered"] = take_off
    undoers["spotlight"] = turn_light_back
    undoers["prompt"] = take_prompt_back


def note_entered(workshop: Workshop, solution: Solution) -> None:
    about = gettext("Entered on poster %(n)s") % {"n": solution.problem.position}
    Act.note(workshop, "post.entered", about, kind="ideas", post=solution.pk)
    workshop.stream.announce(("agenda", ""))


def note_spotlight(workshop: Workshop, problem: Problem | None, before: int | None) -> None:
    """The light went to `problem`, or out; before, it was on the problem of this number."""
    about = gettext("Spotlight off")
    if problem:
        about = gettext("Spotlight on poster %(n)s") % {"n": problem.position}
    Act.note(workshop, "spotlight", about, before=before)
    workshop.stream.announce(("agenda", ""))


def lit(workshop: Workshop) -> int | None:
    """The number of the problem in the spotlight."""
    return workshop.problems.filter(in_spotlight=True).values_list("pk", flat=True).first()


def take_off(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    said_in(workshop, kept).withdraw()


def turn_light_back(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    before = workshop.problems.filter(pk=kept["before"]).first() if kept["before"] else None
    if before is None:
        Problem.spotlight_off(workshop)
    else:
        before.workshop = workshop
        before.spotlight()


def take_prompt_back(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    Prompt.objects.filter(workshop=workshop, pk=kept["prompt"]).delete()
    workshop.stream.announce(("prompt", ""))
