"""The timetable of ninety days, written a second time by brute force and for the tests alone.

It shares no code with the product: days are counted one by one, and every hour everybody is
looked at anew.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ALL = {"made": 2, "belief-all": 30, "helpful": 60, "customer": 90}
PAIR = {"first-step": 14, "belief": 30, "door": 60}
# who, what, of which promise (None: of everybody), for the first time or once more
Told = tuple[str, str, int | None, bool]


@dataclass
class Pair:
    number: int
    lead: str
    partner: str
    first_step_on: date
    stopped: bool = False
    renewed: bool = False
    asleep: bool = False
    paused_until: datetime | None = None
    woken_at: datetime | None = None
    answered: set[str] = field(default_factory=set)
    help_sent: bool = False


@dataclass
class News:
    """A letter about an act; of what is asked in a colleague's name, the week is not waited for."""

    person: str
    what: str
    pair: Pair

    @property
    def kind(self) -> str:
        return "requests" if self.what == "asked" else "promises"


@dataclass
class Item:
    person: str
    what: str
    pair: Pair | None
    part: str
    due: datetime
    sent: datetime | None = None
    again: datetime | None = None
    again_sent: bool = False


class Timetable:
    def __init__(
        self, zone: str, closed_at: datetime, pairs: list[Pair], guests: list[str], host: str
    ):
        self.zone = ZoneInfo(zone)
        self.closed_on = closed_at.astimezone(self.zone).date()
        self.pairs, self.host = pairs, host
        self.free_from: dict[str, datetime] = {}
        self.unwanted: set[tuple[str, str]] = set()
        self.said: set[tuple[str, str]] = set()
        self.items: list[Item] = []
        self.news: list[News] = []
        self.own: dict[str, list[Pair]] = defaultdict(list)
        for pair in pairs:
            self.own[pair.lead].append(pair)
            self.own[pair.partner].append(pair)
        signed = {person for pair in pairs for person in (pair.lead, pair.partner)}
        for person in sorted(signed | set(guests)):
            for what, day in ALL.items():
                self.items.append(Item(person, what, None, "", self.morning(self.closed_on, day)))
        for pair in pairs:
            self.plan_pair(pair, self.closed_on)

    def plan_pair(self, pair: Pair, begun_on: date) -> None:
        for what, day in PAIR.items():
            due = self.morning(begun_on, day)
            if what == "first-step":
                while due.astimezone(self.zone).date() <= self.work_day(pair.first_step_on):
                    due = self.morning(due.astimezone(self.zone).date(), 1)
            for part, person in (("lead", pair.lead), ("partner", pair.partner)):
                self.items.append(Item(person, what, pair, part, due))
        cue = pair.first_step_on
        while cue.weekday() in (5, 6):
            cue -= timedelta(days=1)
        if cue > begun_on:
            self.items.append(Item(pair.lead, "cue", pair, "lead", self.morning(cue, 0)))

    def work_day(self, day: date) -> date:
        while day.weekday() in (5, 6):
            day += timedelta(days=1)
        return day

    def morning(self, day: date, after: int) -> datetime:
        for _day in range(after):
            day += timedelta(days=1)
        day = self.work_day(day)
        return datetime(day.year, day.month, day.day, 9, tzinfo=self.zone).astimezone(
            ZoneInfo("UTC")
        )

    def working_days(self, at: datetime, count: int) -> datetime:
        local = at.astimezone(self.zone).replace(tzinfo=None)
        while count > 0:
            local += timedelta(hours=24)
            if local.weekday() < 5:
                count -= 1
        return local.replace(tzinfo=self.zone).astimezone(ZoneInfo("UTC"))

    # What people do

    def answer(self, pair: Pair, what: str, stops: bool, now: datetime) -> None:
        pair.answered.add(what)
        pair.stopped = stops
        pair.asleep, pair.woken_at = False, now

    def hand_over(self, pair: Pair, part: str, person: str, now: datetime) -> None:
        """What nobody of this half has answered is the new person's; of what was sent, the
        newest question that neither has answered is asked anew."""
        old = getattr(pair, part)
        setattr(pair, part, person)
        other = pair.partner if part == "lead" else pair.lead
        self.news.append(News(person, "asked", pair))
        self.news += [News(each, "taken over", pair) for each in (old, other)]
        self.own[old].remove(pair)
        self.own[person].append(pair)
        mine = [item for item in self.items if item.pair is pair and item.part == part]
        mine = [item for item in mine if (item.person, self.key(item)) not in self.said]
        questions = [item for item in mine if item.what in PAIR]
        asked = [item for item in questions if item.sent and item.what not in pair.answered]
        for item in mine:
            item.person, item.again = person, None
        for item in sorted(asked, key=lambda item: item.due)[-1:]:
            item.sent, item.again_sent = None, False
        pair.asleep, pair.woken_at = False, now

    def renew(self, pair: Pair, by: str, first_step_on: date, now: datetime) -> Pair:
        """The old one is asked about no more; the new one has all its days."""
        pair.renewed = True
        new = Pair(len(self.pairs), pair.lead, pair.partner, first_step_on)
        self.pairs.append(new)
        for person in (new.lead, new.partner):
            self.own[person].append(new)
        self.plan_pair(new, now.astimezone(self.zone).date())
        self.news.append(News(new.partner if by == "lead" else new.lead, "renewed", new))
        return new

    def pause(self, pair: Pair, until: date) -> None:
        until = self.work_day(until)
        pair.paused_until = datetime(until.year, until.month, until.day, 8, tzinfo=self.zone)

    # What is sent

    def look_for_news(self, now: datetime) -> list[tuple[str, set[Told]]]:
        """The one that waits longest comes first, and before what is asked on its day."""
        local = now.astimezone(self.zone)
        if local.weekday() in (5, 6) or not 8 <= local.hour < 18:
            return []
        letters = []
        for news in list(self.news):
            if {(news.person, news.kind), (news.person, "all")} & self.unwanted:
                self.news.remove(news)
            elif news.what == "asked" or self.has_room(news.person, now):
                letters.append((news.person, {(news.person, news.what, news.pair.number, False)}))
                self.news.remove(news)
                if news.what != "asked":
                    self.free_from[news.person] = now
        return letters

    def has_room(self, person: str, now: datetime) -> bool:
        """The week is free, and no cue needs it."""
        cues = [item for item in self.items if item.person == person and item.what == "cue"]
        return self.is_free(person, now) and not any(
            not item.sent
            and now - timedelta(hours=24) <= item.due < now + timedelta(days=7)
            and self.is_wanted(item, now)
            for item in cues
        )

    def look(self, now: datetime) -> dict[str, set[Told]]:
        local = now.astimezone(self.zone)
        if local.weekday() in (5, 6) or not 8 <= local.hour < 18:
            return {}
        mine = defaultdict(list)
        for item in self.items:
            mine[item.person].append(item)
        for person, items in mine.items():
            self.let_sleep(person, items, now)
        letters = {}
        for person in sorted({*mine, self.host}):
            told = self.letter(person, mine[person], now)
            if told:
                letters[person] = told
        return letters

    def is_free(self, person: str, now: datetime) -> bool:
        last = self.free_from.get(person)
        return last is None or now - last >= timedelta(days=7)

    def let_sleep(self, person: str, items: list[Item], now: datetime) -> None:
        """Nobody is written to before all have fallen asleep who do."""
        for item in items if self.is_free(person, now) else ():
            asks = item.what in PAIR and item.sent is None and self.is_due(item, now)
            if asks and self.was_silent_twice(item):
                item.pair.asleep = True

    def letter(self, person: str, items: list[Item], now: datetime) -> set[Told]:
        if not self.is_free(person, now):
            return set()
        due = [item for item in items if self.is_due(item, now)]
        helps = self.helps(now) if person == self.host else []
        if not due and not helps:
            return set()
        due += [
            item
            for item in items
            if item.what == "cue"
            and not item.sent
            and now < item.due < now + timedelta(days=7)
            and self.is_wanted(item, now)
        ]
        told = set()
        for item in due:
            told.add((person, item.what, item.pair and item.pair.number, item.sent is not None))
            self.mark(item, now)
        for pair in helps:
            pair.help_sent = True
            told.add((person, "help", pair.number, False))
        self.free_from[person] = now
        return told

    def mark(self, item: Item, now: datetime) -> None:
        if item.sent:
            item.again_sent = True
            return
        item.sent = now
        if item.what in PAIR:
            item.again = self.working_days(now, 3 if item.part == "lead" else 7)

    def is_due(self, item: Item, now: datetime) -> bool:
        if item.due > now or not self.is_wanted(item, now):
            return False
        if item.what == "cue" and now - item.due > timedelta(hours=24):
            return False
        if item.sent is None:
            return (item.person, self.key(item)) not in self.said
        unanswered = item.pair is not None and item.what not in item.pair.answered
        return bool(item.again and item.again <= now and not item.again_sent and unanswered)

    def key(self, item: Item) -> str:
        return f"{item.what} {item.pair.number if item.pair else ''} {item.part}"

    def is_wanted(self, item: Item, now: datetime) -> bool:
        kind = "workshop" if item.what in ALL else "promises"
        if {(item.person, kind), (item.person, "all")} & self.unwanted:
            return False
        own = self.own.get(item.person, [])
        if own and all(pair.asleep for pair in own):
            return False
        return item.pair is None or self.is_open(item.pair, now)

    def is_open(self, pair: Pair, now: datetime) -> bool:
        paused = pair.paused_until is not None and now < pair.paused_until
        return not (pair.stopped or pair.renewed or pair.asleep or paused)

    def helps(self, now: datetime) -> list[Pair]:
        """Around these it has been quiet: ten working days ago one of the two was asked what
        neither has answered, and nobody of them has given a sign of life since."""
        return [
            pair
            for pair in self.pairs
            if not pair.help_sent
            and self.is_open(pair, now)
            and any(self.is_quiet(item, now) for item in self.items if item.pair is pair)
        ]

    def is_quiet(self, item: Item, now: datetime) -> bool:
        pair = item.pair
        if item.what not in PAIR or not item.sent or item.what in pair.answered:
            return False
        lives = pair.woken_at is not None and item.sent < pair.woken_at
        return not lives and self.working_days(item.sent, 10) <= now

    def was_silent_twice(self, item: Item) -> bool:
        before = [what for what in PAIR if PAIR[what] < PAIR[item.what]][::-1]
        silent = 0
        for what in before:
            same = [each for each in self.items if each.pair is item.pair and each.what == what]
            asked = [each.sent for each in same if each.sent]
            if what in item.pair.answered:
                break
            if asked and not (item.pair.woken_at and min(asked) <= item.pair.woken_at):
                silent += 1
        return silent >= 2
