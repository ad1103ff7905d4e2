"""Who is connected, by team: counted from open streams, shared by processes, kept nowhere."""

import asyncio
import itertools
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.house import House, free_port, wait_for
from tests.listener import Listener
from tests.parts import OwnRedis
from tests.rooms import crowd, facilitator, facts, listen, phone_of, seed
from workshop.listening import authorise
from workshop.live.access import Connect
from workshop.live.board import BOARD_KEEPS, LINGER, Here, Reader, count
from workshop.live.client import Client
from workshop.live.hub import CHECK_ALL, CHECK_EVERY, Hub
from workshop.live.presence import TELL_EVERY, connected

ROW = re.compile(r'<span class="chip team-\d">(\w+)</span></th>\s*<td>\s*([^<]+?)\s*</td>')


def figures(html: str) -> dict[str, str]:
    """What the cockpit shows, by team."""
    return dict(ROW.findall(html))


@dataclass
class Cockpit:
    """A facilitator's stream, read all the time."""

    listener: Listener
    heard: list[tuple[float, dict[str, str]]] = field(default_factory=list)
    revisions: list[int | None] = field(default_factory=list)

    def read(self) -> None:
        for said in self.listener:
            if said.kind == "news":
                self.revisions.append(said.revision)
                self.heard.append((time.monotonic(), figures(said.data)))

    @property
    def shown(self) -> dict[str, str]:
        return self.heard[-1][1] if self.heard else {}

    def shows(self, sales: str, development: str, patience: float = 30) -> float:
        """Waits for it; returns when it was heard."""
        wanted = {"Sales": sales, "Development": development}
        wait_for(lambda: self.shown == wanted, f"{wanted}, not {self.shown}", patience)
        return self.heard[-1][0]


@contextmanager
def cockpit(house: House, room: dict, url: str = ""):
    path = f"/live/{room['room']}/cockpit/?after=0&lang=en"
    listener = Listener(url or house.url, path, facilitator(house, room).cookie)
    assert listener.status == 200
    own = Cockpit(listener)
    thread = threading.Thread(target=own.read, daemon=True)
    thread.start()
    yield own
    listener.connection.sock.close() if listener.connection.sock else None


@pytest.fixture
def full_room(house, room):
    """Six people a team: who is connected is told of five or more."""
    crowd(house, room, 10)
    return room


def test_two_tabs_of_one_person_count_once():
    here = Here()
    here.arrive("pat", 1)
    here.arrive("pat", 1)
    here.arrive("tom", 2)
    here.leave("pat", until=0)
    here.let_go(now=1)
    assert count([here.holders()]) == {1: 1, 2: 1}
    here.leave("pat", until=5)
    here.let_go(now=4.9)
    assert count([here.holders()]) == {1: 1, 2: 1}
    here.let_go(now=5)
    assert count([here.holders()]) == {2: 1}


def test_a_phone_that_comes_back_in_time_was_never_away():
    here = Here()
    here.arrive("pat", 1)
    here.changed = False
    here.leave("pat", until=10)
    here.arrive("pat", 1)
    here.let_go(now=100)
    assert count([here.holders()]) == {1: 1}
    assert not here.changed


def test_whoever_is_in_two_processes_counts_once():
    assert count([{1: ["a", "b"]}, {1: ["b", "c"], 2: ["d"]}]) == {1: 3, 2: 1}


@pytest.mark.django_db
def test_a_process_without_streams_and_without_redis_does_not_know(live, settings, monkeypatch):
    monkeypatch.setattr("workshop.live.presence.reader", None)
    assert connected(live.stream_id) is None


