"""Rooms at the two ends of what there is: two people who have said nothing yet, and three hundred
with long names, forty posters and long Swedish words."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from problems.models import (
    Build,
    Commitment,
    Concern,
    Consent,
    Dot,
    GoodThing,
    Perspective,
    Problem,
    Solution,
    Takeaway,
    Vote,
)  # fmt: skip
from problems.models.takeaway import Question
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY, Line
from workshop.ground_rules import default_ground_rules
from workshop.models import (
    Contact,
    GoalDraft,
    GoalStance,
    Participant,
    Workshop,
    WrongStep,
    agenda,
)  # fmt: skip
from workshop.people.models import Organisation, Team, User

LONG_GOAL = (
    "Tillsammans vill vi att våra kunder ska kunna lita på varje siffra i kundserviceärende"
    "hanteringssystemet, från första dagen till den sista, så att de stannar av egen vilja."
)
SHORT_GOAL = "Together we want newcomers to dare to ask."
LONG_STEP = (
    "sit down with two customers and count, in front of them, how many rows are missing in the"
    " fakturaunderlagsexportfunktionen"
)
LONG_TEXT = (
    "Låt kundserviceärendehanteringssystemet visa prenumerationsuppsägningsbekräftelsen innan"
    " någon behöver ringa, och skriv samma siffra i filens namn, i mejlet och på sidan, så att den"
    " som får den vidare vet vad som saknas, varför det saknas, och vem som kan svara på det."
)
TITLES = (
    "Prenumerationsuppsägningsbekräftelsen kommer aldrig fram till den som har bett om den",
    "The export stops at 10,000 rows and says nothing, so the board decides on half of the numbers",
    "Kundserviceärendehanteringssystemsuppgraderingen tog bort historiken",
    "Nobody answers who owns a broken integration",
)
TEAMS = (
    ("Kundserviceavdelningen för Norden", "KuN"), ("Produktutveckling", "Prod"),
    ("Försäljning företag", "Föret"), ("Marknadskommunikation", "Mark"),
    ("Regelefterlevnad och dataskydd", "Regel"), ("Betalningar", "Betal"),
    ("Leverans och drift", "Drift"), ("Partnersamarbeten utomlands", "Partn"),
)  # fmt: skip
NAMES = ("Anna-Karin Östergren-Lagerkvist af Ugglas", "Bo", "Muhammad-Abdirahman Hussein-Warsame")


@dataclass(frozen=True)
class Crowd:
    people: int
    posters: int
    teams: int
    speaks: bool  # or nothing is said


EMPTY = Crowd(people=2, posters=3, teams=2, speaks=False)
CROWDED = Crowd(people=300, posters=40, teams=8, speaks=True)
# What takes long and leaves nothing for a later phase to show.
PASSED_BY = (Kind.REVEAL, Kind.GOAL, Kind.CHOOSE)
# The day of the story, and a song after its first break.
LINES = (*ONE_DAY.lines[:5], Line(Kind.OWN, 5, title="A song"), *ONE_DAY.lines[5:])
FELT_FOR = (Kind.WALK, Kind.REVEAL)


def crowd_at(
    crowd: Crowd, name: str, like: Organisation, by: User, now: datetime
) -> tuple[Workshop, str]:
    """The room at a step such as “goal-pairs”, and the token of a seat in it."""
    workshop, token = gathered(crowd, like, by, now)
    kind, _dash, step = name.partition("-")
    target = Kind.CLOSE if kind == "closed" else Kind(kind)
    kinds = [phase.kind for phase in workshop.held_phases]
    for each in dict.fromkeys(kinds[: kinds.index(target) + 1]):
        if each in PASSED_BY and each != target:
            continue
        workshop.go_to(workshop.phases.filter(kind=each)[0], now, by, workshop.turn, "Go on.")
        fill(crowd, workshop, target, now)
        while each == target and step and workshop.at_step and workshop.at_step.name != step:
            workshop.go_on(now, by, workshop.turn, "Go on.")
            fill(crowd, workshop, target, now)
    if kind == "closed":
        workshop.close(now, by, "It was late.")
    return workshop, token


def gathered(crowd: Crowd, like: Organisation, by: User, now: datetime) -> tuple[Workshop, str]:
    organisation = like
    if crowd.speaks:
        organisation = Organisation.found("Nordiska Abonnemangsbolaget", by)
        if not organisation.teams.exists():
            for team, short_name in TEAMS:
                Team.add(organisation, team, short_name)
    workshop = Workshop.create(
        organisation, list(organisation.teams.all())[: crowd.teams],
        title="Kundresedagarna i Örnsköldsvik" if crowd.speaks else "The first hour",
        goal=LONG_GOAL if crowd.speaks else SHORT_GOAL,
        date=now.date(), time_zone="Europe/Stockholm",
        start=now.time().replace(microsecond=0, tzinfo=None), ground_rules=default_ground_rules(),
    )  # fmt: skip
    teams = list(workshop.teams.order_by("position"))
    for place in range(crowd.posters):
        problem = Problem.objects.create(
            workshop=workshop, position=place + 1, title=TITLES[place % len(TITLES)],
            customer_says="Is that a cap on seats, or on people online at once?",
        )  # fmt: skip
        problem.stuck_between.set({teams[place % len(teams)], teams[(place + 1) % len(teams)]})
    agenda.lay_out(workshop, LINES, ONE_DAY.minutes)
    workshop.open_for_joining()
    workshop.start_day(now)
    seats = [
        Participant.admit(workshop, NAMES[place % 3], teams[place % len(teams)], now)
        for place in range(crowd.people)
    ]
    return workshop, seats[0][1]


def fill(crowd: Crowd, workshop: Workshop, target: Kind, now: datetime) -> None:
    """People say what the step where the room is asks for."""
    say = SAYING.get((workshop.kind, workshop.at_step.name if workshop.at_step else ""))
    if not crowd.speaks or not say or (workshop.kind == Kind.WALK and target not in FELT_FOR):
        return
    seats = list(workshop.participants.select_related("team").order_by("pk"))
    for seat in seats:
        seat.workshop = workshop
    say(workshop, seats, now)


def praise(_workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    for seat in seats[:24]:
        GoodThing.say(seat, LONG_TEXT[:150])


def feel(workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    chance = random.Random(10)  # noqa: S311
    for problem in workshop.problems.all():
        problem.workshop = workshop
        for seat in seats[:48]:
            about = Participant.objects.get(pk=seat.pk).guesses_about_id
            guess = chance.randrange(11) if about else None
            fact = LONG_TEXT[:240] if chance.random() < 0.1 else ""
            pain = min(10, seat.team.position + chance.randrange(4))
            Perspective.give(problem, seat, pain=pain, guess=guess, about=about, fact=fact)


def write_alone(_workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    for seat in seats[:60]:
        GoalDraft.write_own(seat, LONG_GOAL)


def write_together(workshop: Workshop, _seats: list[Participant], _now: datetime) -> None:
    step = workshop.at_step.name if workshop.at_step else ""
    for draft in workshop.goal_drafts.filter(step=step)[:40]:
        draft.workshop = workshop
        draft.write(LONG_GOAL, draft.version)


def stand(_workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    for number, seat in enumerate(seats[1:200]):
        GoalStance.say(seat, number > 8, "" if number > 8 else LONG_TEXT[:200], 1)


def consent(_workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    for number, seat in enumerate(seats[1:40]):
        Consent.give(seat, can_live=number > 8, because=LONG_TEXT)


def write(workshop: Workshop, seats: list[Participant], now: datetime) -> None:
    if workshop.round != 1:
        return
    keys = (f"crowd {workshop.pk} {number}" for number in range(10_000))
    for place, problem in enumerate(workshop.problems.all()):
        problem.workshop = workshop
        for number in range(6 if place == 0 else (0, 2, 3, 1)[place % 4]):
            writer = seats[(place * 3 + number) % len(seats)]
            idea = Solution.post(problem, writer, text_of(number), next(keys), now)
            for other in range(number):
                builder = seats[(place * 3 + number + other + 1) % len(seats)]
                Build.post(idea, builder, text_of(other + 1), next(keys), now)
            if number == 1:
                Concern(
                    solution=idea, team=writer.team, at=now, text=LONG_TEXT, test=LONG_TEXT[:200]
                ).save()


def text_of(number: int) -> str:
    return (LONG_TEXT, "Count aloud.", "Skriv “10 000 av 48 213 rader” på knappen.")[number % 3]


def vote(workshop: Workshop, seats: list[Participant], _now: datetime) -> None:
    chance = random.Random(4)  # noqa: S311
    ideas = list(Solution.objects.standing().filter(problem__workshop=workshop).order_by("pk"))
    for seat in seats[:40]:
        for kind in (Dot.HELPS, Dot.HELPS, Dot.HELPS, Dot.BOLDEST):
            try:
                Vote.give(seat, ideas[min(chance.randrange(len(ideas)), 11)], kind)
            except WrongStep:
                continue


def promise(workshop: Workshop, seats: list[Participant], now: datetime) -> None:
    ideas = Solution.objects.standing().filter(problem__workshop=workshop).order_by("pk")
    for number, (idea, (lead, partner)) in enumerate(zip(ideas[:30], pairs(seats), strict=False)):
        Commitment(
            solution=idea, lead=lead.name, lead_email=f"lead{number}@example.org",
            lead_team=lead.team, partner=partner.name, partner_email=f"with{number}@example.org",
            partner_team=partner.team, cue="the release on Thursday is out",
            step=LONG_STEP if number % 3 == 0 else "count the rows together",
            first_step_on=workshop.date + timedelta(days=number % 14),
            serves_goal=LONG_TEXT, belief=LONG_TEXT, test=LONG_TEXT, change_mind=LONG_TEXT,
            confidence=number * 3,
        ).make(now)  # fmt: skip


def pairs(seats: list[Participant]) -> Iterator[tuple[Participant, Participant]]:
    """Neighbours; they are of two teams."""
    return zip(seats[::2], seats[1::2], strict=False)


def take_home(workshop: Workshop, seats: list[Participant], now: datetime) -> None:
    for question in Question:
        for number, seat in enumerate(seats[:12]):
            Takeaway.post(
                question, seat, text_of(number), f"{workshop.pk} {question} {number}", now
            )
    for number, seat in enumerate(seats[:80]):
        Contact.leave(
            seat, f"anna-karin.lagerkvist.{number}@nordiska-abonnemangsbolaget.example", ""
        )
    workshop.meet_again(workshop.date + timedelta(days=42))


SAYING: dict[tuple[str, str], Callable[[Workshop, list[Participant], datetime], None]] = {
    (Kind.ARRIVE, "arrive"): praise,
    (Kind.WALK, "walk"): feel,
    (Kind.GOAL, "alone"): write_alone,
    (Kind.GOAL, "pairs"): write_together,
    (Kind.GOAL, "fours"): write_together,
    (Kind.GOAL, "stand"): stand,
    (Kind.SOLVE, "write"): write,
    (Kind.CHOOSE, "vote"): vote,
    (Kind.COMMIT, "commit"): promise,
    (Kind.DOORS, "doors"): consent,
    (Kind.CLOSE, "learned"): take_home,
}
