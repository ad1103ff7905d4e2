"""Open streams and polls: how many a seat, an address and a process get, counted without leaks."""

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.house import House, free_port, wait_for
from tests.listener import Listener
from tests.rooms import listen, phone_of, revision_of
from workshop.listening import WALLS
from workshop.live.access import Admission
from workshop.live.bounds import ADDRESS_STREAMS, ASKS_A_MINUTE, Bounds, Refused

PAT = Admission(1, "pat", 1, opened_by="seat pat")
TOM = Admission(1, "tom", 2, opened_by="seat tom")


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House(RATE_LIMITS="yes") as house:
        house.start_web()
        yield house


@pytest.fixture
def limited(settings):
    settings.RATE_LIMITS = True


def statuses(house: House, room: dict, count: int, **query) -> tuple[list[int], list[Listener]]:
    found = [listen(house, room, **query) for _each in range(count)]
    return [each.status for each in found], found


def test_five_thousand_streams_come_and_go_and_none_is_counted_for_ever(limited):
    bounds = Bounds()

    async def one(number: int) -> None:
        admission = Admission(1, opened_by=f"seat {number % 1000}")
        with bounds.place(admission, f"192.0.2.{number % 250}"):
            await asyncio.sleep(0.001)
            if number % 3 == 0:
                raise ConnectionResetError
            if number % 3 == 1:
                raise asyncio.CancelledError

    async def play() -> list[object]:
        ended: list[object] = []
        for start in range(0, 5000, 1000):
            batch = (one(number) for number in range(start, start + 1000))
            ended += await asyncio.gather(*batch, return_exceptions=True)
        return ended

    ended = asyncio.run(play())
    assert len(ended) == 5000
    assert not any(isinstance(each, Refused) for each in ended)
    assert (bounds.total, dict(bounds.open)) == (0, {})


def test_a_refused_stream_is_not_counted(limited):
    bounds = Bounds()
    with pytest.raises(Refused):
        hold(bounds, PAT, PAT.most + 1)
    assert (bounds.total, dict(bounds.open)) == (0, {})


def hold(bounds: Bounds, admission: Admission, count: int, address: str = "192.0.2.1") -> None:
    """Open as many, one inside the other."""
    if count:
        with bounds.place(admission, address):
            hold(bounds, admission, count - 1, address)


def test_a_whole_house_listens_from_one_address_and_no_more(limited):
    bounds = Bounds()
    places = [
        bounds.place(Admission(1, opened_by=f"seat {number}"), "192.0.2.1")
        for number in range(ADDRESS_STREAMS)
    ]
    for place in places:
        place.__enter__()
    with pytest.raises(Refused, match="address"), bounds.place(PAT, "192.0.2.1"):
        pass
    with bounds.place(PAT, "192.0.2.2"):
        assert bounds.total == ADDRESS_STREAMS + 1


def test_the_ceiling_of_a_process_holds_under_load_tests_too(settings):
    settings.RATE_LIMITS, settings.STREAMS = False, 3
    bounds = Bounds()
    hold(bounds, PAT, 3)
    with pytest.raises(Refused, match="full"):
        hold(bounds, PAT, 4)


def test_a_page_that_polls_every_three_seconds_in_six_tabs_is_let_be(limited):
    bounds = Bounds()
    for minute in range(3):
        for ask in range(PAT.most * ASKS_A_MINUTE):
            bounds.ask(PAT, minute * 60 + ask / 2)
        with pytest.raises(Refused) as refused:
            bounds.ask(PAT, minute * 60 + 59)
        assert refused.value.wait == 1
        bounds.ask(TOM, minute * 60 + 59)


def test_fifty_streams_from_one_seat_leave_room_for_all_others(house, room):
    found, streams = statuses(house, room, 50)
    assert found == [200] * 6 + [429] * 44
    refused = streams[-1]
    assert refused.answer.getheader("Retry-After") == "15"
    assert refused.answer.getheader("Content-Type") == "text/plain"
    assert refused.answer.read() == b""
    tom = Listener(
        house.url, f"/live/{room['room']}/room/?after=0", phone_of(house, room, 1).cookie
    )
    assert tom.status == 200
    streams[0].close()
    wait_for(lambda: listen(house, room).status == 200, "the place of the stream that was closed")


