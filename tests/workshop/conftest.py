from datetime import UTC, datetime

import pytest

from tests.followup.conftest import sink
from workshop.models import Invitation

__all__ = ["sink"]

# Some weeks before the day of the workshop in the cast.
NOW = datetime(2030, 1, 10, 9, tzinfo=UTC)


@pytest.fixture
def gun(draft, sales) -> Invitation:
    """On the list for Sales; nothing is sent yet."""
    (invitation,) = Invitation.put_on_the_list(draft, sales, [("gun@example.org", "Gun Ek")])
    return invitation


@pytest.fixture
def ove(draft, development) -> Invitation:
    (invitation,) = Invitation.put_on_the_list(draft, development, [("ove@example.org", "")])
    return invitation


def list_of(workshop, team, count, name="guest"):
    people = [(f"{name}{number}@example.org", "") for number in range(count)]
    return Invitation.put_on_the_list(workshop, team, people)
