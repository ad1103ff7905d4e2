"""What a facilitator takes off all screens, and shows again; and how that is undone."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from problems.models import POSTS, Consent, Fact, GoodThing, Takeaway
from workshop.agenda.undo import undoers
from workshop.models import Act, GoalDraft, GoalStance, Workshop, WrongStep

# By the name that addresses have for them: the rows, and their way to the workshop.
WORDS: dict[str, tuple[QuerySet[Any], str]] = {
    **{
        kind: (model._default_manager.filter(withdrawn=False), f"{model.to_problem}__workshop")
        for kind, model in POSTS.items()
    },
    "facts": (Fact.objects.all(), "problem__workshop"),
    "good-things": (GoodThing.objects.all(), "workshop"),
    "drafts": (GoalDraft.objects.filter(read_out=True), "workshop"),
    "objections": (GoalStance.objects.filter(stands=False), "workshop"),
    "answers": (Consent.objects.filter(can_live=False), "workshop"),
    "takeaways": (Takeaway.objects.filter(withdrawn=False), "workshop"),
}
ON_POSTERS = frozenset({*POSTS, "facts"})  # the others hang beside them


def register() -> None:
    undoers["post.hide"] = show_again
    undoers["post.show"] = hide_again


def words_of(workshop: Workshop, kind: str) -> QuerySet[Any]:
    rows, way = WORDS[kind]
    return rows.filter(**{way: workshop})


def note_hiding(workshop: Workshop, act: str, kind: str, said: Any) -> None:
    """Keep how to undo it, and nothing of what stands there. `act` is hide or show."""
    if kind in ON_POSTERS:
        on = {"hide": gettext("Hidden on poster %(n)s"), "show": gettext("Shown on poster %(n)s")}
        about = on[act] % {"n": said.poster.position}
    else:
        about = {"hide": gettext("Words hidden"), "show": gettext("Words shown again")}[act]
    Act.note(workshop, f"post.{act}", about, kind=kind, post=said.pk)
    workshop.stream.announce(("agenda", ""))


def said_in(workshop: Workshop, kept: dict[str, Any]) -> Any:
    """What an act was about. Raises WrongStep where it is gone."""
    said = words_of(workshop, kept["kind"]).filter(pk=kept["post"]).first()
    if said is None:
        raise WrongStep(gettext("This can’t be undone any more."))
    return said


def show_again(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    said_in(workshop, kept).hide(False)


def hide_again(workshop: Workshop, kept: dict[str, Any], _now: datetime) -> None:
    said_in(workshop, kept).hide(True)
