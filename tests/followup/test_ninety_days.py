"""A hundred and twenty days with forty promises, held against a timetable written on its own."""

import random
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from problems.models import Commitment
from tests.followup.pairs import close, make_pair, say
from tests.followup.timetable import ALL, PAIR, Pair, Timetable
from workshop.followup.delivery import look
from workshop.followup.letters import deliver_letter
from workshop.followup.models import (
    CheckIn,
    Course,
    HandOver,
    Letter,
    MailKind,
    NoMoreMail,
    Reply,
)
from workshop.followup.renewal import may_renew, renew
from workshop.models import Invitation, Said

# On the workshop's clocks: before, at and after the ends of working hours, and on free days.
WORKING_DAY, WEEKEND = (7, 8, 9, 15, 18), (9,)
NEWS = {
    "Would you take over": "asked",
    "takes it over": "taken over",
    "your promise goes on": "renewed",
}
TEMPERS = ("tells", "silent", "slow", "stops", "pauses", "wakes", "hands over", "renews")


@pytest.fixture
def room(live, problem):
    """Forty promises of thirty people, who sign one to three halves, and eight who said yes."""

    def fill(zone: str, closed_on: date, chance: random.Random) -> None:
        live.time_zone = zone
        live.save()
        people = [f"p{number}" for number in range(34)]
        led: dict[str, int] = {}
        for number in range(40):
            lead = chance.choice([person for person in people if led.get(person, 0) < 2])
            led[lead] = led.get(lead, 0) + 1
            partner = chance.choice([person for person in people if person != lead])
            first = closed_on + timedelta(days=chance.randint(-1, 16))
            make_pair(problem, lead, partner, first_step_on=first, belief=f"belief {number}.")
        people = [(f"guest{number}@example.org", "") for number in range(8)]
        Invitation.put_on_the_list(live, live.teams.first(), [*people, ("p1@example.org", "")])
        Invitation.objects.exclude(email="guest7@example.org").update(said=Said.YES)

    return fill


class Days:
    """Plays the days hour by hour: people act, then both are asked what is sent."""

    def __init__(self, workshop, table: Timetable, chance: random.Random) -> None:
        self.workshop, self.table, self.chance = workshop, table, chance
        self.commitments = list(Commitment.objects.order_by("pk"))
        self.tempers = [chance.choice(TEMPERS) for _pair in self.commitments]
        self.numbers = {each.pk: number for number, each in enumerate(self.commitments)}
        self.handed_over: set[int] = set()
        self.renewing_begins = workshop.closed_at + timedelta(days=88)
        self.log: list[tuple[datetime, str, frozenset]] = []
        self.expected: list[tuple[datetime, str, frozenset]] = []

    def play(self, start: datetime, days: int) -> None:
        for hour in range(days * 24):
            now = start + timedelta(hours=hour)
            local = now.astimezone(self.workshop.zone)
            if now.hour in (8, 14):
                self.act(now)
            if local.hour in (WEEKEND if local.weekday() in (5, 6) else WORKING_DAY):
                self.look(now)

    def look(self, now: datetime) -> None:
        mail.outbox.clear()
        for letter in Letter.objects.due(now).with_story():
            deliver_letter(letter, now)
        look(now, 200)
        for letter in mail.outbox:
            self.log.append((now, letter.to[0], frozenset(self.told(letter, now))))
        for person, told in [*self.table.look_for_news(now), *self.table.look(now).items()]:
            self.expected.append((now, person, frozenset(told)))

    def told(self, letter, now: datetime):
        """What a mail tells, read from its text alone."""
        for words, what in NEWS.items():
            if words in letter.subject:
                yield letter.to[0], what, int(re.search(r"belief (\d+)\.", letter.body)[1]), False
                return
        for token in set(re.findall(r"/check-ins/([\w-]+)/(?!unsub)", letter.body)):
            row = CheckIn.objects.get(token=token)
            number = self.numbers.get(row.commitment_id)
            yield letter.to[0], row.question, number, row.sent_at < now
        for block in letter.body.split("A promise that could use a friendly word")[1:]:
            yield letter.to[0], "help", int(re.search(r"belief (\d+)\.", block)[1]), False

    def act(self, now: datetime) -> None:
        for number, temper in enumerate(list(self.tempers)):
            commitment, pair = self.commitments[number], self.table.pairs[number]
            dice = self.chance.random()
            if temper == "tells" and dice < 0.15:
                self.answer(commitment, pair, now)
            elif temper in ("slow", "stops") and dice < 0.02:
                self.answer(commitment, pair, now, stops=temper == "stops")
            elif temper == "pauses" and dice < 0.02:
                until = now.date() + timedelta(days=self.chance.randint(2, 25))
                Course.of(commitment).pause(until)
                self.table.pause(pair, until)
            elif temper == "hands over" and dice < 0.02:
                self.hand_over(commitment, pair, now)
            elif temper == "renews" and dice < 0.3:
                self.renew(commitment, pair, now)
            elif temper == "wakes" and dice < 0.01:
                Course.of(commitment).go_on(now)
                pair.asleep, pair.paused_until, pair.woken_at = False, None, now
        if self.chance.random() < 0.02:
            self.unsubscribe(now)

    def answer(self, commitment, pair: Pair, now: datetime, *, stops: bool = False) -> None:
        asked = commitment.check_ins.filter(question__in=("first-step", "belief", "door"))
        last = asked.filter(sent_at__isnull=False, answer=None).order_by("pk").last()
        if last is None:
            return
        row = asked.with_story().get(pk=last.pk)
        say(row, Reply.STOPPED if stops else Reply.NOT_YET, now)
        self.table.said.add((row.email, f"{row.question} {pair.number} {row.part}"))
        self.table.answer(pair, row.question, stops, now)

    def hand_over(self, commitment, pair: Pair, now: datetime) -> None:
        """To somebody who was not there, or to one who holds other promises."""
        part = self.chance.choice(("lead", "partner"))
        halves = commitment.check_ins.with_story().filter(part=part)
        own = halves.of_a_half().order_by("due_at").last()
        new = f"{self.chance.choice(('new1', 'new2', 'p1', 'p2'))}@example.org"
        if own is None or new in (pair.lead, pair.partner) or pair.number in self.handed_over:
            return
        HandOver.offer(own, "Somebody", new, own.team, "", now).accept(now, "en")
        self.table.hand_over(pair, part, new, now)
        self.handed_over.add(pair.number)

    def renew(self, commitment, pair: Pair, now: datetime) -> None:
        if now < self.renewing_begins:
            return
        halves = commitment.check_ins.with_story()
        own = halves.of_a_half().order_by("due_at").first()
        if own is None or not may_renew(own, now):
            return
        zone = self.workshop.zone
        first = now.astimezone(zone).date() + timedelta(days=self.chance.randint(1, 14))
        belief = f"belief {len(self.commitments)}."
        renewed = renew(own, now, first_step_on=first, belief=belief)
        self.numbers[renewed.pk] = len(self.commitments)
        self.commitments.append(renewed)
        self.tempers.append("tells")
        self.tempers[pair.number] = "has renewed"
        self.table.renew(pair, own.part, first, now)

    def unsubscribe(self, now: datetime) -> None:
        person = self.chance.choice(self.table.items).person
        kind = self.chance.choice(list(MailKind))
        NoMoreMail.stop(self.workshop.organisation, person, now, kind)
        self.table.unwanted.add((person, str(kind)))


