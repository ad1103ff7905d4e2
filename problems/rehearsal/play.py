"""Made-up people write, build and answer by script, at human speed, in whatever phase the room is.

Beat looks every few seconds (problems.tasks.play_rehearsals). Each time some of them do one thing
through the verbs that real people use; what the room is not asked for, nobody does.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext

from problems.models import (
    Build,
    Commitment,
    Consent,
    Dot,
    Gift,
    GoodThing,
    Perspective,
    Problem,
    Solution,
    Takeaway,
    Vote,
)
from problems.models.perspective import WalkShut
from problems.models.post import RoomShut
from problems.models.takeaway import Question
from problems.rehearsal.words import (
    BUILDS,
    DOUBTS,
    FACTS,
    GOALS,
    GOOD_THINGS,
    IDEAS,
    PROMISES,
    TAKEAWAYS,
)
from workshop.agenda.kinds import Kind
from workshop.models import GoalDraft, GoalStance, Participant, Status, Workshop, WrongStep

EVERY = 5  # seconds between two looks
ONE_IN = 6  # so each of them does something about twice a minute
IDEAS_A_ROUND = 3
FORGOTTEN_AFTER = timedelta(hours=12)  # a rehearsal that was left running falls silent

Chance = random.Random
Act = Callable[[Workshop, Participant, Chance, datetime], None]


def play_all(now: datetime) -> None:
    """One look at every rehearsal that is live."""
    live = Workshop.objects.rehearsals().filter(
        status=Status.LIVE, started_at__gte=now - FORGOTTEN_AFTER
    )
    for workshop in live.select_related("phase", "stream", "key"):
        play(workshop, now)


def play(workshop: Workshop, now: datetime) -> None:
    """Some of the made-up people do one thing each; those for whom it is too late stay still."""
    chance = random.Random(f"{workshop.pk} {now.timestamp()}")  # noqa: S311
    act = ACTS.get(workshop.kind, write if not workshop.kind else rest)
    for seat in workshop.participants.here().filter(made_up=True).select_related("team"):
        if chance.randrange(ONE_IN):
            continue
        seat.workshop = workshop
        try:
            act(workshop, seat, chance, now)
            if chance.random() < 0.2:
                seat.say_ready(ready=True, seen=workshop.ready_round)
        except (RoomShut, WalkShut, WrongStep):
            continue  # too late, or nothing left to give


def rest(_workshop: Workshop, _seat: Participant, _chance: Chance, _now: datetime) -> None:
    """Nothing is asked of anybody."""


def write(workshop: Workshop, seat: Participant, chance: Chance, now: datetime) -> None:
    """An idea of one's own, or a build where others' ideas may be seen."""
    if not workshop.hides_ideas and chance.random() < 0.6 and build(workshop, seat, chance, now):
        return
    problem = poster_for(workshop, seat, chance)
    if problem is None:
        return
    said = set(Solution.objects.filter(problem=problem).values_list("text", flat=True))
    text = something_new(IDEAS, said, chance)
    if text:
        key = f"rehearsal {workshop.turn} {chance.randrange(IDEAS_A_ROUND)}"
        Solution.post(problem, seat, text, key, now)


def poster_for(workshop: Workshop, seat: Participant, chance: Chance) -> Problem | None:
    posters = list(workshop.problems.all())
    if not posters:
        return None
    problem = posters[(seat.pk + workshop.round) % len(posters)]
    if chance.random() < 0.3:
        problem = chance.choice(posters)
    problem.workshop = workshop
    return problem


def build(workshop: Workshop, seat: Participant, chance: Chance, now: datetime) -> bool:
    """“Yes, and …” on an idea of another team. Whether there was one."""
    ideas = Solution.objects.standing().filter(problem__workshop=workshop)
    others = list(ideas.exclude(team=seat.team).select_related("problem")[:40])
    if not others:
        return False
    gift = Gift.objects.of(seat)
    given = [idea for idea in others if gift and not gift.settled and gift.stands_for(idea)]
    solution = chance.choice(given or others)
    solution.problem.workshop = workshop
    said = set(solution.builds.values_list("text", flat=True))
    text = something_new(BUILDS, said, chance)
    if text:
        Build.post(solution, seat, text, f"rehearsal {workshop.turn} {solution.pk}", now)
    return bool(text)


def promise(workshop: Workshop, seat: Participant, chance: Chance, now: datetime) -> None:
    """Take an idea on that no pair has yet, with somebody of another team; one each."""
    pairs = Commitment.objects.of_workshop(workshop)
    ideas = Solution.objects.standing().filter(problem__workshop=workshop, commitments=None)
    free = list(ideas.select_related("problem")[:60])
    mates = workshop.participants.here().filter(made_up=True).exclude(team=seat.team)
    others = list(mates.select_related("team"))
    if not free or not others or pairs.led_by(address_of(seat)).exists():
        return
    idea, partner = chance.choice(free), chance.choice(others)
    idea.problem.workshop = workshop
    today = now.astimezone(workshop.zone).date()
    Commitment(
        solution=idea,
        lead=seat.name,
        lead_email=address_of(seat),
        lead_team=seat.team,
        partner=partner.name,
        partner_email=address_of(partner),
        partner_team=partner.team,
        first_step_on=today + timedelta(days=chance.randint(2, 10)),
        confidence=chance.randrange(40, 90, 5),
        **{name: gettext(words) for name, words in chance.choice(PROMISES).items()},
    ).make(now)


def address_of(seat: Participant) -> str:
    """Where no mail ever arrives; a rehearsal sends none."""
    return f"{seat.name.lower()}@example.invalid"


def answer(_workshop: Workshop, seat: Participant, chance: Chance, _now: datetime) -> None:
    """Whether one can live with it: nearly everybody can."""
    doubts = chance.random() < 0.1
    Consent.give(seat, can_live=not doubts, because=gettext(chance.choice(DOUBTS)))


def take_home(workshop: Workshop, seat: Participant, chance: Chance, now: datetime) -> None:
    if workshop.at_step is None or workshop.at_step.name != "learned":
        return
    question = chance.choice(Question.values)
    said = set(Takeaway.objects.filter(workshop=workshop).values_list("text", flat=True))
    text = something_new(TAKEAWAYS[question], said, chance)
    if text:
        Takeaway.post(question, seat, text, f"rehearsal {question}", now)


def something_new(texts: Sequence[str], said: set[str], chance: Chance) -> str:
    """One of these that nobody has said yet, or nothing."""
    fresh = [text for text in map(gettext, texts) if text not in said]
    return chance.choice(fresh) if fresh else ""


def say_good_thing(workshop: Workshop, seat: Participant, chance: Chance, _now: datetime) -> None:
    said = set(workshop.good_things.values_list("text", flat=True))
    text = something_new(GOOD_THINGS, said, chance)
    if text:
        GoodThing.say(seat, text)


def feel(workshop: Workshop, seat: Participant, chance: Chance, _now: datetime) -> None:
    """One more poster, or one again: its own pain, and a guess for the other team."""
    posters = list(workshop.problems.all())
    if not posters:
        return
    problem = chance.choice(posters)
    problem.workshop = workshop
    about = Participant.objects.values_list("guesses_about", flat=True).get(pk=seat.pk)
    Perspective.give(
        problem,
        seat,
        pain=chance.randint(2, 10),
        guess=None if about is None else chance.randint(0, 8),
        about=about,
        fact=gettext(chance.choice(FACTS)) if chance.random() < 0.1 else "",
    )


def agree(workshop: Workshop, seat: Participant, chance: Chance, _now: datetime) -> None:
    """A sentence of one's own, then that of the group; at the end nearly everybody stands by it."""
    step = workshop.at_goal_step
    if step == "alone":
        GoalDraft.write_own(seat, gettext(chance.choice(GOALS)))
    elif step in ("pairs", "fours"):
        draft = GoalDraft.objects.of_seat(seat, step).first()
        if draft and not draft.text:
            draft.workshop = workshop
            draft.write(gettext(chance.choice(GOALS)), draft.version)
    elif step == "stand":
        GoalStance.say(seat, stands=True, because="", seen=workshop.goal_version)


def vote(workshop: Workshop, seat: Participant, chance: Chance, _now: datetime) -> None:
    """A dot, while the vote is open."""
    ideas = list(Solution.objects.standing().filter(problem__workshop=workshop)[:60])
    if ideas and workshop.at_step and workshop.at_step.name == "vote":
        kind = Dot.BOLDEST if chance.random() < 0.25 else Dot.HELPS
        Vote.give(seat, chance.choice(ideas), kind)


ACTS: dict[str, Act] = {
    Kind.ARRIVE: say_good_thing,
    Kind.WALK: feel,
    Kind.GOAL: agree,
    Kind.CHOOSE: vote,
    Kind.SOLVE: write,
    Kind.COMMIT: promise,
    Kind.DOORS: answer,
    Kind.CLOSE: take_home,
}
