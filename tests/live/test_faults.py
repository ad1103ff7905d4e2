"""What a stream must not say or do when somebody is out, something is hidden, or a cookie is odd."""

import asyncio

import pytest
from django.db import connection, transaction

from tests.house import House
from tests.listener import Listener
from tests.rooms import listen, phone_of, revision_of, write
from workshop.live import fragments
from workshop.live.access import Connect
from workshop.live.client import Client
from workshop.live.hub import Hub
from workshop.live.stream import stream
from workshop.models import Participant


def wall_of(house: House, room: dict, after: int, **query) -> Listener:
    return listen(house, room, after, "wall", key=room["wall"], **query)


def test_the_old_wall_never_hears_the_new_code(house, room):
    wall = wall_of(house, room, revision_of(house, room))
    wall.until("hello")
    code = house.shell(
        "from workshop.models import Workshop;"
        f"workshop = Workshop.objects.get(pk={room['room']});"
        "workshop.change_code();"
        "print(workshop.spoken_code)"
    ).splitlines()[-1]
    said = list(wall)
    assert said[-1].kind == "gone"
    assert not any(code in each.data for each in said)


@pytest.mark.parametrize("wide", ["spotlight", "posters"])
def test_the_wall_replays_nothing_that_was_hidden(house, room, wide):
    start = revision_of(house, room)
    keeps_up = wall_of(house, room, start)
    keeps_up.until("hello")
    write(house, room, "A name that should not be here")
    house.shell(
        "from problems.models import Problem; from workshop.models import Workshop;"
        "from django.db import transaction;"
        f"problem = Problem.objects.get(pk={room['problem']});"
        + ("problem.spotlight()" if wide == "spotlight" else "problem.move(1)")
    )
    keeps_up.until("put", 'id="spotlight"' if wide == "spotlight" else 'id="posters"')
    house.shell(
        "from problems.models import Solution;"
        f"Solution.objects.get(problem={room['problem']}).hide()"
    )
    while keeps_up.until("put", f'id="poster-{room["problem"]}"').data.count("should not be here"):
        pass
    replayed = list(wall_of(house, room, start, once=1))
    assert not any("should not be here" in each.data for each in replayed)
    assert "resync" in {each.kind for each in replayed}


def test_a_cookie_of_another_program_does_not_hide_the_seat(house, room):
    path = f"/live/{room['room']}/room/?after=0&once=1"
    for odd in ('prefs={"a":[1,2]}', "a b=c", "lonely", 'x="un'):
        cookies = f"{odd}; {phone_of(house, room).cookie}"
        assert Listener(house.url, path, cookies).status == 200, odd


def test_a_made_up_session_spoils_nobodys_connect(house, room):
    path = f"/live/{room['room']}/cockpit/?after=0&once=1"
    for odd in (r'"\000"', "'; --", "å" * 3, "x" * 3000):
        assert Listener(house.url, path, f"sessionid={odd}").status == 404, odd


def test_an_idea_is_posted_once_though_the_phone_hears_nothing_of_a_pause(house, room):
    """The answer got lost, then came a pause: what the server has, it does not refuse."""
    path = f"/room/{room['room']}/posters/{room['problem']}/"
    phone = phone_of(house, room)
    assert phone.post(path, text="Once", post_key="one-and-the-same")[0] == 302
    house.shell(
        "from django.utils import timezone; from workshop.models import Workshop;"
        f"Workshop.objects.get(pk={room['room']}).pause(timezone.now())"
    )
    assert phone.post(path, text="Once", post_key="one-and-the-same")[0] == 302
    assert phone.post(path, text="Another", post_key="one-and-the-same")[0] == 409


def cockpit_of(live, fay) -> tuple[Client, list[bytes]]:
    async def send(message: dict) -> None:
        heard.append(message["body"])

    heard: list[bytes] = []
    cookies = {name: morsel.value for name, morsel in fay.client.cookies.items()}
    client = Client(Connect(live.pk, "cockpit", cookies, ""), send, 0)
    return client, heard


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["membership", "role", "sign-out", "account"])
def test_fays_cockpit_falls_silent_when_she_may_no_longer_see_it(live, pat, fay, end):
    client, heard = cockpit_of(live, fay)
    membership = fay.user.memberships.get()

    async def check() -> list[Client]:
        hub = Hub()
        room = hub.room(live.stream_id)
        channel = await room.channel("cockpit", "en", 0)
        channel.clients.add(client)
        await hub.check_access(room)
        listening = room.clients
        await hub.stop()
        return listening

    assert asyncio.run(check()) == [client]
    if end == "membership":
        membership.delete()
    elif end == "role":
        membership.role = "manager"
        membership.save()
    elif end == "account":
        fay.user.is_active = False
        fay.user.save()
    else:
        fay.client.logout()
    heard.clear()
    assert asyncio.run(check()) == []
    assert b"gone" in heard[0]


