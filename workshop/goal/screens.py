"""What wall, cockpit and all phones show on the way to the shared goal."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string

from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.goal import groups
from workshop.goal.support import objections_to_leaving, support_of
from workshop.listening import COCKPIT, ROOM
from workshop.live import fragments
from workshop.models import GoalDraft, Workshop
from workshop.models.goal_draft import ALL, ALONE, FOURS, PAIRS, STAND

WALL_DRAFTS = 6
WALL_OBJECTIONS = 3
PHONE_DRAFTS = 12  # at first; the rest on pages of their own


def register() -> None:
    stage.register(Kind.GOAL, wall=draw_wall, cockpit=draw_cockpit, room=draw_shared)
    stage.on_enter(Kind.GOAL, PAIRS, groups.pair_up)
    stage.on_enter(Kind.GOAL, FOURS, groups.bring_pairs_together)
    stage.on_enter(Kind.GOAL, ALL, groups.read_out)
    stage.on_enter(Kind.GOAL, STAND, groups.ask_everybody)
    stage.on_exit(Kind.GOAL, objections_to_leaving)
    fragments.register("draft", draw_drafts)
    fragments.register("goal", fragments.whole(draw_goal))


def draw_wall(workshop: Workshop) -> str:
    return render_to_string("workshop/goal/_wall.html", shown_to_all(workshop))


def draw_cockpit(workshop: Workshop) -> str:
    context = shown_to_all(workshop)
    if workshop.at_goal_step in (ALONE, PAIRS, FOURS):
        context["read_out"] = workshop.goal_drafts.filter(read_out=True).exists()
    elif workshop.at_goal_step == ALL:
        context["drafts"] = drafts_read_out(workshop, hidden=True)
    return render_to_string("workshop/goal/_cockpit.html", context)


def draw_shared(workshop: Workshop) -> str:
    if workshop.at_goal_step not in (ALL, STAND):
        return ""
    return render_to_string("workshop/goal/_shared.html", shown_to_all(workshop))


def draw_drafts(
    _stream: int, targets: list[str], audiences: frozenset[str]
) -> dict[str, fragments.Pieces]:
    """Tells the phones of a group that something of it has changed, and nothing of what: they
    fetch it by themselves, each for its seat. Other phones have no use for it."""
    if ROOM not in audiences:
        return {}
    beats = beats_of(list(map(int, targets)))
    return {
        target: {ROOM: render_to_string("workshop/goal/_beat.html", {"pk": target, "beat": beat})}
        for target in targets
        if (beat := beats.get(int(target))) is not None
    }


def draw_goal(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    """Phones that ask about it fetch what is their own; the cockpit shows the words."""
    workshop = Workshop.objects.get(stream=stream)
    beat = {"version": workshop.goal_version}
    shown: dict[str, tuple[str, dict[str, Any]]] = {
        ROOM: ("workshop/goal/_goal_beat.html", beat),
        COCKPIT: ("workshop/goal/_cockpit_goal.html", {"workshop": workshop}),
    }
    return {
        audience: render_to_string(template, context)
        for audience, (template, context) in shown.items()
        if audience in audiences
    }


def beats_of(pks: list[int]) -> dict[int, int]:
    """A number for each draft that grows with every change its group should see."""
    drafts = GoalDraft.objects.filter(pk__in=pks).order_by()
    seated = dict(drafts.annotate(people=Count("places")).values_list("pk", "people"))
    own_and_brought = drafts.annotate(brought=Coalesce(Sum("sources__version"), 0))
    return {
        pk: version + brought + seated.get(pk, 0)
        for pk, version, brought in own_and_brought.values_list("pk", "version", "brought")
    }


@dataclass
class Progress:
    """How many sentences there are, of how many groups; never whose."""

    written: int
    groups: int


def shown_to_all(workshop: Workshop) -> dict[str, Any]:
    """What may be on every screen in the present step."""
    step = workshop.at_goal_step
    context: dict[str, Any] = {"workshop": workshop, "step": step}
    if step in (ALONE, PAIRS, FOURS):
        drafts = workshop.goal_drafts.filter(step=step)
        context["progress"] = Progress(drafts.written().count(), drafts.count())
    elif step == ALL:
        said = drafts_read_out(workshop)
        context |= {"on_wall": said[:WALL_DRAFTS], "on_phones": said[:PHONE_DRAFTS]}
        context["more"] = max(0, len(said) - WALL_DRAFTS)
        context["more_on_phones"] = len(said) > PHONE_DRAFTS
    else:
        support = support_of(workshop)
        more = len(support.objections) - WALL_OBJECTIONS
        context |= {"support": support, "more": max(0, more)}
        context["on_wall"] = support.objections[:WALL_OBJECTIONS]
    return context


def drafts_read_out(workshop: Workshop, *, hidden: bool = False) -> list[GoalDraft]:
    """What all may see: the fours' sentences, and of a four without one those of its pairs. What
    somebody wrote alone stays with those they sat with. With `hidden`, also what a facilitator has
    taken off the screens."""
    drafts: list[GoalDraft] = []
    for four in workshop.goal_drafts.filter(step=FOURS).prefetch_related("sources"):
        own = [four] if four.text else [pair for pair in four.sources.all() if pair.text]
        drafts += [draft for draft in own if hidden or not draft.hidden]
    return drafts
