"""Rooms in the last hours of a day: pairs forming, the door check, the close, and afterwards."""

from datetime import datetime, timedelta

from problems.models import Build, Consent, NotOursYet, Solution, Takeaway
from problems.models.takeaway import Question
from screens.agreeing import open_room
from workshop.agenda.kinds import Kind
from workshop.demo.live_day import POSTERS, PROMISES
from workshop.demo.room import Room
from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT, Promise
from workshop.models import Contact, Participant, Workshop
from workshop.models.contact import Wish
from workshop.people.models import Organisation, User

WORDS = PROMISES[0].words
MORE_PROMISES = [
    Promise(
        2, 1, ("Leila", SUPPORT), ("Jonas", DEVELOPMENT),
        WORDS | {"step": "sit beside somebody who signs up with a screen reader"}, 80,
    ),
    Promise(
        4, 2, ("Noor", SALES), ("Ravi", DEVELOPMENT),
        WORDS | {"step": "turn on sign-in with Google for one small team"}, 65,
    ),
    Promise(
        8, 1, ("Stina", SUPPORT), ("Theo", MARKETING),
        WORDS | {"step": "draw the page with the address in sight and a pencil beside it"}, 90,
    ),
    Promise(
        9, 1, ("Bea", DEVELOPMENT), ("Maja", MARKETING),
        WORDS | {"step": "write down what the law makes us keep"}, 40,
    ),
]  # fmt: skip
SAID = {
    Question.WHAT: ["Six of our ten posters are about one missing number.", "We all ring Hanna."],
    Question.SO_WHAT: ["We can say limits aloud; nobody runs away.", "A test beats a debate."],
    Question.NOW_WHAT: ["I sit with Support every second Tuesday.", "One demo, one promise."],
}  # fmt: skip
WITHOUT_PAIRS = (Kind.BREAK, Kind.OWN)
WHY_NOT = "Poster 10 has no second team yet, and we’d carry it alone until spring."


def leaving(
    organisation: Organisation, phase: str, step: str, by: User, now: datetime
) -> tuple[Workshop, str]:
    """A room in its last phases, and the token of a seat in it."""
    kinds = (Kind.SOLVE, Kind.BREAK, Kind.OWN, Kind.COMMIT, Kind.DOORS, Kind.CLOSE)
    room, token = open_room(organisation, by, now, *kinds)
    workshop = room.workshop
    noor = workshop.participants.get(name="Noor")
    room.seats[SALES].append(noor)
    workshop.go_on(now, by, workshop.turn, "")  # ideas are hidden while people write
    written = room.write(POSTERS, until=now)
    go_to(workshop, Kind.OWN if phase == Kind.OWN else Kind.BREAK, by, now)
    if phase not in WITHOUT_PAIRS:
        take_on(room, written, by, now)
    if phase not in (*WITHOUT_PAIRS, Kind.COMMIT):
        go_to(workshop, Kind.DOORS, by, now)
        consent(workshop)
    if phase in (Kind.CLOSE, "closed"):
        go_to(workshop, Kind.CLOSE, by, now)
        part(workshop, noor, now)
    while step and workshop.at_step and workshop.at_step.name != step:
        workshop.go_on(now, by, workshop.turn, "")
    if phase == "closed":
        workshop.close(now, by, "Poster 10 waits for the people who were ill today.")
    return workshop, token


def go_to(workshop: Workshop, kind: str, by: User, now: datetime) -> None:
    workshop.go_to(workshop.phases.get(kind=kind), now, by, workshop.turn, "All the same.")


def take_on(room: Room, written: list[list[Solution]], by: User, now: datetime) -> None:
    """Six pairs; two doors more open, one problem leaves openly, one waits."""
    workshop = room.workshop
    go_to(workshop, Kind.COMMIT, by, now)
    for days, promise in enumerate([*PROMISES, *MORE_PROMISES], start=3):
        room.promise(written[promise.poster - 1][promise.idea - 1], promise, first_step_in=days)
    for place in (2, 5):
        seat = room.seats[DEVELOPMENT][place]
        Build.post(written[place][0], seat, "We can have it by Friday.", f"take-on {place}", now)
    NotOursYet.declare(
        workshop.problems.get(position=7), now,
        reason="The bank decides, and we have not asked them.",
        question="Who at the bank could say yes to one trial?",
        owner="Amina", owner_team=room.teams[SALES],
        other_owner="Samir", other_team=room.teams[DEVELOPMENT],
    )  # fmt: skip


def consent(workshop: Workshop) -> None:
    for number, seat in enumerate(workshop.participants.order_by("pk")[1:20]):
        seat.workshop = workshop
        Consent.give(seat, can_live=number != 3, because=WHY_NOT if number == 3 else "")


def part(workshop: Workshop, noor: Participant, now: datetime) -> None:
    """What people take home, who would like to stay in touch, and when they meet again."""
    seats = list(workshop.participants.select_related("team").order_by("pk"))
    for question, texts in SAID.items():
        for place, text in enumerate(texts):
            seats[place].workshop = workshop
            Takeaway.post(question, seats[place], text, f"{question} {place}", now)
    for seat in [noor, *seats[3:20:3]]:
        seat.workshop = workshop
        Contact.leave(seat, f"{seat.name.lower()}@example.org", "+46 70 555 01 00")
    for other in seats[3:7:3]:
        Wish.say(noor, other, wanted=True)
    Wish.say(seats[3], noor, wanted=True)
    workshop.meet_again(workshop.date + timedelta(days=42))