@pytest.mark.django_db(transaction=True)
def test_a_room_goes_on_after_an_error_nobody_thought_of(live, pat, monkeypatch):
    monkeypatch.setattr("workshop.live.hub.AWAY", 0.01)
    stumbles = iter([ValueError("once"), KeyError("twice")])

    async def play() -> int:
        hub = Hub()
        room = hub.room(live.stream_id)
        await room.channel("room", "en", 0)
        advance = room.advance

        async def stumble() -> None:
            for error in stumbles:
                raise error
            await advance()

        room.advance = stumble
        head = room.head
        await asyncio.to_thread(announce, live)
        room.woken.set()
        for _wait in range(200):
            await asyncio.sleep(0.01)
            if room.head > head:
                break
        await hub.stop()
        return room.head - head

    assert asyncio.run(play()) == 1


def announce(live) -> None:
    with transaction.atomic():
        live.stream.announce(("people", ""))
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_phone_that_reads_nothing_from_the_start_is_cut_when_it_is_sent_out(
    live, pat, monkeypatch
):
    class Protocol:
        transport: "Protocol"
        full = aborted = False
        hangs: asyncio.Event

        async def send(self, message: dict) -> None:
            self.full |= b"put" in message.get("body", b"")
            if self.full:
                self.hangs.set()
                await asyncio.Event().wait()

        def abort(self) -> None:
            self.aborted = True

    async def receive() -> dict:
        return await asyncio.Event().wait()

    async def play() -> tuple[bool, bool]:
        protocol, hub = Protocol(), Hub()
        protocol.transport, protocol.hangs = protocol, asyncio.Event()
        monkeypatch.setattr("workshop.live.stream.hub", hub)
        name = f"seat-{live.pk}"
        scope = {
            "path": f"/live/{live.pk}/room/",
            "method": "GET",
            "query_string": b"after=0",
            "headers": [(b"cookie", f"{name}={pat.client.cookies[name].value}".encode())],
        }
        phone = asyncio.create_task(stream(scope, receive, protocol.send))
        await protocol.hangs.wait()
        room = hub.rooms[live.stream_id]
        await hub.check_access(room)
        before = protocol.aborted
        await asyncio.to_thread(send_out, pat.seat)
        await hub.check_access(room)
        phone.cancel()
        await hub.stop()
        return before, protocol.aborted

    assert asyncio.run(asyncio.wait_for(play(), 5)) == (False, True)


def send_out(seat: Participant) -> None:
    seat.send_out()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_hub_asks_again_by_itself(live, fay, monkeypatch):
    monkeypatch.setattr("workshop.live.hub.CHECK_EVERY", 0.02)
    monkeypatch.setattr("workshop.live.hub.settings.REDIS_URL", "")
    client, heard = cockpit_of(live, fay)
    fay.client.logout()

    async def play() -> None:
        hub = Hub()
        hub.start()
        channel = await hub.room(live.stream_id).channel("cockpit", "en", 0)
        channel.clients.add(client)
        async with asyncio.timeout(10):
            while not heard:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await hub.stop()

    asyncio.run(play())
    assert heard == [fragments.GONE]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_send_somebody_out_once(live, pat):
    """The room asks because of its log, the hub because it is time."""

    async def play() -> list[bytes]:
        client, heard = stranger_to(live)
        hub = Hub()
        room = hub.room(live.stream_id)
        (await room.channel("room", "en", 0)).clients.add(client)
        await asyncio.gather(hub.check_access(room), hub.check_access(room))
        assert room.clients == []
        await hub.stop()
        return heard

    assert asyncio.run(play()) == [fragments.GONE]


@pytest.mark.django_db(transaction=True)
def test_a_client_that_cannot_be_written_to_does_not_end_the_beat(live, pat, monkeypatch):
    monkeypatch.setattr("workshop.live.hub.BEAT_EVERY", 0.02)
    monkeypatch.setattr("workshop.live.hub.settings.REDIS_URL", "")

    async def broken(_message: dict) -> None:
        tried.append(1)
        raise RuntimeError("nobody thought of this")

    tried: list[int] = []

    async def play() -> int:
        hub = Hub()
        hub.start()
        channel = await hub.room(live.stream_id).channel("room", "en", 0)
        broken_one = Client(Connect(live.pk, "room", {}, ""), broken, channel.head)
        channel.clients.add(broken_one)
        async with asyncio.timeout(20):
            while len(tried) < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        dead = hub.dead()
        channel.clients.clear()
        await hub.stop()
        return dead

    assert asyncio.run(play()) == 0


def stranger_to(live) -> tuple[Client, list[bytes]]:
    """Somebody without a seat, whose socket takes nothing after the last words."""

    async def send(message: dict) -> None:
        if heard:
            raise RuntimeError("the response is complete")
        heard.append(message["body"])

    heard: list[bytes] = []
    return Client(Connect(live.pk, "room", {}, ""), send, 0), heard