def test_the_cockpit_hears_who_comes_and_who_goes(house, full_room):
    with cockpit(house, full_room) as fay:
        fay.shows("0 of 6", "0 of 6")
        pat, second_tab = listen(house, full_room), listen(house, full_room)
        pat.until("hello")
        second_tab.until("hello")
        fay.shows("1 of 6", "0 of 6")
        pat.close()
        pat.answer.close()
        time.sleep(LINGER / 2)
        again = listen(house, full_room)  # the second tab is still open as well
        again.until("hello")
        heard = len(fay.heard)
        time.sleep(LINGER / 2 + 2)
        assert len(fay.heard) == heard
        gone = time.monotonic()
        for stream in (again, second_tab):
            stream.close()
            stream.answer.close()
        assert fay.shows("0 of 6", "0 of 6", patience=LINGER + 4) - gone > LINGER - 1
        assert fay.revisions == [None] * len(fay.revisions)


def test_a_fresh_page_and_a_fresh_stream_say_how_it_is(house, full_room):
    phones = [listen(house, full_room), listen(house, full_room)]
    for phone in phones:
        phone.until("hello")
    time.sleep(TELL_EVERY + 0.5)
    page = f"/workshops/{full_room['room']}/cockpit/"
    with cockpit(house, full_room) as fay:
        first = (
            Listener(house.url, page, facilitator(house, full_room).cookie).answer.read().decode()
        )
        assert figures(first) == {"Sales": "1 of 6", "Development": "0 of 6"}
        fay.shows("1 of 6", "0 of 6")


def test_nothing_of_it_is_written_down(house, full_room):
    before = facts(house, full_room)
    with cockpit(house, full_room) as fay:
        phone = listen(house, full_room)
        phone.until("hello")
        fay.shows("1 of 6", "0 of 6")
        assert facts(house, full_room) == before
    assert not re.search(r"[0-9a-f]{16}", house.log("web"))


async def all_at_once(url: str, room: dict, cookies: list[str]) -> list:
    parts = urlsplit(url)

    async def open_one(cookie: str):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        request = f"GET /live/{room['room']}/room/?after=0 HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n"
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.splitlines()[0]
        return writer

    return await asyncio.gather(*map(open_one, cookies))


def test_a_thousand_phones_at_once_are_a_few_words_to_the_cockpit(house, room):
    cookies = crowd(house, room, 1000)

    async def story() -> tuple[float, float]:
        began = time.monotonic()
        writers = await all_at_once(house.live_url, room, cookies)
        opened = time.monotonic()
        await asyncio.to_thread(fay.shows, "500 of 501", "500 of 501")
        for writer in writers:
            writer.close()
        return began, opened

    with cockpit(house, room) as fay:
        fay.shows("0 of 501", "0 of 501")
        began, opened = asyncio.run(story())
        told = [at for at, _figures in fay.heard if at > began]
        assert len(told) <= 2 + (opened - began) / TELL_EVERY
        assert told[-1] - opened < 3
        assert all(later - sooner > TELL_EVERY * 0.8 for sooner, later in itertools.pairwise(told))


def test_somebody_who_is_sent_out_counts_no_more_at_once(house, full_room):
    with cockpit(house, full_room) as fay:
        pat = listen(house, full_room)
        pat.until("hello")
        fay.shows("1 of 6", "0 of 6")
        house.shell(
            "from workshop.models import Participant;"
            f"Participant.objects.get(pk={full_room['seats'][0]}).send_out()"
        )
        pat.until("gone")
        fay.shows("0 of 5", "0 of 6")


