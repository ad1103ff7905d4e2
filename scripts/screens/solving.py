"""A room in the middle of Solve, for the photographs: written through the verbs that people use."""

import uuid
from datetime import datetime

from problems.models import Build, Concern, Note, Problem, Solution
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Participant, Workshop, agenda
from workshop.people.models import Organisation, User

PEOPLE = (
    "Ellen",
    "Clara",
    "Mei",
    "Samir",
    "Hanna",
    "Jonas",
    "Ida",
    "Omar",
    "Lena",
    "Ravi",
    "Una",
    "Ove",
)
IDEAS = (
    "Say “10,000 of 48,213 rows” before the file is made",
    "Split the export into parts and send all of them in one mail",
    "Let the account owner vouch for colleagues: one tap, no captcha",
)
BUILDS = ("And write the same number into the file’s name.", "Support could link to it, too.")


def solving(like: Workshop, by: User, until: str, now: datetime) -> tuple[Workshop, str]:
    """A workshop with the posters and teams of another, in the step of round 2 called `until`.
    Returns it and the token of a seat at a table."""
    workshop = Workshop.create(
        Organisation.objects.get(pk=like.organisation_id), list(like.teams.all()),
        title="Solve", goal=like.goal, date=like.date, start=like.start, time_zone=like.time_zone,
    )  # fmt: skip
    for old in like.problems.all():
        new = Problem.objects.create(
            workshop=workshop,
            position=old.position,
            title=old.title,
            customer_says=old.customer_says,
        )
        new.stuck_between.set(old.stuck_between.all())
    agenda.lay_out(workshop, [Line(Kind.SOLVE, 75, 3), Line(Kind.CHOOSE, 35)], 110)
    workshop.open_for_joining()
    teams = list(workshop.teams.order_by("position"))
    seats = [
        Participant.admit(workshop, name, teams[place % len(teams)], now)
        for place, name in enumerate(PEOPLE)
    ]
    workshop.start_day(now)
    write(workshop, [seat for seat, _token in seats], now)
    while f"round 2 of 3 · {until}" not in workshop.turn_label:
        workshop.go_on(now, by, workshop.turn, "The photographs go on.")
    return workshop, seats[0][1]


def write(workshop: Workshop, seats: list[Participant], now: datetime) -> None:
    """On every poster a few ideas, builds, a concern that is answered, notes, and two that are
    nearly the same."""
    for place, problem in enumerate(workshop.problems.all()):
        problem.workshop = workshop
        ideas = [
            Solution.post(problem, seats[(place + n) % len(seats)], text, str(uuid.uuid4()), now)
            for n, text in enumerate(IDEAS)
        ]
        for n, text in enumerate(BUILDS):
            Build.post(ideas[0], seats[(place + n + 5) % len(seats)], text, str(uuid.uuid4()), now)
        concern = Concern(
            solution=ideas[0], team=seats[place % len(seats)].team, at=now,
            text="Counting the rows would have to take less than a second.",
            test="Time it on the three largest accounts this week.",
        )  # fmt: skip
        concern.save()
        if place % 2:
            Build.post(
                ideas[0], seats[3], "We have the count already.", str(uuid.uuid4()), now, concern
            )
        Note.post(
            problem,
            seats[1],
            "hard",
            "Three systems count rows differently",
            str(uuid.uuid4()),
            now,
        )
        Note.post(problem, seats[2], "out", "Exports older than a year", str(uuid.uuid4()), now)