def test_phones_that_are_cut_off_give_their_places_back(house, room):
    def cut(stream: Listener) -> None:
        """As a killed program or a lost network does: a reset instead of a farewell."""
        raw = stream.answer.fp.raw._sock
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()
        stream.connection.sock = None

    def six_get_in() -> bool:
        found, streams = statuses(house, room, 6)
        for stream in streams:
            cut(stream)
        return found == [200] * 6

    for _round in range(5):
        wait_for(six_get_in, "six places for the seat")


def test_polls_of_one_seat_are_bounded_and_those_of_others_go_on(house, room):
    with ThreadPoolExecutor(16) as phones:  # a minute may begin anew in between
        asked = list(phones.map(lambda _ask: listen(house, room, once=1), range(260)))
    refused = [each for each in asked if each.status == 429]
    assert len(refused) >= 260 - 2 * 6 * ASKS_A_MINUTE
    assert all(1 <= int(each.answer.getheader("Retry-After")) <= 60 for each in refused)
    assert {each.status for each in asked} == {200, 429}
    path = f"/live/{room['room']}/room/?after=0&once=1"
    assert Listener(house.url, path, phone_of(house, room, 1).cookie).status == 200


def test_a_wall_link_shows_on_forty_screens(house, room):
    found, streams = statuses(house, room, WALLS + 1, audience="wall", key=room["wall"])
    assert found == [200] * WALLS + [429]
    for stream in streams:
        stream.close()


def test_a_full_process_sends_phones_away_for_a_while(house, room):
    port = free_port()
    house.start(
        "small", "uvicorn", "workshop.asgi:application", "--port", str(port),
        "--no-access-log", "--log-level", "warning", STREAMS="2",
    )  # fmt: skip
    try:
        wait_for(lambda: house.answers(port), "the small process")
        path = f"/live/{room['room']}/room/?after=0"
        cookies = [phone_of(house, room, seat).cookie for seat in (0, 1, 0)]
        streams = [Listener(f"http://127.0.0.1:{port}", path, cookie) for cookie in cookies]
        assert [stream.status for stream in streams] == [200, 200, 429]
    finally:
        house.stop("small")


def test_whoever_tries_many_wrong_keys_has_to_wait(house, room):
    port = free_port()
    house.start(
        "tried", "uvicorn", "workshop.asgi:application", "--port", str(port),
        "--no-access-log", "--no-proxy-headers", "--log-level", "warning",
    )  # fmt: skip
    try:
        wait_for(lambda: house.answers(port), "the process that is tried")
        path = f"/live/{room['room']}/wall/?after=0&key=made-up"
        url = f"http://127.0.0.1:{port}"

        def guess(number: int) -> int:
            return Listener(url, path, "", {"X-Forwarded-For": f"203.0.113.{number}"}).status

        with ThreadPoolExecutor(16) as phones:
            found = list(phones.map(guess, range(350)))
        assert found.count(404) <= 300 + 16  # those who asked at the very same moment
        assert set(found) == {404, 429}
    finally:
        house.stop("tried")


def test_news_goes_on_while_somebody_floods(house, room):
    pat = listen(house, room, revision_of(house, room))
    pat.until("hello")
    told = threading.Event()
    found: list[int] = []

    def flood(_phone: int) -> None:
        """One connect after the other, until the news is there."""
        while not told.is_set() or len(found) < 100:
            stream = listen(house, room)
            found.append(stream.status)
            stream.close()

    with ThreadPoolExecutor(8) as phones:
        flooding = phones.map(flood, range(8))
        try:
            wait_for(lambda: 429 in found, "the flood to be refused")
            phone = phone_of(house, room, 1)
            path = f"/room/{room['room']}/posters/{room['problem']}/"
            assert phone.post(path, text="In the middle of it")[0] == 302
            pat.until("put", "In the middle of it", patience=30)
        finally:
            told.set()
        assert list(flooding) == [None] * 8
    assert {200, 429} == set(found)