@pytest.mark.parametrize(
    ("seed", "zone", "closed_at"),
    [
        # over the spring and the autumn change of the clocks, and from a Friday evening
        (1, "Europe/Stockholm", datetime(2026, 3, 6, 15, tzinfo=UTC)),
        pytest.param(
            2, "America/New_York", datetime(2026, 9, 26, 1, tzinfo=UTC), marks=pytest.mark.load
        ),
        pytest.param(
            3, "Pacific/Auckland", datetime(2026, 8, 30, 3, tzinfo=UTC), marks=pytest.mark.load
        ),
    ],
)
def test_a_hundred_and_twenty_days_go_as_the_timetable_says(
    live, room, fay, settings, seed, zone, closed_at
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    chance = random.Random(seed)
    room(zone, closed_at.astimezone(ZoneInfo(zone)).date(), chance)
    close(live, fay, closed_at, only=None)
    pairs = [
        Pair(number, each.lead_email, each.partner_email, each.first_step_on)
        for number, each in enumerate(Commitment.objects.order_by("pk"))
    ]
    guests = [f"guest{number}@example.org" for number in range(7)]
    table = Timetable(zone, closed_at, pairs, guests, "fay@example.org")
    days = Days(live, table, chance)
    days.play(closed_at.replace(minute=0), 120)

    def order(entry):
        return entry[0], entry[1]

    assert sorted(days.log, key=order) == sorted(days.expected, key=order)
    holds(days.log, ZoneInfo(zone))
    assert len(days.log) > 200
    # something of everything happened, or the comparison would prove little
    told = {thing[1] for _at, _person, things in days.log for thing in things}
    assert told == {*ALL, *PAIR, "cue", "help", *NEWS.values()}
    assert any(thing[3] for _at, _person, things in days.log for thing in things)
    assert Course.objects.filter(asleep_since__isnull=False).exists()
    assert Course.objects.filter(paused_until__isnull=False).exists()
    assert NoMoreMail.objects.exists()
    assert days.handed_over
    renewed = CheckIn.objects.filter(commitment__renews__isnull=False, sent_at__isnull=False)
    assert {row.question for row in renewed} >= {"cue", "first-step"}


def holds(log, zone: ZoneInfo) -> None:
    """What must be true of any log, whatever the timetable says."""
    told = [thing for _at, _person, things in log for thing in things]
    assert len(told) == len(set(told)), "told twice"
    by_person: dict[str, list[datetime]] = {}
    for at, person, things in sorted(log, key=lambda entry: entry[0]):
        local = at.astimezone(zone)
        assert local.weekday() < 5
        assert 8 <= local.hour < 18
        if "asked" not in {thing[1] for thing in things}:
            by_person.setdefault(person, []).append(at)
    for times in by_person.values():
        assert all(later - earlier >= timedelta(days=7) for earlier, later in pairwise(times))
