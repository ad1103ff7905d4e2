"""Rooms in the middle of a day: on the way to the shared goal, and choosing what to test."""

import random
from datetime import datetime

from problems.models import Dot, Solution, Vote
from screens.opening import begin_day
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.demo.live_day import PEOPLE, POSTERS
from workshop.demo.room import Room
from workshop.models import GoalDraft, GoalStance, Participant, Workshop, WrongStep
from workshop.models.goal_draft import ALL, ALONE, FOURS, PAIRS
from workshop.people.models import Organisation, User

SENTENCES = [
    "Together we want our customers to be able to trust every number we show, so that they decide.",
    "Together we want small teams to be able to start without asking anybody, so that they stay.",
    "Together we want customers to be able to ask once, so that nobody has to tell it four times.",
    "Together we want people to be able to leave as easily as they came, so that they come back.",
    "Together we want honest customers to be able to begin on day one, so that trust pays off.",
    "Together we want any question to be able to reach whoever knows, so that it gets solved.",
]
WHY_NOT = "“On day one” promises something that Support alone has to keep at night."
VOTES = 21  # of the people in the room


def on_the_way(
    organisation: Organisation, by: User, now: datetime, step: str
) -> tuple[Workshop, str]:
    """A room at a step of the shared goal, and the token of a seat in it."""
    room, token = open_room(organisation, by, now, Kind.GOAL)
    workshop = room.workshop
    seats = list(workshop.participants.order_by("pk"))
    while True:
        write(workshop, seats)
        if workshop.at_goal_step == step:
            return workshop, token
        workshop.go_on(now, by, workshop.turn, "")


def write(workshop: Workshop, seats: list[Participant]) -> None:
    """Most people have written what this step is for."""
    step = workshop.at_goal_step
    chance = random.Random(step)  # noqa: S311
    if step == ALONE:
        for number, seat in enumerate(seats[:-4]):
            GoalDraft.write_own(seat, SENTENCES[number % len(SENTENCES)])
    elif step in (PAIRS, FOURS):
        drafts = list(workshop.goal_drafts.filter(step=step))
        for number, draft in enumerate(drafts[: -2 if step == PAIRS else None]):
            draft.workshop = workshop
            draft.write(SENTENCES[number % len(SENTENCES)], draft.version)
    elif step == ALL:
        workshop.reword(SENTENCES[4], workshop.goal_version)
    else:
        for seat in seats[1:-3]:
            seat.workshop = workshop
            GoalStance.say(seat, chance.random() < 0.9 or seat != seats[5], "", 2)
        GoalStance.say(seats[-4], stands=False, because=WHY_NOT, seen=2)


def choosing(
    organisation: Organisation, by: User, now: datetime, step: str
) -> tuple[Workshop, str]:
    """A room at a step of choosing, and the token of a seat in it."""
    room, token = open_room(organisation, by, now, Kind.SOLVE, Kind.CHOOSE)
    workshop = room.workshop
    workshop.go_on(now, by, workshop.turn, "")  # ideas are hidden while people write
    room.write(POSTERS, until=now)
    workshop.go_to(workshop.phases.get(kind=Kind.CHOOSE), now, by, workshop.turn, "")
    while workshop.at_step and workshop.at_step.name != step:
        workshop.go_on(now, by, workshop.turn, "")
        if workshop.at_step and workshop.at_step.name == "vote":
            vote(workshop)
    return workshop, token


def vote(workshop: Workshop) -> None:
    chance = random.Random(4)  # noqa: S311
    ideas = list(Solution.objects.standing().filter(problem__workshop=workshop).order_by("pk"))
    weights = [1 + chance.randrange(6) ** 2 for _idea in ideas]
    for seat in list(workshop.participants.order_by("pk"))[:VOTES]:
        for kind in (Dot.HELPS, Dot.HELPS, Dot.HELPS, Dot.BOLDEST):
            try:
                Vote.give(seat, chance.choices(ideas, weights)[0], kind)
            except WrongStep:
                continue


def open_room(
    organisation: Organisation, by: User, now: datetime, *kinds: Kind
) -> tuple[Room, str]:
    lines = [Line(kind, 35) for kind in kinds]
    workshop = begin_day(organisation, by, now, "Malmö in the afternoon", lines)
    team, (first, *others) = next(iter(PEOPLE.items()))
    by_name = {team.name: team for team in organisation.teams.all()}
    _seat, token = Participant.admit(workshop, first, by_name[team], now)
    return Room(workshop, PEOPLE | {team: others}, now), token
