"""The cast: fay (facilitator), pat and tom (participants of two teams), mia (manager),
ada (admin) and sam (a stranger from another organisation)."""

import string
from dataclasses import dataclass
from datetime import date, time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.middleware import csrf
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings

from problems.models import Problem
from tests import foundation
from tests.house import raze
from workshop.models import Participant, Workshop
from workshop.people.models import Organisation, Role, Team, User

PASSWORD = "ten doors are open"

# A busy machine is slow, not wrong.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

# One form token in four thousand spells Tom, and a page that has to keep quiet about him has one.
csrf.CSRF_ALLOWED_CHARS = string.digits


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        foundation.begin()
        # A clone has no compiled words, and what has begun to speak doesn't look for them again.
        call_command("translations", stdout=StringIO())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for other processes begins first, so that others fill its pauses."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/live/"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        raze()
        foundation.end()


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Houses migrate, on either database. For the others tables made from the models will do,
    which takes a tenth of the time; what PostgreSQL searches in is made by a migration."""
    return connection.vendor == "postgresql"


def make_user(name: str, email: str | None = None) -> User:
    user = User.objects.create_user(email or f"{name}@example.org", PASSWORD, name=name.title())
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@dataclass
class Person:
    """Somebody with a sign-in, and their browser."""

    user: User
    client: Client


@dataclass
class Guest:
    """Somebody with a seat and no sign-in, and their phone."""

    seat: Participant
    client: Client


def signed_in(user: User) -> Person:
    client = Client()
    client.force_login(user)
    return Person(user, client)


@pytest.fixture
def ada(db) -> Person:
    return signed_in(make_user("ada"))


@pytest.fixture
def organisation(ada) -> Organisation:
    return Organisation.found("Customer Platform", ada.user)


@pytest.fixture
def fay(organisation) -> Person:
    user = make_user("fay")
    organisation.memberships.create(user=user, role=Role.FACILITATOR)
    return signed_in(user)


@pytest.fixture
def mia(organisation) -> Person:
    user = make_user("mia")
    organisation.memberships.create(user=user, role=Role.MANAGER)
    return signed_in(user)


@pytest.fixture
def sam(db) -> Person:
    """A stranger: admin of another organisation, so allowed everything there."""
    user = make_user("sam", "sam@elsewhere.example")
    elsewhere = Organisation.found("Elsewhere", user)
    elsewhere.teams.create(name="Their sales", short_name="TS")
    return signed_in(user)


@pytest.fixture
def sales(organisation) -> Team:
    return organisation.teams.create(name="Sales", short_name="Sal", colour=1, position=1)


@pytest.fixture
def development(organisation) -> Team:
    return organisation.teams.create(name="Development", short_name="Dev", colour=2, position=2)


@pytest.fixture
def draft(organisation, sales, development) -> Workshop:
    return Workshop.create(
        organisation,
        [sales, development],
        title="Malmö in February",
        goal="Together we want honest customers to get going on day one.",
        date=date(2030, 2, 6),
        start=time(9),
        time_zone="Europe/Stockholm",
        venue="The library",
        ground_rules="Customer first, org chart later.\nWrite, then talk.",
    )


@pytest.fixture
def live(draft) -> Workshop:
    """A workshop in the middle of its day with two posters."""
    for position, title in enumerate(["Export stops at 10,000 rows", "No VAT number"], start=1):
        problem = Problem.objects.create(workshop=draft, position=position, title=title)
        problem.stuck_between.set(draft.teams.all())
    draft.start_day(timezone.now())
    return draft


@pytest.fixture
def problem(live) -> Problem:
    return live.problems.first()


def take_seat(workshop: Workshop, name: str, team: Team) -> Guest:
    seat, token = Participant.admit(workshop, name, team, timezone.now())
    client = Client()
    client.cookies[f"seat-{workshop.pk}"] = token
    return Guest(seat, client)


@pytest.fixture
def pat(live, sales) -> Guest:
    return take_seat(live, "Pat", sales)


@pytest.fixture
def tom(live, development) -> Guest:
    return take_seat(live, "Tom", development)
