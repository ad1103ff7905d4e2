from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from tests.followup.pairs import DAY_14, close, make_pair
from workshop.followup.models import CheckIn
from workshop.followup.planning import plan


def test_the_close_asks_both_halves_of_every_pair(live, problem, fay):
    make_pair(problem)
    make_pair(problem, "Robin", "Jo")
    close(live, fay)
    asked = {(check_in.email, check_in.due_at) for check_in in CheckIn.objects.with_story()}
    names = ("kim", "alex", "robin", "jo")
    assert asked == {(f"{name}@example.org", DAY_14) for name in names}
    assert len({check_in.token for check_in in CheckIn.objects.all()}) == 4


def test_planning_twice_asks_once(closed):
    whole = 2 * 3 + 1 + 2 * 4  # the pair's questions, the lead's cue, everybody's questions
    for _again in range(2):
        plan(closed, closed.closed_at)
        assert CheckIn.objects.count() == whole


def test_somebody_who_signed_both_halves_is_asked_once(live, problem, fay):
    make_pair(problem, lead_email="kim@example.org", partner_email="KIM@example.org")
    close(live, fay)
    assert [check_in.part for check_in in CheckIn.objects.all()] == ["lead"]


def test_a_refused_close_asks_nobody(live, pair, fay):
    with pytest.raises(Exception, match="Waiting"):
        live.close(DAY_14, fay.user)
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("zone", "closed_at", "due_at"),
    [
        # over the spring change of the clocks: 09:00 is an hour earlier in UTC
        ("Europe/Stockholm", "2026-03-16T15:00", "2026-03-30T07:00"),
        ("Europe/Stockholm", "2026-10-12T15:00", "2026-10-26T08:00"),
        # from a Saturday and a Sunday to the Monday after
        ("Europe/Stockholm", "2026-02-07T15:00", "2026-02-23T08:00"),
        ("Europe/Stockholm", "2026-02-08T15:00", "2026-02-23T08:00"),
        # a Friday evening in New York is a Saturday in UTC
        ("America/New_York", "2026-02-07T01:00", "2026-02-20T14:00"),
        # a Saturday in UTC is a Sunday in Auckland already
        ("Pacific/Auckland", "2026-02-07T15:00", "2026-02-22T20:00"),
    ],
)
def test_day_14_is_a_working_morning_where_the_workshop_was(
    live, pair, fay, zone, closed_at, due_at
):
    live.time_zone = zone
    close(live, fay, datetime.fromisoformat(closed_at).replace(tzinfo=UTC))
    due = {check_in.due_at for check_in in CheckIn.objects.all()}
    assert due == {datetime.fromisoformat(due_at).replace(tzinfo=UTC)}


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [("question", "day-90", "check_in_question"), ("part", "boss", "check_in_part")],
)
def test_the_database_keeps_no_other_question_or_part(kim, field, value, rule):
    with pytest.raises(IntegrityError, match=rule):
        CheckIn.objects.filter(pk=kim.pk).update(**{field: value})
