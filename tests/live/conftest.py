"""One house a module, and a fresh room for each test."""

from collections.abc import Iterator

import pytest

from tests.house import House
from tests.rooms import seed


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with House() as house:
        house.start_web()
        yield house


@pytest.fixture(scope="module")
def pairs(house: House) -> list[list[dict]]:
    """Rooms of two organisations, one pair for each test."""
    return seed(house, 20)


@pytest.fixture
def rooms(pairs: list[list[dict]]) -> list[dict]:
    return pairs.pop()


@pytest.fixture
def room(rooms: list[dict]) -> dict:
    return rooms[0]
