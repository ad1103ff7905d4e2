"""Houses that a test may break, and what must hold however it was broken."""

from collections.abc import Iterator, Sequence

import pytest

from tests.house import House
from tests.rooms import crowd, facilitator, facts, poster, seed
from tests.watcher import Watcher, Writer


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start_web()
        yield house


@pytest.fixture(scope="module")
def rooms(house: House) -> list[dict]:
    return [pair[0] for pair in seed(house, 4)]


@pytest.fixture
def room(rooms: list[dict]) -> dict:
    return rooms.pop()


class Cast:
    """Everybody in one room: writers, and screens of every kind that watch."""

    def __init__(
        self, house: House, room: dict, writers: int = 4, urls: Sequence[str] = ()
    ) -> None:
        self.house, self.room = house, room
        self.pages, self.streams = list(urls or [house.url]), list(urls or [house.live_url])
        cookies = crowd(house, room, writers + 2)
        self.writers = [
            Writer(list(self.pages), poster(room), cookie, f"Somebody {number}")
            for number, cookie in enumerate(cookies[2:])
        ]
        fay = facilitator(house, room).cookie
        cockpit = f"/workshops/{room['room']}/cockpit/"
        self.watchers = [
            self.watcher(poster(room), cookies[0]),
            self.watcher(poster(room), cookies[1]),
            self.watcher(f"/room/{room['room']}/", cookies[0]),
            self.watcher(f"/wall/{room['wall']}/"),
            self.watcher(cockpit, fay),
            self.watcher(f"{cockpit}posters/{room['problem']}/", fay),
        ]

    def watcher(self, path: str, cookie: str = "") -> Watcher:
        return Watcher(list(self.pages), list(self.streams), path, cookie)

    def check(self) -> None:
        """Everything acknowledged is there once, and everybody heard it once and in order."""
        ideas, log = facts(self.house, self.room)
        assert sorted(ideas) == sorted(text for each in self.writers for text in each.acknowledged)
        assert not any(each.refused for each in self.writers)
        assert [line[0] for line in log] == list(range(1, len(log) + 1))
        spoken = [revision for revision, kind, _target in log if kind == "solution"]
        for watcher in self.watchers:
            assert watcher.is_in_order(), watcher.path
            if not watcher.resyncs and 'id="ideas-' in watcher.picture.page.html:
                heard = [revision for revision, html in watcher.heard if 'id="solution-' in html]
                assert heard == spoken, watcher.path


@pytest.fixture
def cast(house: House, room: dict) -> Cast:
    return Cast(house, room)
