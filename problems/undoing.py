"""How acts of the cockpit at the posters are undone."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from problems.models import POSTS, Problem, Solution
from problems.models.post import Post
from workshop.agenda.undo import undoers
from workshop.models import Act, Prompt, Workshop, WrongStep


def register() -> None:
    undoers["post.hide"] = show_again
    undoers["post.show"] = hide_again
    undoers["post.entered"] = take_off
    undoers["spotlight"] = turn_light_back
    undoers["prompt"] = take_prompt_back


def note_moderation(workshop: Workshop, act: str, kind: str, post: Post) -> None:
    """Keep how to undo it, and nothing of what stands there."""
    said = {
        "post.hide": gettext("Hidden on poster %(n)s"),
        "post.show": gettext("Shown on poster %(n)s"),
    }
    Act.note(workshop, act, said[act] % {"n": post.poster.position}, kind=kind, post=post.pk)
    workshop.stream.announce(("agenda", ""))


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


def post_of(workshop: Workshop, kept: dict[str, Any]) -> Post:
    """The post that an act was about. Raises WrongStep where it is gone."""
    model: type[Any] = POSTS[kept["kind"]]
    post: Post | None = model.objects.filter(pk=kept["post"]).first()
    if post is None or post.workshop.pk != workshop.pk:
        raise WrongStep(gettext("This can’t be undone any more."))
    return post


def show_again(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    post_of(workshop, kept).show()


def hide_again(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    post_of(workshop, kept).hide()


def take_off(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    post_of(workshop, kept).withdraw()


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
