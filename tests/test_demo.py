"""The made-up organisation: what it holds, and where it refuses to go."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from problems.doors import LOCKED, NOT_OURS_YET, OPEN, WAITING, doors_of
from problems.models import Build, Commitment, Solution
from workshop.followup.models import CheckIn, Learning
from workshop.models import Participant, Status, Workshop
from workshop.outcomes.models import Figures
from workshop.people.models import Organisation, Role

PAGES = ["join", "wall", "cockpit", "outcomes", "check_in"]


def demo(*arguments: str) -> str:
    said = StringIO()
    call_command("demo", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def told(db) -> dict:
    return json.loads(demo("--json"))


def signed_in(told: dict, role: str) -> Client:
    client = Client()
    answer = client.post(
        "/accounts/login/",
        {"login": told[role]["email"], "password": told[role]["password"]},
    )
    assert answer.status_code == 302, answer.content
    return client


def path_of(told: dict, page: str) -> str:
    return told["urls"][page].removeprefix("http://testserver")


def test_it_makes_four_teams_and_people_of_each_role(told):
    organisation = Organisation.objects.get()
    assert [team.name for team in organisation.teams.all()] == [
        "Sales",
        "Development",
        "Support",
        "Marketing",
    ]
    roles = organisation.memberships.values_list("role", flat=True)
    assert sorted(roles) == sorted(Role.values)
    passwords = {told[role]["password"] for role in ("facilitator", "manager", "admin")}
    assert len(passwords) == 3


def test_one_workshop_is_in_the_middle_of_its_day(told):
    live = Workshop.objects.get(status=Status.LIVE)
    states = [door.state for door in doors_of(live)]
    assert (len(states), live.code) == (10, told["room_code"])
    assert [states.count(state) for state in (OPEN, WAITING, LOCKED)] == [6, 3, 1]
    assert live.participants.count() == 26
    assert Solution.objects.filter(problem__workshop=live).count() > 20
    assert Build.objects.filter(solution__problem__workshop=live).count() > 30


def test_one_workshop_has_closed_with_promises_answers_and_learnings(told):
    closed = Workshop.objects.get(status=Status.CLOSED)
    assert {door.state for door in doors_of(closed)} == {OPEN, NOT_OURS_YET}
    assert Commitment.objects.of_workshop(closed).count() == 7
    assert Learning.objects.count() == 3
    assert not CheckIn.objects.filter(sent_at=None).exists()  # nobody is written to
    figures = Figures.objects.get(workshop=closed).figures
    assert figures["participation"]["people"] == 14
    assert figures["cross_building"]["index"] is not None
    assert not Participant.objects.filter(workshop=closed).exclude(name="").exists()


def test_a_draft_waits_for_next_month(told):
    draft = Workshop.objects.get(status=Status.DRAFT)
    assert draft.starts_at > Workshop.objects.get(status=Status.LIVE).starts_at
    assert draft.problems.count() == 4


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("facilitator", PAGES),
        ("manager", ["join", "wall", "outcomes", "check_in"]),
        ("admin", PAGES),
    ],
)
def test_its_people_sign_in_and_open_its_links(told, role, pages):
    client = signed_in(told, role)
    assert list(told["urls"]) == PAGES
    for page in pages:
        assert client.get(path_of(told, page), follow=True).status_code == 200, page


def test_a_guest_joins_it_and_sees_the_ideas(told):
    phone = Client()
    page = phone.get(path_of(told, "join"))
    assert page.status_code == 200
    wall = phone.get(path_of(told, "wall")).content.decode()
    assert "Stop calling it an enterprise function. It’s a lock on a door." in wall


def test_it_prints_sign_ins_and_links_for_people(db):
    said = demo("--password", "ten doors are open")
    assert said.count("ten doors are open") == 3
    assert "facilitator@example.org" in said
    assert "http://testserver/j/" in said


def test_it_refuses_to_run_twice(told):
    with pytest.raises(CommandError, match="The demo is here already"):
        demo()
    assert Organisation.objects.count() == 1


def test_it_refuses_a_database_where_people_work(sam):
    with pytest.raises(CommandError, match="People work in this database"):
        demo()
    assert Organisation.objects.count() == 1


def test_it_refuses_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="This is a production database"):
        demo()
    assert not Organisation.objects.exists()
