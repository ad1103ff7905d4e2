"""Two hundred mails are due; worker, broker and mail server are killed in turn.

Each of the three is killed in the middle of a mail: the mail server stops before it takes one, so
it is certain what had been handed over by then and what had not.
"""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.house import House, wait_for
from tests.parts import OwnRedis
from tests.sink import PATIENCE, SinkProcess

pytestmark = pytest.mark.load
TUESDAY = datetime(2026, 3, 10, 10, tzinfo=UTC)
# A worker that claimed a mail and died is taken for dead after ten minutes.
LATER = timedelta(minutes=11)
DUE = """
from datetime import UTC, date, datetime, time, timedelta
from problems.models import Commitment, Problem, Solution
from workshop.followup.models import CheckIn
from workshop.models import Workshop
from workshop.people.models import Organisation, User
closed_at = datetime(2026, 2, 24, 15, tzinfo=UTC)
fay = User.objects.create_user("fay@example.org", name="Fay")
house = Organisation.found("Two hundred", fay)
teams = [house.teams.create(name=n, short_name=n[:3], colour=c, position=c)
         for c, n in enumerate(["Sales", "Development"], start=1)]
workshop = Workshop.create(house, teams, title="Big", goal="So", date=closed_at.date(),
    start=time(9), time_zone="UTC")
workshop.start_day(closed_at - timedelta(hours=6))
problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
solution = Solution.enter(problem, teams[0], "Say how many", "key", closed_at)
Commitment.objects.bulk_create(Commitment(
    solution=solution, lead=f"Lead {n}", lead_email=f"lead{n}@example.org", lead_team=teams[0],
    partner=f"Partner {n}", partner_email=f"partner{n}@example.org", partner_team=teams[1],
    cue="if", step="then", first_step_on=date(2026, 3, 3), serves_goal="so", belief="that",
    test="this", change_mind="that", confidence=50, at=closed_at) for n in range(100))
workshop.close(closed_at, fay, "Enough for today.")
CheckIn.objects.exclude(question="first-step").delete()
print(CheckIn.objects.count())
"""
SENT = """
from workshop.followup.models import CheckIn, Recipient
print(CheckIn.objects.filter(question="first-step", sent_at__isnull=False).count(),
      Recipient.objects.filter(mails=1, claimed_at=None, failed_at=None).count())
"""
ONCE_MORE = """
from datetime import datetime
from workshop.followup.delivery import look
look(datetime.fromisoformat("{}"), 200)
"""


class Redis:
    """The broker of production."""

    def __init__(self) -> None:
        self.server = OwnRedis()
        self.environment = {"REDIS_URL": self.server.url}

    def kill(self, _house: House) -> None:
        self.server.kill()

    def start(self, _house: House) -> None:
        self.server.start()


class Files:
    """The embedded default: folders, and whatever waits in them is lost with them."""

    environment = {"REDIS_URL": ""}

    def kill(self, house: House) -> None:
        shutil.rmtree(house.folder / "queue")

    def start(self, house: House) -> None:
        (house.folder / "queue" / "control").mkdir(parents=True)


@pytest.fixture(params=["redis", "files"])
def broker(request) -> Iterator[Redis | Files]:
    if request.param == "files":
        yield Files()
        return
    broker = Redis()
    with broker.server:
        yield broker


class Post:
    """Worker and beat of a house, whose clocks can be set on by starting them anew."""

    def __init__(self, house: House) -> None:
        self.house, self.now = house, TUESDAY

    def start(self) -> None:
        self.beat(self.now)
        self.house.start(
            "worker", "tests.clock", self.now.isoformat(), "celery", "-A", "workshop", "worker",
            "--pool", "threads", "--concurrency", "2", "--loglevel", "warning",
        )  # fmt: skip

    def beat(self, at: datetime) -> None:
        self.house.start(
            "beat", "tests.clock", at.isoformat(), "celery", "-A", "workshop", "beat",
            "--pidfile=", "--loglevel", "warning", "-s", str(self.house.folder / "schedule"),
        )  # fmt: skip

    def write_schedule(self) -> None:
        """A beat that has just been put up waits a minute; one with a past looks at once."""
        self.beat(self.now - timedelta(hours=1))
        kept = self.house.folder
        wait_for(lambda: list(kept.glob("schedule*")), "beat to keep its schedule", PATIENCE)
        self.house.stop("beat")

    def later(self) -> None:
        for name in ("beat", "worker"):
            with contextlib.suppress(KeyError):
                self.house.kill(name)
        self.now += LATER
        self.start()


def test_two_hundred_arrive_and_none_twice(broker, tmp_path):
    sink = SinkProcess(tmp_path / "mails")
    environment = broker.environment | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    with House(**environment) as house:
        post = Post(house)
        sink.start()
        try:
            assert house.shell(DUE).splitlines()[-1] == "200"
            post.write_schedule()

            sink.hold_at(40)
            post.start()
            sink.wait_until_held()
            house.kill("worker")

            sink.hold_at(100)
            post.later()
            sink.wait_until_held()
            broker.kill(house)

            # What the worker has in hand it goes on with.
            sink.hold_at(150)
            sink.wait_until_held()
            sink.kill()

            broker.start(house)
            assert house.processes["worker"].poll() is None, house.log("worker")
            sink.go_on()
            sink.start()
            post.later()
            wait_for(lambda: len(sink.mails) >= 200, "200 mails", PATIENCE)
            wait_for(lambda: house.shell(SENT).splitlines()[-1] == "200 200", "the marks", PATIENCE)
            house.shell(ONCE_MORE.format((post.now + LATER).isoformat()))
        finally:
            sink.kill()
        mails = sink.mails
    assert len(mails) == 200
    assert len({mail["id"] for mail in mails}) == 200
    people = {
        f"{half}{number}@example.org" for half in ("lead", "partner") for number in range(100)
    }
    assert {address for mail in mails for address in mail["to"]} == people