def test_processes_count_together_and_forget_one_that_was_killed():
    with OwnRedis() as redis, House(REDIS_URL=redis.url) as house:
        house.start_apart()
        room = seed(house, 1)[0][0]
        crowd(house, room, 10)
        port = free_port()
        house.start_web("second", port)
        second = f"http://127.0.0.1:{port}"
        with cockpit(house, room, house.live_url) as fay:
            path = f"/live/{room['room']}/room/?after=0"
            pat = Listener(house.live_url, path, phone_of(house, room).cookie)
            also_pat = Listener(second, path, phone_of(house, room).cookie)
            tom = Listener(second, path, phone_of(house, room, 1).cookie)
            for stream in (pat, also_pat, tom):
                stream.until("hello")
            fay.shows("1 of 6", "1 of 6")
            # The pages are a process without a stream: they read what the others have written.
            page = phone_of(house, room)
            page.cookies = facilitator(house, room).cookies
            _status, html = page.get(f"/workshops/{room['room']}/cockpit/")
            assert figures(html) == {"Sales": "1 of 6", "Development": "1 of 6"}
            kept = [redis.client.get(key) for key in redis.client.keys("live:here:*:*")]
            assert len(kept) == 2
            for text in kept:
                holders = list(itertools.chain(*json.loads(text).values()))
                assert all(re.fullmatch("[0-9a-f]{16}", holder) for holder in holders)
            assert all(redis.client.ttl(key) > 0 for key in redis.client.keys("live:here:*"))

            killed = time.monotonic()
            house.kill("second")
            assert fay.shows("1 of 6", "0 of 6", patience=30) - killed < BOARD_KEEPS + 5
            redis.kill()
            _status, html = page.get(f"/workshops/{room['room']}/cockpit/")
            assert figures(html) == {
                "Sales": "6 seats",
                "Development": "6 seats",
            }  # seats, and no guess
            time.sleep(2)
            assert fay.shown == {"Sales": "1 of 6", "Development": "0 of 6"}
            redis.start()
            stream = house.shell(
                "from workshop.models import Workshop;"
                f"print(Workshop.objects.get(pk={room['room']}).stream_id)"
            )
            reader = Reader(redis.url)
            wait_for(
                lambda: sum((reader.counts(int(stream)) or {}).values()) == 1, "the board again", 20
            )


END = {
    "logout": "from django.contrib.sessions.models import Session; Session.objects.all().delete()",
    "membership": "from workshop.people.models import Membership;"
    " Membership.objects.filter(user__email='{email}').delete()",
    "role": "from workshop.people.models import Membership;"
    " Membership.objects.filter(user__email='{email}').update(role='manager')",
    "account": "from workshop.people.models import User;"
    " User.objects.filter(email='{email}').update(is_active=False)",
}


@pytest.mark.parametrize("end", END)
def test_a_facilitator_who_may_no_longer_listen_soon_hears_nothing(house, room, end):
    path = f"/live/{room['room']}/cockpit/?after=0"
    fay = Listener(house.url, path, facilitator(house, room).cookie)
    fay.until("hello")
    house.shell(END[end].format(**room))
    fay.until("gone")
    assert list(fay) == []


def test_what_may_end_without_a_word_is_asked_about_often_and_the_rest_now_and_then():
    assert CHECK_EVERY <= 4
    assert CHECK_EVERY * CHECK_ALL <= 16


@pytest.mark.django_db(transaction=True)
def test_a_seat_that_changes_its_team_is_counted_there(live, pat, development):
    async def story() -> dict[int, int]:
        async def send(_message: dict) -> None:
            return

        hub = Hub()
        room = hub.room(live.stream_id)
        channel = await room.channel("room", "en", 0)
        cookies = {name: morsel.value for name, morsel in pat.client.cookies.items()}
        client = Client(Connect(live.pk, "room", cookies, ""), send, 0)
        channel.clients.add(client)
        admission = await hub.door.ask(client.connect)
        assert admission
        assert (admission.stream, admission.group) == (live.stream_id, pat.seat.team_id)
        hub.presence.arrive(client, admission)
        await asyncio.to_thread(move)
        await hub.check_access(room)
        hub.presence.here[live.stream_id].let_go(time.monotonic())
        found = count([hub.presence.here[live.stream_id].holders()])
        await hub.stop()
        return found

    def move() -> None:
        type(pat.seat).objects.filter(pk=pat.seat.pk).update(team=development)
        connection.close()

    assert asyncio.run(story()) == {development.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_a_holder_is_one_person_everywhere_and_nobody_to_whoever_reads_it(live, pat, tom, settings):
    def holder(guest) -> str:
        cookies = {name: morsel.value for name, morsel in guest.client.cookies.items()}
        (admission,) = authorise([Connect(live.pk, "room", cookies, "")])
        assert admission
        return admission.holder

    of_pat = holder(pat)
    assert of_pat == holder(pat) != holder(tom)
    settings.SECRET_KEY = "another house"
    assert holder(pat) != of_pat
