"""Invitations and what is written in the room: after the close nothing leads from one to the other.

The same day is played twice, as in tests/problems/test_trust.py: gun and una of one team are asked,
say yes, ask something and come in by their own links; the one idea of each is written once by one
and once by the other. What is kept afterwards must be the same to the letter, whoever has the
database, the logs, and the server's secret key.
"""

import logging
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from problems.models import Problem
from tests.conftest import make_user
from tests.problems.test_trust import everything, same_secrets
from workshop.models import Invitation, Participant, Workshop, WrongStep
from workshop.people.models import Organisation
from workshop.people.tokens import token_digest

__all__ = ["same_secrets"]

DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)


def play(swapped: bool) -> Workshop:
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
    problem.stuck_between.set(teams)
    people = [("gun@example.org", "Gun"), ("una@example.org", "Una")]
    asked = Invitation.put_on_the_list(workshop, teams[0], people)
    for place, invitation in enumerate(asked):
        invitation.uid = f"00000000-0000-4000-8000-00000000000{place}"
        invitation.save()
    Invitation.ask(workshop, DAY)
    workshop.start_day(DAY)
    phones = []
    for invitation in asked:
        phone = Client()
        phone.post(f"/invited/{invitation.token}/question/", {"text": "Is there lunch?"})
        said = {"name": invitation.name, "team": teams[0].pk}
        assert phone.post(f"/invited/{invitation.token}/seat/", said).status_code == 302
        phones.append(phone)
    writers = reversed(phones) if swapped else phones
    for place, (phone, text) in enumerate(zip(writers, ["Count the rows", "Say it"], strict=True)):
        address = f"/room/{workshop.pk}/posters/{problem.pk}/"
        answer = phone.post(address, {"text": text, "post_key": f"key-of-post-{place}"})
        assert answer.status_code == 302
    return workshop


def dumped(swapped, begin, caplog):
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    begin()
    caplog.clear()
    workshop = play(swapped)
    before = everything()
    workshop.refresh_from_db()
    host = workshop.organisation.memberships.earliest("pk").user
    workshop.close(DAY, host, override_reason="The test ends here")
    logs = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        # How they wrap their tasks and connect, once a process.
        if not record.name.startswith(("redis.", "celery.utils."))
    ]
    return before, everything(), logs


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nobody_can_tell_which_of_the_invited_wrote_what(same_secrets, caplog):
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(DAY, tick=False):
        before, after, logs = dumped(False, same_secrets, caplog)
        before_swapped, after_swapped, logs_swapped = dumped(True, same_secrets, caplog)
    assert before != before_swapped, "while the room is open the marks must differ"
    for table, rows in after.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, after_swapped[table])), table
    assert logs == logs_swapped
    assert len(after["workshop_invitation"]) == 2
    assert not [line for line in logs if "/invited/" in line or "@example.org" in line]


@pytest.fixture
def day(draft, gun, sales):
    """Gun has come in by her link."""
    with time_machine.travel(DAY, tick=False):
        draft.start_day(DAY)
        said = {"name": "Gun", "team": sales.pk}
        assert Client().post(f"/invited/{gun.token}/seat/", said).status_code == 302
        yield draft


def test_no_column_ties_a_seat_to_an_invitation(day, gun):
    """Only the workshop's key can make the one of the other, while it exists."""
    seat = Participant.objects.get()
    made = token_digest(gun.seat_token(day.key))
    assert seat.digest == made
    row = Invitation.objects.filter(pk=gun.pk).values().get()
    assert seat.digest not in row.values()
    assert row["said_at"] != seat.joined_at


def test_at_the_close_nothing_makes_the_seat_of_an_invitation_any_more(day, gun, ada):
    digest = Participant.objects.get().digest
    day.close(DAY, ada.user, override_reason="The test ends here")
    day.refresh_from_db()
    gun.refresh_from_db()
    with pytest.raises(WrongStep):
        gun.seat_token(day.key)
    assert Participant.objects.get().digest == digest
    assert gun.said_at <= day.started_at
    assert Client().get(f"/invited/{gun.token}/seat/").status_code == 410
