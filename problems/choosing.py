"""Reading and choosing: the ideas by poster, who has voted, and what it came to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext

from problems.models import Dot, Problem, Solution, Vote, VoteResult
from problems.models.vote import Turnout, is_open, turnout_of
from workshop.agenda import stage
from workshop.agenda.kinds import Kind
from workshop.agenda.stage import Objection
from workshop.listening import COCKPIT, ROOM, WALL
from workshop.live import fragments
from workshop.models import Phase, Workshop

SHOWS_MERGED = (Kind.CHOOSE, Kind.COMMIT)  # each on pages of its own
WALL_IDEAS = {"few": 3, "some": 2, "many": 1}  # on each poster of the wall
WALL_RANKED = {"few": 2, "some": 1, "many": 1}  # the same with dots below each
WALL_BOLDEST = 3
WALL_TIED = 5


def register() -> None:
    stage.register(Kind.CHOOSE, wall=draw_wall, cockpit=draw_cockpit)
    stage.on_enter(Kind.CHOOSE, "result", close_vote)
    stage.on_exit(Kind.CHOOSE, not_counted)
    fragments.register("voted", fragments.whole(draw_voted))
    fragments.register("merged", fragments.whole(draw_merged))


@dataclass
class Choice:
    """An idea and its dots; a dot count of 0 before they are counted."""

    solution: Solution
    helps: int = 0
    boldest: int = 0
    place: int = 0  # on its poster, by what helps customers most; ideas with as many dots share one
    shares_place: bool = False


@dataclass
class ChoicePoster:
    problem: Problem
    choices: list[Choice] = field(default_factory=list)
    shown: list[Choice] = field(default_factory=list)  # on the wall

    @property
    def more(self) -> int:
        return len(self.choices) - len(self.shown)


@dataclass
class Outcome:
    """What the vote came to: by poster, the most helpful first, and the boldest of all."""

    result: VoteResult
    posters: list[ChoicePoster]
    boldest: list[Choice]

    @property
    def dots(self) -> int:
        return sum(c.helps + c.boldest for poster in self.posters for c in poster.choices)


# What the steps do


def close_vote(workshop: Workshop, now: datetime) -> None:
    """Count the dots as the step begins that shows them; the first time counts."""
    if workshop.phase:
        VoteResult.freeze(workshop.phase, workshop, now)


def close_all_votes(workshop: Workshop, now: datetime) -> None:
    """As the workshop closes, votes that nobody counted are counted, too."""
    for phase in workshop.phases.filter(votes__isnull=False, vote_result=None).distinct():
        VoteResult.freeze(phase, workshop, now)


def forget_votes(workshop: Workshop, _now: datetime) -> None:
    """The dots go; what they came to stays."""
    Vote.objects.filter(phase__workshop=workshop).delete()


def not_counted(workshop: Workshop) -> list[Objection]:
    phase = workshop.phase
    if phase is None or not phase.votes.exists() or hasattr(phase, "vote_result"):
        return []
    return [Objection(gettext("The dots are not counted yet: the next step shows what we chose."))]


# What stands where


def choices_of(workshop: Workshop) -> list[ChoicePoster]:
    """Every poster with the ideas that can be chosen, oldest first: three queries at any size.
    While ideas are hidden from everybody there are none."""
    posters = {problem.pk: ChoicePoster(problem) for problem in workshop.problems.all()}
    if workshop.hides_ideas:
        return list(posters.values())
    ideas = Solution.objects.standing().filter(problem__workshop=workshop).with_merged()
    for idea in ideas.order_by("pk"):
        posters[idea.problem_id].choices.append(Choice(idea))
    return list(posters.values())


def outcome_of(workshop: Workshop, phase: Phase | None) -> Outcome | None:
    """What a vote came to; None before it is counted. Five queries at any size."""
    result = VoteResult.objects.filter(phase=phase).first() if phase else None
    if result is None:
        return None
    posters = choices_of(workshop)
    if result.is_shown:
        dots = {
            (idea, kind): count
            for idea, kind, count in result.tallies.values_list("solution", "kind", "dots")
        }
        for choice in (choice for poster in posters for choice in poster.choices):
            parts = [part.pk for part in choice.solution.parts]
            choice.helps = sum(dots.get((part, Dot.HELPS), 0) for part in parts)
            choice.boldest = sum(dots.get((part, Dot.BOLDEST), 0) for part in parts)
    for poster in posters:
        poster.choices.sort(key=lambda choice: (-choice.helps, choice.solution.pk))
        give_places(poster.choices)
    every = [choice for poster in posters for choice in poster.choices if choice.boldest]
    boldest = sorted(every, key=lambda choice: (-choice.boldest, choice.solution.pk))
    return Outcome(result, posters, boldest)


def give_places(choices: list[Choice]) -> None:
    """1, 2, 2, 4 …: as many dots, the same place."""
    for number, choice in enumerate(choices, start=1):
        before = choices[number - 2] if number > 1 else None
        if before and before.helps == choice.helps:
            choice.place = before.place
            choice.shares_place = before.shares_place = True
        else:
            choice.place = number


def ties_at_the_top(choices: list[Choice], at_least: int) -> list[Choice]:
    """The first ones; whoever shares the last one's dots is not left out in favour of another."""
    if len(choices) <= at_least:
        return choices
    last = choices[at_least - 1]
    tied = [choice for choice in choices if choice.place == last.place]
    before = [choice for choice in choices if choice.place < last.place]
    return before + tied if len(before + tied) <= at_least + 1 else before or choices[:at_least]


