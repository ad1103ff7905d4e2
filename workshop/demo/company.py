"""A made-up organisation: four teams, people of each role, and three workshops."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from problems.models import Commitment, NotOursYet
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.demo import closed_day, live_day
from workshop.demo.invitations import invite
from workshop.demo.pulse import answer_at_close, answer_before, ask_before, put_on_the_list
from workshop.demo.room import Room, hang_posters
from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT, Promise
from workshop.followup.models import Answer, CheckIn, Part, Question
from workshop.ground_rules import default_ground_rules
from workshop.models import Workshop, agenda
from workshop.people.models import ColleagueInvitation, Organisation, Role, Team, User

NAME = "Customer Platform"
ZONE = ZoneInfo("Europe/Stockholm")
TEAMS = {SALES: "Sal", DEVELOPMENT: "Dev", SUPPORT: "Sup", MARKETING: "Mar"}
NAMES = {Role.ADMIN: "Agnes Lund", Role.FACILITATOR: "Frida Falk", Role.MANAGER: "Mats Berg"}


class NotEmpty(Exception):
    """There are people here; the text says so."""


@dataclass
class SignIn:
    email: str
    password: str


@dataclass
class Demo:
    sign_ins: dict[Role, SignIn]
    organisation: Organisation
    live: Workshop
    closed: Workshop

    @property
    def urls(self) -> dict[str, str]:
        asked = CheckIn.objects.of_workshop(self.closed)
        unanswered = asked.filter(question=Question.FIRST_STEP, answer=None).last()
        paths = {
            "join": reverse("join", args=[self.live.code]),
            "wall": reverse("wall", args=[self.live.wall_token]),
            "cockpit": reverse("cockpit", args=[self.live.pk]),
            "outcomes": reverse("outcomes", args=[self.organisation.slug]),
            "check_in": unanswered.get_absolute_url() if unanswered else "",
        }
        return {name: urljoin(settings.SITE_URL, path) for name, path in paths.items()}


@transaction.atomic
def found(now: datetime, password: str = "") -> Demo:
    """All of it, or nothing. Raises NotEmpty where somebody is at work already."""
    if Organisation.objects.filter(name=NAME).exists():
        raise NotEmpty("The demo is here already. For another one, begin with an empty database.")
    if Organisation.objects.exists():
        raise NotEmpty("People work in this database; the demo goes into an empty one only.")
    users, sign_ins = {}, {}
    for role, name in NAMES.items():
        sign_ins[role] = SignIn(f"{role}@example.org", password or secrets.token_urlsafe(9))
        users[role] = make_user(name, sign_ins[role])
    organisation = Organisation.found(NAME, users[Role.ADMIN])
    for role in (Role.FACILITATOR, Role.MANAGER):
        email = sign_ins[role].email
        asked, _token = ColleagueInvitation.ask(organisation, email, role, users[Role.ADMIN], now)
        asked.accept(users[role], now)
    for team, short_name in TEAMS.items():
        Team.add(organisation, team, short_name)
    closed = closed_workshop(organisation, users[Role.FACILITATOR], now)
    live = live_workshop(organisation, users[Role.FACILITATOR], now)
    draft_workshop(organisation, users[Role.FACILITATOR], now)
    return Demo(sign_ins, organisation, live, closed)


def make_user(name: str, sign_in: SignIn) -> User:
    user = User.objects.create_user(sign_in.email, sign_in.password, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def workshop_at(
    organisation: Organisation, start: datetime, title: str, goal: str, venue: str
) -> Workshop:
    return Workshop.create(
        organisation,
        list(organisation.teams.all()),
        title=title,
        goal=goal,
        venue=venue,
        date=start.date(),
        start=start.time(),
        time_zone=ZONE.key,
        ground_rules=default_ground_rules(),
    )


def live_workshop(organisation: Organisation, facilitator: User, now: datetime) -> Workshop:
    """It began two and a half hours ago and goes on."""
    began = now.astimezone(ZONE) - timedelta(hours=2, minutes=30)
    began = began.replace(minute=began.minute // 15 * 15, second=0, microsecond=0)
    workshop = workshop_at(organisation, began, live_day.TITLE, live_day.GOAL, live_day.VENUE)
    hang_posters(workshop, slice(10), facilitator)
    agenda.lay_out(workshop, ONE_DAY.lines, ONE_DAY.minutes)
    workshop.open_for_joining()
    workshop.start_day(began)
    room = Room(workshop, live_day.PEOPLE, began)
    solve = workshop.phases.filter(kind=Kind.SOLVE)[0]
    workshop.go_to(solve, began, facilitator, workshop.turn, "")
    written = room.write(live_day.POSTERS, until=now)
    while workshop.turn_label != live_day.TURN:
        workshop.go_on(now, facilitator, workshop.turn, "")
    for promise in live_day.PROMISES:
        room.promise(written[promise.poster - 1][promise.idea - 1], promise, first_step_in=7)
    return workshop


def closed_workshop(organisation: Organisation, facilitator: User, now: datetime) -> Workshop:
    """It closed five weeks ago; the questions of day 14 went out and most were answered."""
    began = (now.astimezone(ZONE) - timedelta(weeks=5)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    began -= timedelta(days=max(0, began.weekday() - 4))
    workshop = workshop_at(organisation, began, closed_day.TITLE, closed_day.GOAL, closed_day.VENUE)
    hang_posters(workshop, slice(10, 16), facilitator)
    ask_before(workshop, closed_day.PEOPLE, began)
    workshop.open_for_joining()
    workshop.start_day(began)
    room = Room(workshop, closed_day.PEOPLE, began)
    written = room.write(closed_day.POSTERS, until=began + timedelta(hours=5))
    NotOursYet.declare(
        workshop.problems.get(position=len(written)),
        room.now,
        owner_team=room.teams[SALES],
        other_team=room.teams[DEVELOPMENT],
        **closed_day.NOT_OURS_YET,
    )
    signed = [
        room.promise(written[promise.poster - 1][promise.idea - 1], promise, first_step_in=days)
        for days, promise in enumerate(closed_day.PROMISES, start=4)
    ]
    answer_at_close([seat for seats in room.seats.values() for seat in seats], room.now)
    workshop.close(began + timedelta(hours=7), facilitator)
    for commitment, promise in zip(signed, closed_day.PROMISES, strict=True):
        follow_up(commitment, promise, now)
    # The people are made up, so nobody is written to.
    planned = CheckIn.objects.of_workshop(workshop)
    planned.filter(sent_at=None).delete()
    planned.update(again_at=None)
    return workshop


def follow_up(commitment: Commitment, promise: Promise, now: datetime) -> None:
    """What is past was sent, and the lead may have answered a day after day 14. No mail is sent."""
    for check_in in commitment.check_ins.filter(due_at__lte=now).select_related("workshop"):
        check_in.sent(check_in.due_at)
        is_first = check_in.question == Question.FIRST_STEP
        if promise.said and is_first and check_in.part == Part.LEAD:
            said = {"noticed": "", "new_step": "", **promise.said}
            Answer.give(check_in, said, promise.learned, check_in.due_at + timedelta(days=1))


def draft_workshop(organisation: Organisation, facilitator: User, now: datetime) -> Workshop:
    begins = (now.astimezone(ZONE) + timedelta(weeks=5)).replace(
        hour=9, minute=0, second=0, microsecond=0
    )
    begins -= timedelta(days=max(0, begins.weekday() - 4))
    workshop = workshop_at(
        organisation,
        begins,
        "Ystad by the sea",
        "Together we want newcomers to find help before they need it, so that they dare to try.",
        "The sailing club",
    )
    hang_posters(workshop, slice(16, 20), facilitator)
    invite(workshop, facilitator, now)
    answer_before(workshop, now, silent=8)
    put_on_the_list(workshop, now)
    return workshop
