import pytest
import time_machine

from tests.followup.conftest import alex, closed, kim, pair, sink  # noqa: F401
from tests.followup.pairs import DAY_14


@pytest.fixture
def day_14():
    with time_machine.travel(DAY_14, tick=False) as traveller:
        yield traveller
