"""Random verbs, random screens: whatever happened, each shows what a reload shows.

Verbs run while the loop stands still; then it runs until everybody who reads has heard all.
Rings are so short that screens fall out of reach again and again.
"""

import asyncio
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from problems.models import Build, Commitment, NotOursYet, Problem, Solution
from problems.models.problem import changing
from tests.conftest import make_user
from tests.listener import parse
from tests.picture import Picture
from workshop.agenda.kinds import Kind
from workshop.live import channel as channel_module
from workshop.live import hub as hub_module
from workshop.live import stream as stream_module
from workshop.live.models import Stream
from workshop.models import Participant, Status, Workshop, agenda
from workshop.people.models import Organisation

SHORT_RING = 10
PATIENCE = 60.0  # seconds; a busy machine is no fault
KINDS = ["cards", "poster", "wall", "cockpit", "cockpit-poster"]


class Line:
    """One connection. Like uvicorn's, its send waits while the socket is full, before it writes
    and never after."""

    def __init__(self) -> None:
        self.full = False
        self.new = b""
        self.status = 0
        self.again = asyncio.Event()
        self.cut = asyncio.Event()
        self.transport = self

    async def send(self, message: dict[str, Any]) -> None:
        while self.full and not self.cut.is_set():
            self.again.clear()
            await self.again.wait()
        if not self.cut.is_set():
            self.status = message.get("status", self.status)
            self.new += message.get("body", b"")

    async def receive(self) -> dict[str, Any]:
        await self.cut.wait()
        return {"type": "http.disconnect"}

    def read(self) -> None:
        self.full = False
        self.again.set()

    def abort(self) -> None:
        self.cut.set()
        self.again.set()


@dataclass(eq=False)
class Screen:
    """A page, and its stream while it has one."""

    kind: str
    browser: Client
    address: str
    picture: Picture
    line: Line | None = None
    kept: bytes = b""
    stale: bool = False  # told to fetch itself afresh
    gone: bool = False

    def scope(self) -> dict[str, Any]:
        body = next(each for each in self.picture.page.walk() if each.tag == "body")
        live = urlsplit(body.attributes["data-live"])
        cookies = "; ".join(f"{n}={morsel.value}" for n, morsel in self.browser.cookies.items())
        query = f"{live.query}&after={self.picture.revision}&lang=en"
        return {
            "type": "http",
            "method": "GET",
            "path": live.path,
            "query_string": query.encode(),
            "headers": [(b"cookie", cookies.encode())],
            "client": ("127.0.0.1", 1),
        }

    def obey(self) -> str:
        """Put what came; returns it. After a resync nothing counts, as in live.js."""
        if self.line is None:
            return ""
        new, self.line.new = self.line.new, b""
        *whole, self.kept = (self.kept + new).split(b"\n\n")
        for said in [parse(block.decode().split("\n")) for block in whole]:
            self.stale |= said.kind == "resync"
            self.gone |= said.kind == "gone"
            if self.stale:
                continue
            if said.kind == "put":
                self.picture.put(said.data)
            if said.revision is not None:
                self.picture.revision = max(self.picture.revision, said.revision)
        return new.decode()


