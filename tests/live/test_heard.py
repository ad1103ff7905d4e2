"""A wake-up brings the lines of its commit along: they are drawn without reading the log, and the
log is read where one is missing."""

import asyncio
import json

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.overheard import nobody
from workshop.live import drawing, wake
from workshop.live.channel import RING
from workshop.live.heard import Heard
from workshop.live.hub import Hub
from workshop.live.room import Room


@given(
    log=st.lists(st.sampled_from(["one", "two", "three"]), max_size=12),
    head=st.integers(0, 12),
    told=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), max_size=12),
)
def test_what_was_heard_is_all_or_nothing(log, head, told):
    heard, known, newest = Heard(), set(), 0
    for revision, count in told:
        if revision <= len(log):
            first = max(revision - count, 0)
            heard.add(revision, [("thing", target) for target in log[first:revision]])
            known |= set(range(first + 1, revision + 1))
            newest = max(newest, revision)
    wanted = range(head + 1, newest + 1)
    after = [(revision, "thing", log[revision - 1]) for revision in wanted]
    assert heard.after(head) == (after if known.issuperset(wanted) else [])
    heard.forget(head)
    assert heard.after(head) == (after if known.issuperset(wanted) else [])
    assert not any(revision <= head for revision in heard.lines)


def test_a_room_that_hears_too_much_reads_its_log():
    heard = Heard()
    for revision in range(1, RING + 2):
        heard.add(revision, [("thing", "")])
    assert len(heard.lines) == RING
    assert heard.after(0) == []
    heard.forget(RING - 1)
    heard.add(RING + 1, [("thing", "")])
    assert heard.after(RING - 1) == [(RING, "thing", ""), (RING + 1, "thing", "")]


class Story:
    """A room that is drawn by hand, and how often its log was read."""

    def __init__(self, live, monkeypatch) -> None:
        self.live, self.hub, self.read = live, Hub(), 0
        self.room = self.hub.rooms[live.stream_id] = Room(live.stream_id, self.hub.threads, nobody)
        read = drawing.read_changes

        def counted(*asked):
            self.read += 1
            return read(*asked)

        monkeypatch.setattr(drawing, "read_changes", counted)

    async def announce(self, *targets: str, told: bool = True) -> None:
        listeners = [self.hub.wake] if told else []
        await asyncio.to_thread(self._announce, targets, listeners)

    def _announce(self, targets, listeners) -> None:
        wake.listeners[:] = listeners
        with transaction.atomic():
            self.live.stream.announce(*(("people", target) for target in targets))
        wake.listeners.clear()
        connection.close()

    def run(self, story) -> None:
        async def all_of_it() -> None:
            await self.room.channel("room", "en", 0)
            self.read = 0
            await story(self)

        try:
            asyncio.run(all_of_it())
        finally:
            self.hub.threads.shutdown()


@pytest.fixture
def story(live, monkeypatch) -> Story:
    return Story(live, monkeypatch)


@pytest.mark.django_db(transaction=True)
def test_the_log_is_not_read_for_what_was_heard(story):
    async def hear(story: Story) -> None:
        head = story.room.head
        await story.announce("1", "2")
        await story.announce("3")
        while story.room.head < head + 3:
            await story.room.advance()
        assert story.read == 0
        assert not story.room.heard.lines

    story.run(hear)


@pytest.mark.django_db(transaction=True)
def test_the_log_is_read_where_a_wake_up_was_lost(story):
    async def lose(story: Story) -> None:
        head = story.room.head
        await story.announce("1", told=False)
        await story.announce("2")
        while story.room.head < head + 2:
            await story.room.advance()
        assert story.read == 1
        await story.announce("3", told=False)
        await story.room.reach(head + 3)
        assert story.room.head == head + 3
        assert story.read == 2

    story.run(lose)


@pytest.mark.django_db(transaction=True)
def test_a_log_that_is_another_one_is_not_taken_for_what_was_heard(story):
    async def restore(story: Story) -> None:
        head = story.room.head
        await story.announce("1")
        await story.announce("2")
        await story.room.start_over(head)
        assert story.room.heard.after(head) == []

    story.run(restore)


def test_what_is_published_is_what_is_heard(monkeypatch):
    published = []
    publisher = wake.Publisher("redis://127.0.0.1:1")
    monkeypatch.setattr(publisher.client, "publish", lambda _to, words: published.append(words))
    publisher.publish(7, 12, [("solution", "3"), ("problem", "1")])
    assert wake.parse(published[0].encode()) == (7, 12, [("solution", "3"), ("problem", "1")])
    for broken in ("", "7 12", "[7]", json.dumps([7, "x", []])):
        with pytest.raises(ValueError, match=r"\w"):
            wake.parse(broken.encode())
