"""Rooms in the first hour of a day: people arriving, walking, and looking at the reveal."""

import random
from collections.abc import Sequence
from datetime import datetime

from problems.models import GoodThing, Perspective
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY, Line
from workshop.demo.live_day import GOAL, PEOPLE, VENUE
from workshop.demo.room import hang_posters
from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT
from workshop.ground_rules import default_ground_rules
from workshop.models import Participant, Workshop, agenda
from workshop.people.models import Organisation, User

# What each team feels at a poster, and what others would guess; the posters take turns.
FELT = [
    {SALES: 8, DEVELOPMENT: 7, SUPPORT: 6, MARKETING: 3},
    {SALES: 3, DEVELOPMENT: 5, SUPPORT: 9, MARKETING: 2},
    {SALES: 6, DEVELOPMENT: 6, SUPPORT: 7, MARKETING: 6},
    {SALES: 9, DEVELOPMENT: 2, SUPPORT: 5, MARKETING: 7},
]
GUESSED = {SALES: 6, DEVELOPMENT: 2, SUPPORT: 5, MARKETING: 5}
GOOD_THINGS = [
    (SALES, "We ring back the same day, even when the answer is no."),
    (DEVELOPMENT, "We mend on Fridays what a customer wrote on Monday."),
    (SUPPORT, "We read the whole letter before we answer."),
    (MARKETING, "We say what it can’t do, too."),
    (SALES, "We bring customers along who then stay for years."),
    (SUPPORT, "We remember the names."),
]
LATE = {"Ivo", "Nils"}
FACTS = [
    (DEVELOPMENT, "The limit is one number in one file. Nobody ever asked us to change it."),
    (SUPPORT, "Eleven of last month’s forty letters were about this."),
    (SALES, "Two of our three largest customers found a way around it and never told us."),
    (SUPPORT, "Most people who write about it have left a week later."),
]


def room_in(kind: str, organisation: Organisation, by: User, now: datetime) -> tuple[Workshop, str]:
    """A room in one of the first three phases, and the token of a seat in it."""
    workshop, token = open_room(organisation, by, now)
    seats = list(workshop.participants.select_related("team"))
    say_good_things(seats)
    if kind != Kind.ARRIVE:
        go_to(workshop, Kind.WALK, by, now)
        walk(workshop, seats)
    if kind == Kind.REVEAL:
        go_to(workshop, Kind.REVEAL, by, now)
    return workshop, token


def open_room(organisation: Organisation, by: User, now: datetime) -> tuple[Workshop, str]:
    workshop = begin_day(organisation, by, now, "Malmö in the morning", ONE_DAY.lines)
    teams = {team.name: team for team in organisation.teams.all()}
    tokens = [
        Participant.admit(workshop, name, teams[team], now)[1]
        for team, names in PEOPLE.items()
        for name in names
    ]
    return workshop, tokens[0]


def begin_day(
    organisation: Organisation, by: User, now: datetime, title: str, lines: Sequence[Line]
) -> Workshop:
    """A live workshop of all teams with ten posters; nobody has come in yet."""
    workshop = Workshop.create(
        organisation,
        list(organisation.teams.all()),
        title=title,
        goal=GOAL,
        date=now.date(),
        start=now.time().replace(microsecond=0, tzinfo=None),
        time_zone="Europe/Stockholm",
        venue=VENUE,
        ground_rules=default_ground_rules(),
    )
    hang_posters(workshop, slice(0, 10), by)
    agenda.lay_out(workshop, lines, sum(line.minutes for line in lines))
    workshop.open_for_joining()
    workshop.start_day(now)
    return workshop


def go_to(workshop: Workshop, kind: str, by: User, now: datetime) -> None:
    phase = workshop.phases.get(kind=kind)
    workshop.go_to(phase, now, by, workshop.turn, reason="")


def say_good_things(seats: list[Participant]) -> None:
    for number, (team, text) in enumerate(GOOD_THINGS):
        of_team = [seat for seat in seats if seat.team.name == team]
        GoodThing.say(of_team[number % len(of_team)], text)


def walk(workshop: Workshop, seats: list[Participant]) -> None:
    """Everybody but two goes past every poster; the same dots each time."""
    chance = random.Random(10)  # noqa: S311
    posters = list(workshop.problems.all())
    for seat in seats:
        if seat.name in LATE:
            continue
        for number, problem in enumerate(posters):
            problem.workshop = workshop
            other = Participant.objects.get(pk=seat.pk).guesses_about
            felt = FELT[number % len(FELT)][seat.team.name]
            guessed = GUESSED[other.name] if other else None
            facts = [text for team, text in FACTS if team == seat.team.name]
            Perspective.give(
                problem,
                seat,
                pain=near(felt, chance),
                guess=None if guessed is None else near(guessed, chance),
                about=other.pk if other else None,
                fact=facts[number % len(facts)] if facts and chance.random() < 0.15 else "",
            )


def near(value: int, chance: random.Random) -> int:
    return min(10, max(0, value + chance.choice((-2, -1, 0, 0, 1, 2))))