class Day(RuleBasedStateMachine):
    """One workshop, its people, and everybody's screens."""

    turns: ClassVar[list[str]] = []
    resyncs: ClassVar[list[int]] = []  # how many screens fell out of reach, each time some did

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.hub = stream_module.hub = hub_module.Hub()
        number = Organisation.objects.count()
        self.fay = make_user(f"fay{number}")
        organisation = Organisation.found(f"Company {number}", self.fay)
        self.teams = [
            organisation.teams.create(name=name, short_name=name[:3], colour=colour)
            for colour, name in enumerate(["Sales", "Development"], start=1)
        ]
        self.workshop = Workshop.create(
            organisation, self.teams, title="A day", goal="A goal", date=date(2030, 2, 6),
            start=time(9), time_zone="Europe/Stockholm",
        )  # fmt: skip
        for position in (1, 2):
            problem = Problem.objects.create(
                workshop=self.workshop, position=position, title=f"Problem {position}"
            )
            problem.stuck_between.set(self.teams)
        self.workshop.start_day(timezone.now())
        kinds = (Kind.OWN, Kind.BREAK, Kind.OWN)
        self.phases = [agenda.add(self.workshop, kind, 30) for kind in kinds]
        self.seats = [self.admit(team) for team in self.teams]
        self.cockpit = Client()
        self.cockpit.force_login(self.fay)
        self.screens: list[Screen] = []
        self.streams: list[asyncio.Task[None]] = []
        self.texts = 0
        for kind in KINDS:
            self.look(kind)
            self.connect(len(self.screens) - 1)

    def teardown(self) -> None:
        if not hasattr(self, "screens"):
            return
        try:
            self.everybody_reads()
        finally:
            for number in range(len(self.screens)):
                self.disconnect(number)
            self.loop.run_until_complete(self.hub.stop())
            left = asyncio.all_tasks(self.loop)
            for task in left:
                task.cancel()
            if left:
                self.loop.run_until_complete(asyncio.wait(left))
            self.hub.threads.shutdown()
            self.loop.close()

    # What people do

    def admit(self, team: Any) -> Participant:
        return Participant.admit(self.workshop, "Somebody", team, timezone.now())[0]

    def fresh(self) -> Workshop:
        return Workshop.objects.select_related("stream", "key", "organisation").get(
            pk=self.workshop.pk
        )

    def pick(self, rows: Any, number: int) -> Any:
        """The newest is number 0."""
        rows = list(rows.order_by("-pk"))
        return rows[number % len(rows)] if rows else None

    def problem(self, number: int) -> Problem:
        problem = self.pick(Problem.objects.filter(workshop=self.workshop), number)
        problem.workshop = self.fresh()
        return problem

    def idea(self, number: int) -> Solution | None:
        found = self.pick(Solution.objects.filter(problem__workshop=self.workshop), number)
        if found:
            found.problem.workshop = self.fresh()
        return found

    def written(self, number: int) -> Solution | Build | None:
        builds = self.pick(Build.objects.filter(solution__problem__workshop=self.workshop), number)
        if number % 3 or builds is None:
            return self.idea(number)
        builds.solution.problem.workshop = self.fresh()
        return builds

    def text(self) -> str:
        self.texts += 1
        return f"Words {self.texts:04};"

    @property
    def takes_posts(self) -> bool:
        return hasattr(self, "workshop") and self.fresh().takes_posts

    numbers = st.integers(0, 5)

    @precondition(lambda self: self.takes_posts)
    @rule(poster=numbers, seat=st.integers(0, 1))
    def post(self, poster: int, seat: int) -> None:
        text = self.text()
        Solution.post(self.problem(poster), self.seats[seat], text, f"key {text}", timezone.now())

    @precondition(lambda self: self.takes_posts)
    @rule(idea=numbers, seat=st.integers(0, 1))
    def build(self, idea: int, seat: int) -> None:
        found = self.idea(idea)
        if found:
            text = self.text()
            Build.post(found, self.seats[seat], text, f"key {text}", timezone.now())

    @rule(post=numbers, act=st.sampled_from(["withdraw", "put_back", "hide", "show", "hide"]))
    def change(self, post: int, act: str) -> None:
        found = self.written(post)
        if not found:
            return
        if act in ("hide", "show"):
            found.hide(hidden=act == "hide")
        else:
            getattr(found, act)()

    @rule(post=numbers)
    def edit(self, post: int) -> None:
        found = self.written(post)
        if found:
            found.edit(self.text())

    @rule(
        act=st.sampled_from(
            [
                "spotlight",
                "spotlight_off",
                "move",
                "rename",
                "not_ours_yet",
                "take_on",
                "pause_or_resume",
                "join",
                "change_goal",
                "turn",
            ]
        ),
        number=numbers,
    )
    def facilitate(self, act: str, number: int) -> None:
        getattr(self, act)(number)

    def spotlight(self, poster: int) -> None:
        self.problem(poster).spotlight()

    def spotlight_off(self, _number: int) -> None:
        Problem.spotlight_off(self.fresh())

    def move(self, poster: int) -> None:
        self.problem(poster).move(1 if poster % 2 else -1)

    def rename(self, poster: int) -> None:
        problem = self.problem(poster)
        with changing(problem.workshop, ("problem", problem.pk), ("story", problem.pk)):
            Problem.objects.filter(pk=problem.pk).update(title=f"Title {self.text()}")

    def not_ours_yet(self, poster: int) -> None:
        problem = self.problem(poster)
        if poster < 4:
            NotOursYet.declare(
                problem, timezone.now(), reason="Not now", question=f"What? {self.texts}",
                owner="Pat", owner_team=self.teams[0], other_owner="Tom", other_team=self.teams[1],
            )  # fmt: skip
        elif said := NotOursYet.objects.filter(problem=problem).first():
            said.problem = problem
            said.take_back()

    def take_on(self, idea: int) -> None:
        found = self.idea(idea)
        if found is None:
            return
        held = Commitment.objects.filter(solution=found).first()
        if held:
            held.solution = found
            held.take_back()
            return
        Commitment(
            solution=found, lead="Pat", lead_email=f"pat{found.pk}@example.org",
            lead_team=self.teams[0], partner="Tom", partner_email="tom@example.org",
            partner_team=self.teams[1], cue="if", step="then", serves_goal="so",
            first_step_on=date(2030, 2, 6) + timedelta(days=3), belief="b", test="t",
            change_mind="c", confidence=50,
        ).make(timezone.now())  # fmt: skip

    def pause_or_resume(self, _number: int) -> None:
        workshop = self.fresh()
        workshop.pause(timezone.now()) if workshop.status == Status.LIVE else workshop.resume(
            timezone.now()
        )

    def join(self, number: int) -> None:
        seat = self.admit(self.teams[number % 2])
        if number < 3:
            seat.send_out()

    def change_goal(self, _number: int) -> None:
        workshop = self.fresh()
        workshop.edit(self.teams, title=f"A day {self.texts}")

    def turn(self, number: int) -> None:
        """To a phase of the day; phones stay on their page, as those do whose owners write."""
        with transaction.atomic():
            workshop = self.fresh()
            workshop._lock()
            if workshop.status == Status.LIVE:
                workshop._enter(self.phases[number % 3], 0, timezone.now())
                self.turns.append(workshop.turn)

    # What screens do

    @rule(kind=st.sampled_from(KINDS))
    def look(self, kind: str) -> None:
        """Open a page; its stream may begin much later."""
        if len(self.screens) < 7:
            browser = self.cockpit if "cockpit" in kind else self.phone()
            first = self.workshop.problems.order_by("pk")[0].pk
            address = {
                "cards": f"/room/{self.workshop.pk}/",
                "poster": f"/room/{self.workshop.pk}/posters/{first}/",
                "wall": f"/wall/{self.workshop.wall_token}/",
                "cockpit": f"/workshops/{self.workshop.pk}/cockpit/",
                "cockpit-poster": f"/workshops/{self.workshop.pk}/cockpit/posters/{first}/",
            }[kind]
            self.screens.append(Screen(kind, browser, address, self.page(browser, address)))

    def phone(self) -> Client:
        browser = Client()
        browser.cookies[f"seat-{self.workshop.pk}"] = Participant.admit(
            self.workshop, "Reader", self.teams[0], timezone.now()
        )[1]
        return browser

    def page(self, browser: Client, address: str) -> Picture:
        answer = browser.get(address)
        assert answer.status_code == 200
        return Picture(answer.content.decode())

    @rule(number=numbers)
    def connect(self, number: int) -> None:
        screen = self.screens[number % len(self.screens)]
        if screen.line is None:
            screen.line, screen.kept = Line(), b""
            stream = stream_module.stream(screen.scope(), screen.line.receive, screen.line.send)
            self.streams.append(self.loop.create_task(stream))

    @rule(number=numbers)
    def disconnect(self, number: int) -> None:
        screen = self.screens[number % len(self.screens)]
        if screen.line:
            screen.line.abort()
            screen.obey()
            screen.line = None

    @rule(number=numbers)
    def stop_reading(self, number: int) -> None:
        line = self.screens[number % len(self.screens)].line
        if line:
            line.full = True

    @rule()
    def everybody_reads(self) -> None:
        self.settle()  # the hub knows what has happened; what they read is no older
        for screen in self.screens:
            if screen.line:
                screen.line.read()
        self.settle()

    @precondition(lambda self: self.takes_posts)
    @rule(poster=numbers, seat=st.integers(0, 1), wide=st.sampled_from(["move", "spotlight"]))
    def everybody_is_away_while_something_is_hidden(
        self, poster: int, seat: int, wide: str
    ) -> None:
        for number in range(len(self.screens)):
            self.disconnect(number)
        self.post(poster, seat)
        self.facilitate(wide, poster)
        self.settle()
        self.idea(0).hide()
        for number in range(len(self.screens)):
            self.connect(number)
        self.settle()

    # What must hold

    @rule()
    def settle(self) -> None:
        """Everybody who listens and reads shows what a reload shows, and hears no more of what
        is gone."""
        gone = self.gone_words()
        drawn: dict[str, dict[str, str]] = {}
        while True:
            self.loop.run_until_complete(self.quiet())
            for screen in self.screens:
                new = screen.obey()
                for text in gone["cockpit" if "cockpit" in screen.kind else "room"]:
                    assert text not in new, f"{screen.kind} hears {text}"
            stale = [number for number, screen in enumerate(self.screens) if screen.stale]
            if not stale:
                break
            self.resyncs.append(len(stale))
            for number in stale:
                self.refetch(number)
        for screen in self.screens:
            if screen.line and not screen.line.full:
                assert not screen.gone
                if screen.address not in drawn:
                    drawn[screen.address] = self.page(screen.browser, screen.address).parts
                assert screen.picture.parts == drawn[screen.address], screen.kind

    def refetch(self, number: int) -> None:
        screen = self.screens[number]
        was_on = screen.line is not None
        self.disconnect(number)
        screen.picture.afresh(screen.browser.get(screen.address).content.decode())
        screen.stale = False
        if was_on:
            self.connect(number)

    async def quiet(self) -> None:
        """Until every room stands at its head and all who read have been sent everything."""
        head = await asyncio.to_thread(self.head)
        async with asyncio.timeout(PATIENCE):
            while not self.is_quiet(head):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        self.streams = [stream for stream in self.streams if not stream.done() or stream.result()]

    def head(self) -> int:
        try:
            return Stream.objects.get(pk=self.workshop.stream_id).revision
        finally:
            connection.close()

    def is_quiet(self, head: int) -> bool:
        """Screens that don't read are not waited for."""
        wanted = sum(bool(screen.line and not screen.line.full) for screen in self.screens)
        room = self.hub.rooms.get(self.workshop.stream_id)
        if room is None:
            return wanted == 0
        standing = [
            client.cursor == channel.head
            for channel in room.channels.values()
            for client in (*channel.clients, *channel.followed)
            if not client.send.__self__.full and not client.send.__self__.cut.is_set()
        ]
        return room.head == head and not room.reading.locked() and standing == [True] * wanted

    def gone_words(self) -> dict[str, list[str]]:
        """Words that were written once and that an audience may see no longer."""
        every = {f"Words {number:04};" for number in range(1, self.texts + 1)}
        shown: dict[str, set[str]] = {"room": set(), "cockpit": set()}
        for problem in Problem.objects.filter(workshop=self.workshop):
            for words in shown.values():
                words.add(problem.title.removeprefix("Title "))
        for model, of in ((Solution, "problem"), (Build, "solution__problem")):
            mine = model.objects.filter(**{f"{of}__workshop": self.workshop}, withdrawn=False)
            shown["cockpit"] |= set(mine.values_list("text", flat=True))
            shown["room"] |= set(mine.filter(hidden=False).values_list("text", flat=True))
        return {audience: sorted(every - words) for audience, words in shown.items()}


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_every_screen_shows_what_a_reload_shows(monkeypatch, settings):
    settings.RATE_LIMITS = False  # they come and go more often than anybody may
    monkeypatch.setattr(channel_module, "RING", SHORT_RING)
    monkeypatch.setattr("workshop.live.hub.settings.REDIS_URL", "")
    monkeypatch.setattr("workshop.live.wake.publisher", None)
    monkeypatch.setattr(stream_module, "hub", stream_module.hub)
    # Who is here stands in no log, and is told in its own time; see test_presence.py.
    monkeypatch.setattr("workshop.live.presence.connected", lambda _stream: None)
    run_state_machine_as_test(
        Day,
        settings=profile(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Day.turns, "the room has stood still"
    assert sum(Day.resyncs) > 2, "rings are short so that screens fall out of reach"
