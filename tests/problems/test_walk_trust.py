"""After the close nobody can tell whose dot was whose: a day with two people's answers swapped
leaves the same rows in every table."""

import logging
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from problems.models import GoodThing, Perspective
from tests.conftest import make_user
from tests.problems.opening import Kind, hang
from tests.problems.test_trust import everything, same_secrets
from workshop.agenda.plans import ONE_DAY
from workshop.models import Participant, Workshop, agenda
from workshop.people.models import Organisation

__all__ = ["same_secrets"]

DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)
SAID = [
    {"pain": "9", "guess": "1", "fact": "Ten a month leave"},
    {"pain": "2", "guess": "6", "fact": "It was never in the plan"},
]


def play(swapped: bool) -> Workshop:
    """Pat and pia of one team arrive, walk past two posters, and look at the reveal."""
    ada = make_user("ada")
    organisation = Organisation.found("Customer Platform", ada)
    teams = [
        organisation.teams.create(name=name, short_name=name[:3], colour=place, position=place)
        for place, name in enumerate(["Sales", "Development"], start=1)
    ]
    workshop = Workshop.create(
        organisation, teams, title="Malmö", goal="A goal", date=date(2030, 2, 6), start=time(9),
        time_zone="Europe/Stockholm", ground_rules="Write, then talk.",
    )  # fmt: skip
    hang(workshop)
    agenda.lay_out(workshop, ONE_DAY.lines, ONE_DAY.minutes)
    workshop.start_day(DAY)
    phones = {}
    names = ["Pat", "Pia", *(f"Guest {number}" for number in range(10))]
    for place, name in enumerate(names):
        team = teams[0 if place < 5 else 1]
        _seat, token = Participant.admit(workshop, name, team, DAY)
        phones[name] = Client()
        phones[name].cookies[f"seat-{workshop.pk}"] = token
    room = f"/room/{workshop.pk}"
    first, second = ("Pia", "Pat") if swapped else ("Pat", "Pia")
    phones[first].post(f"{room}/rules/")
    phones[first].post(f"{room}/good-thing/", {"text": "We ring back"})
    phones[second].post(f"{room}/good-thing/", {"text": "We listen"})
    workshop.refresh_from_db()
    workshop.go_on(DAY, ada, workshop.turn, "")
    for problem in workshop.problems.all():
        for name, said in ((first, SAID[0]), (second, SAID[1])):
            answer = phones[name].post(
                f"{room}/posters/{problem.pk}/felt/", said | {"about": teams[1].pk}
            )
            assert answer.status_code == 302
        for name in names[2:]:
            phones[name].post(f"{room}/posters/{problem.pk}/felt/", {"pain": "5"})
    workshop.refresh_from_db()
    workshop.go_on(DAY, ada, workshop.turn, "")
    workshop.refresh_from_db()
    assert workshop.kind == Kind.REVEAL
    return workshop


def dumped(swapped: bool, begin, caplog) -> tuple[dict, dict, list[str]]:
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    begin()
    caplog.clear()
    workshop = play(swapped)
    before = everything()
    workshop.close(DAY, workshop.organisation.memberships.earliest("pk").user, "The test ends")
    logs = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if not record.name.startswith("redis.")
    ]
    return before, everything(), logs


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nobody_can_tell_whose_dot_was_whose_after_the_close(same_secrets, caplog):
    caplog.set_level(logging.INFO)
    with time_machine.travel(DAY, tick=False):
        before, after, logs = dumped(False, same_secrets, caplog)
        before_swapped, after_swapped, logs_swapped = dumped(True, same_secrets, caplog)
    assert before != before_swapped, "while the room is open the marks must differ"
    for table, rows in after.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, after_swapped[table])), table
    assert logs == logs_swapped
    assert after["problems_perspective"] == []
    assert len(after["problems_revealed"]) == 1
    assert len(after["problems_fact"]) == 4
    assert len(after["problems_goodthing"]) == 2


def test_marks_mean_nothing_without_the_key_and_go_with_it(live, pat, ada):
    GoodThing.say(pat.seat, "We ring back")
    mark = GoodThing.objects.get().mark
    assert mark == pat.seat.own_mark(live.key, "good thing")
    live.close(DAY, ada.user, override_reason="The test ends here")
    assert GoodThing.objects.get().mark is None
    assert GoodThing.objects.of(pat.seat, None) is None
    assert Perspective.objects.of(pat.seat, None, live.problems.all()) == {}
