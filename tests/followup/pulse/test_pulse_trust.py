"""After the close nothing that is kept depends on who answered what.

The same day is played twice, as in tests/problems/test_trust.py: gun and una of one team answer
before the day by their own links, and at its end from their own seats; what one of them said the
first time, the other says the second time. What is kept afterwards must be the same to the letter.
The same again for day 90, once it is counted.
"""

import logging
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from tests.conftest import make_user
from tests.followup.pulse.figures import at, sent
from tests.problems.test_trust import everything, same_secrets
from workshop.followup.models import CheckIn, PulseAnswer, Question
from workshop.models import Invitation, Workshop, WorkshopKey
from workshop.outcomes.models import RoundFigures
from workshop.outcomes.tasks import count_ended_rounds
from workshop.people.models import Organisation

__all__ = ["same_secrets"]

DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)
EARLIER = DAY - timedelta(weeks=2)
DAY_90 = DAY + timedelta(days=91)
SAID = [sent((1, 2, 3, 4), 5), sent((5, 5, 4, 4), 1)]


def invited() -> Workshop:
    ada = make_user("ada")
    organisation = Organisation.found("Customer Platform", ada)
    teams = [
        organisation.teams.create(name=name, short_name=name[:3], colour=place, position=place)
        for place, name in enumerate(["Sales", "Development"], start=1)
    ]
    workshop = Workshop.create(
        organisation, teams, title="Malmö", goal="A goal", date=DAY.date(), start=time(9),
        time_zone="Europe/Stockholm",
    )  # fmt: skip
    people = [("gun@example.org", "Gun"), ("una@example.org", "Una")]
    asked = Invitation.put_on_the_list(workshop, teams[0], people)
    for place, invitation in enumerate(asked):
        invitation.uid = f"00000000-0000-4000-8000-00000000000{place}"
        invitation.save()
    Invitation.ask(workshop, EARLIER)
    return workshop


def play(clock, swapped: bool) -> Workshop:
    workshop = invited()
    asked = list(workshop.invitations.order_by("pk"))
    writers = asked[::-1] if swapped else asked
    for invitation in asked:
        Client().post(f"/invited/{invitation.token}/", {"answer": "yes"})
    for invitation, said in zip(writers, SAID, strict=True):
        assert Client().post(at("pulse", invitation.token), said).status_code == 302
    clock.move_to(DAY)
    workshop.start_day(DAY)
    phones = {}
    for invitation in asked:
        phones[invitation] = Client()
        seat = {"name": invitation.name, "team": invitation.team_id}
        phones[invitation].post(f"/invited/{invitation.token}/seat/", seat)
    for invitation, said in zip(writers, SAID, strict=True):
        answer = phones[invitation].post(f"/room/{workshop.pk}/pulse/", said)
        assert answer.status_code == 302
    workshop.refresh_from_db()
    return workshop


def dumped(clock, swapped, begin, caplog):
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    begin()
    caplog.clear()
    clock.move_to(EARLIER)
    workshop = play(clock, swapped)
    before = everything()
    assert PulseAnswer.objects.count() == 4
    workshop.close(DAY, workshop.organisation.memberships.earliest("pk").user)
    after = everything()
    clock.move_to(DAY_90)
    asked = list(CheckIn.objects.filter(question=Question.CUSTOMER).order_by("recipient__email"))
    for check_in, said in zip(asked[::-1] if swapped else asked, SAID, strict=True):
        assert Client().post(at("later", check_in.token), said).status_code == 302
    later = everything()
    assert WorkshopKey.objects.count() == 1
    clock.move_to(DAY_90 + timedelta(weeks=3))
    count_ended_rounds()
    assert WorkshopKey.objects.count() == 0
    logs = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if not record.name.startswith(("redis.", "celery.utils."))
    ]
    return before, after, later, everything(), logs


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nobody_can_tell_who_answered_what(same_secrets, caplog):
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(EARLIER, tick=False) as clock:
        one = dumped(clock, False, same_secrets, caplog)
        two = dumped(clock, True, same_secrets, caplog)
    before, after, later, counted, logs = one
    before_swapped, after_swapped, later_swapped, counted_swapped, logs_swapped = two
    assert before != before_swapped, "while it is open the marks must differ"
    assert later != later_swapped
    for table in after:
        assert after[table] == after_swapped[table], table
        assert counted[table] == counted_swapped[table], table
    assert not after["followup_pulseanswer"]
    assert not counted["followup_pulseanswer"]
    assert logs == logs_swapped
    assert not [line for line in logs if "/pulse/" in line or "example.org" in line]
    # What is kept of two people says nothing but that they were two.
    kept = RoundFigures.objects.get(round="before").figures
    assert kept["people"] == 2
    for part in ("safety", "across"):
        assert (kept[part]["mean"], kept[part]["questions"]) == (None, [])
