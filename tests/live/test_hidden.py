"""What a facilitator has hidden is in no byte that is written to whoever comes afterwards."""

import asyncio
from collections.abc import Iterator

import pytest
from django.db import connection
from django.utils import timezone

from problems.models import Problem, Solution
from workshop.live.access import Connect
from workshop.live.client import Client
from workshop.live.hub import Hub
from workshop.live.room import Room, catch_up
from workshop.live.stream import channel_of

TEXT = "Our colleague Kim is to blame"


async def nobody(_room: Room) -> None:
    return


async def unheard(_message: dict) -> None:
    return


@pytest.fixture
def quiet_hub(monkeypatch) -> Iterator[Hub]:
    """A hub that no wake-up reaches."""
    hub = Hub()
    monkeypatch.setattr("workshop.live.stream.hub", hub)
    yield hub
    hub.threads.shutdown()


def in_thread(work, *arguments):
    """What a verb does in a page process; a connection of its own goes with it."""

    def run():
        try:
            return work(*arguments)
        finally:
            connection.close()

    return asyncio.to_thread(run)


def write(live, pat, text: str = TEXT) -> Solution:
    problem = Problem.objects.select_related("workshop__stream", "workshop__key").get(
        workshop=live, position=1
    )
    return Solution.post(problem, pat.seat, text, f"key {text}", timezone.now())


async def read_all(room: Room) -> None:
    while await room.advance():
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("audience", ["wall", "room"])
def test_whoever_comes_after_it_was_hidden_hears_nothing_of_it(live, pat, quiet_hub, audience):
    """Though the hub has not been told yet."""

    async def story() -> tuple[bytes, bytes]:
        room = quiet_hub.room(live.stream_id)
        channel = await room.channel(audience, "en", 0)
        start = channel.head
        idea = await in_thread(write, live, pat)
        await read_all(room)
        before = channel.since(start)
        await in_thread(idea.hide)
        client = Client(
            Connect(live.pk, audience, {f"seat-{live.pk}": token_of(pat)}, live.wall_token),
            unheard,
            start,
        )
        admission = await quiet_hub.door.ask(client.connect)
        channel = await channel_of(client, admission, "en")
        return before, channel.since(start)

    before, after = asyncio.run(story())
    assert TEXT.encode() in before
    assert TEXT.encode() not in after


@pytest.mark.django_db(transaction=True)
def test_a_slow_wall_hears_nothing_hidden_though_half_of_it_is_drawn(live, pat, monkeypatch):
    """A calm room draws the idea first and its poster next: between the two somebody reads."""
    hub = Hub()
    monkeypatch.setattr("workshop.live.room.CALM_AFTER", -1.0)

    async def story() -> list[bytes]:
        room = Room(live.stream_id, hub.threads, nobody)
        channel = await room.channel("wall", "en", 0)
        heard: list[bytes] = []

        async def send(message: dict) -> None:
            heard.append(message["body"])

        slow = Client(Connect(live.pk, "wall", {}, ""), send, channel.head)
        idea = await in_thread(write, live, pat)
        await read_all(room)
        assert TEXT.encode() in channel.since(slow.cursor)
        await in_thread(idea.hide)
        assert await room.advance()
        assert channel.head < idea.workshop.stream.revision, "nothing is left to be drawn"
        await catch_up(channel, slow)
        await read_all(room)
        await catch_up(channel, slow)
        return heard

    heard = b"".join(asyncio.run(story()))
    hub.threads.shutdown()
    assert b"poster-" in heard
    assert TEXT.encode() not in heard


def token_of(pat) -> str:
    return next(iter(pat.client.cookies.values())).value