def boldest_of_all(boldest: list[Choice]) -> list[Choice]:
    """At most three; where as many dots go on below the cut, those before the tie. Where all of
    them are tied, five."""
    if len(boldest) <= WALL_BOLDEST:
        return boldest
    cut = boldest[WALL_BOLDEST].boldest
    before = [choice for choice in boldest if choice.boldest > cut]
    return before or [choice for choice in boldest if choice.boldest == cut][:WALL_TIED]


# How it looks


def draw_wall(workshop: Workshop) -> str:
    context = shown(workshop)
    posters: list[ChoicePoster] = context["posters"]
    crowd = "many" if len(posters) > 20 else "some" if len(posters) > 10 else "few"
    for poster in posters:
        poster.shown = (
            ties_at_the_top(poster.choices, WALL_RANKED[crowd])
            if context["outcome"]
            else poster.choices[: WALL_IDEAS[crowd]]
        )
    return render_to_string("problems/choose/_wall.html", context | {"crowd": crowd})


def draw_cockpit(workshop: Workshop) -> str:
    return render_to_string("problems/choose/_cockpit.html", shown(workshop))


def shown(workshop: Workshop) -> dict[str, Any]:
    """What wall and cockpit show: no figure of any idea before the vote is counted, and from then
    on always."""
    step = workshop.at_step.name if workshop.at_step else ""
    outcome = outcome_of(workshop, workshop.phase)
    posters = outcome.posters if outcome else choices_of(workshop)
    boldest = outcome.boldest if outcome else []
    return {
        "workshop": workshop,
        "step": step,
        "outcome": outcome,
        "posters": posters,
        "boldest": boldest_of_all(boldest),
        "more_boldest": len(boldest) - len(boldest_of_all(boldest)),
        **turnout_context(workshop),
    }


def draw_voted(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    workshop = Workshop.objects.select_related("phase", "key").get(stream=stream)
    if workshop.kind != Kind.CHOOSE:
        return {}
    html = render_to_string("problems/choose/_voted.html", turnout_context(workshop))
    return dict.fromkeys(audiences & {WALL, COCKPIT, ROOM}, html)


def draw_merged(stream: int, audiences: frozenset[str]) -> fragments.Pieces:
    """Ideas came together or apart: where the room chooses, and takes them on, pages show others
    now. Walls hear of the poster."""
    shows = Workshop.objects.select_related("phase").get(stream=stream).kind in SHOWS_MERGED
    return dict.fromkeys(audiences & {ROOM, COCKPIT}, fragments.AFRESH) if shows else {}


def turnout_context(workshop: Workshop) -> dict[str, Any]:
    """How many have voted, and whether dots may still be given. A vote that is counted keeps the
    figures of that moment."""
    phase = workshop.phase
    assert phase is not None, "the room is in a phase"
    result = VoteResult.objects.filter(phase=phase).first()
    turnout = (
        Turnout(result.voters, result.people, result.entered)
        if result
        else turnout_of(workshop, phase)
    )
    step = workshop.at_step.name if workshop.at_step else ""
    return {
        "turnout": turnout if step != "read" else None,
        "is_open": is_open(workshop),
        "counted_before": result is not None and step != "result",
        "too_few": result is not None and not result.is_shown,
    }


def own_votes(votes: Iterable[Vote]) -> dict[str, set[int]]:
    """The ideas that one's own dots are on, by kind."""
    own: dict[str, set[int]] = {kind: set() for kind in Dot.values}
    for vote in votes:
        own[vote.kind].add(vote.solution_id)
    return own
