"""After the close nothing tells who wrote which sentence, who stood behind the goal, and whose
dots are whose: the same day played twice, with two people of one team swapped, leaves the same."""

import logging
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from problems.models import Problem, Solution
from tests.conftest import make_user
from tests.problems.test_trust import everything, same_secrets
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import GoalDraft, GoalPlace, Participant, Workshop, agenda
from workshop.models.goal_draft import PAIRS
from workshop.people.models import Organisation

__all__ = ["same_secrets"]
DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)


def play(swapped: bool) -> Workshop:
    """Pat and pia of one team, tom and two more of others: sentences, stances and dots."""
    ada = make_user("ada")
    organisation = Organisation.found("Customer Platform", ada)
    teams = [
        organisation.teams.create(name=name, short_name=name[:3], colour=place, position=place)
        for place, name in enumerate(["Sales", "Development"], start=1)
    ]
    workshop = Workshop.create(
        organisation, teams, title="Malmö", goal="A goal", date=date(2030, 2, 6), start=time(9),
        time_zone="Europe/Stockholm",
    )  # fmt: skip
    problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
    ideas = [
        Solution.objects.create(problem=problem, team=teams[1], text=f"Idea {n}", at=DAY)
        for n in range(4)
    ]
    agenda.lay_out(workshop, [Line(Kind.GOAL, 30), Line(Kind.CHOOSE, 30)], 60)
    workshop.start_day(DAY)
    seats, phones = {}, {}
    for name, team in [("Pat", 0), ("Tom", 1), ("Pia", 0), ("Tea", 1)]:
        seats[name], token = Participant.admit(workshop, name, teams[team], DAY)
        phones[name] = Client()
        phones[name].cookies[f"seat-{workshop.pk}"] = token
    one, other = ("Pia", "Pat") if swapped else ("Pat", "Pia")
    room = f"/room/{workshop.pk}"
    for name, text in ((one, "The first sentence"), (other, "The second"), ("Tom", "The third")):
        assert phones[name].post(f"{room}/goal/own/", {"text": text}).status_code == 302
    go_on(workshop, ada)
    for name, text in ((one, "A pair’s sentence"), (other, "Another pair’s sentence")):
        draft = GoalDraft.objects.of_seat(seats[name], PAIRS).get()
        said = {"text": text, "version": draft.version}
        assert phones[name].post(f"{room}/goal/drafts/{draft.pk}/", said).status_code == 302
    for _step in ("fours", "all", "stand"):
        go_on(workshop, ada)
    no = {"stands": "no", "because": "it is too small", "version": 1}
    assert phones[one].post(f"{room}/goal/", no).status_code == 302
    for name in (other, "Tom"):
        yes = {"stands": "yes", "version": 1}
        assert phones[name].post(f"{room}/goal/", yes).status_code == 302
    go_on(workshop, ada)
    go_on(workshop, ada)
    for name, choice in ((one, 0), (other, 1), ("Tom", 2), ("Tea", 0)):
        for kind, idea in (
            ("helps", ideas[choice]),
            ("helps", ideas[3]),
            ("boldest", ideas[choice]),
        ):
            answer = phones[name].post(f"{room}/ideas/{idea.pk}/dots/", {"give": kind})
            assert answer.status_code == 302
    go_on(workshop, ada)
    return workshop


def go_on(workshop, ada) -> None:
    workshop.refresh_from_db()
    workshop.go_on(DAY, ada, workshop.turn, "Because.")


def dumped(swapped: bool, begin, caplog) -> tuple[dict, dict, list[str]]:
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    begin()
    caplog.clear()
    workshop = play(swapped)
    before = everything()
    workshop.refresh_from_db()
    workshop.close(DAY, workshop.organisation.memberships.earliest("pk").user, "It ends here")
    logs = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if not record.name.startswith("redis.")
    ]
    return before, everything(), logs


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nobody_can_tell_whose_sentence_stance_and_dots_they_were(same_secrets, caplog):
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(DAY, tick=False):
        before, after, logs = dumped(False, same_secrets, caplog)
        before_swapped, after_swapped, logs_swapped = dumped(True, same_secrets, caplog)
    for table in ("workshop_goalstance", "problems_vote"):
        assert before[table] != before_swapped[table], (
            "while the room is open the marks must differ, or this proves nothing"
        )
    for table, rows in after.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, after_swapped[table])), table
    assert logs == logs_swapped
    for table in ("workshop_goaldraft", "workshop_goalplace", "workshop_goalstance"):
        assert after[table] == [], table
    assert after["problems_vote"] == []
    assert len(after["problems_tally"]) == 7


def test_no_two_marks_are_the_same_while_the_room_is_open(db):
    play(swapped=False)
    marks = [
        cell
        for table, rows in everything().items()
        if table in ("workshop_goalplace", "workshop_goalstance", "problems_vote")
        for row in rows
        for cell in row
        if isinstance(cell, str) and len(cell) == 64
    ]
    assert len(marks) == len(set(marks))
    assert len(marks) > 2 * GoalPlace.objects.count()
