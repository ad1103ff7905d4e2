"""A facilitator sets a timer for the room; what was on the screen decides what a press means."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from tests.conftest import signed_in
from workshop.models import Workshop, WrongStep
from workshop.people.models import Role

NOON = datetime(2030, 2, 6, 12, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def press(person, workshop, which, **said):
    answer = person.client.post(f"/workshops/{workshop.pk}/cockpit/timer/{which}/", said)
    workshop.refresh_from_db()
    return answer


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def events(workshop):
    workshop.stream.refresh_from_db()
    return workshop.stream.revision


def test_fay_starts_a_timer_that_every_screen_shows(fay, live, pat):
    before = timezone.now()
    answer = press(fay, live, "start", minutes=10, timer="")
    assert answer.url == f"/workshops/{live.pk}/cockpit/"
    assert minutes(9.9) < live.timer_ends_at - before <= minutes(10.1)
    ends = f'data-ends="{live.timer_ends_ms}"'
    for client, path in (
        (fay.client, f"/workshops/{live.pk}/cockpit/"),
        (pat.client, f"/room/{live.pk}/"),
        (pat.client, f"/room/{live.pk}/posters/{live.problems.first().pk}/"),
        (pat.client, f"/wall/{live.wall_token}/"),
    ):
        assert client.get(path).text.count(ends) == 1, path


def test_without_script_a_timer_says_until_when_in_the_workshops_zone(live, pat):
    live.start_timer(25, NOON + minutes(10))
    assert "until 13:35" in pat.client.get(f"/room/{live.pk}/").text


def test_two_who_press_plus_five_at_once_make_one_step(live):
    live.start_timer(10, NOON)
    seen = live.timer_ends_ms
    also = Workshop.objects.get(pk=live.pk)
    live.extend_timer(5, NOON, seen)
    also.extend_timer(5, NOON, seen)
    live.refresh_from_db()
    assert live.timer_ends_at == NOON + minutes(15)


def test_a_double_click_starts_one_timer(fay, live):
    press(fay, live, "start", minutes=5, timer="")
    first, at = live.timer_ends_at, events(live)
    press(fay, live, "start", minutes=5, timer="")
    assert (live.timer_ends_at, events(live)) == (first, at)


def test_a_stop_that_saw_another_timer_stops_nothing(live):
    live.start_timer(10, NOON)
    seen = live.timer_ends_ms
    live.extend_timer(1, NOON, seen)
    live.stop_timer(seen)
    assert live.timer_ends_at == NOON + minutes(11)
    live.stop_timer(live.timer_ends_ms)
    live.refresh_from_db()
    assert live.timer_ends_at is None


def test_more_time_after_the_end_runs_from_now(live):
    live.start_timer(2, NOON)
    live.extend_timer(5, NOON + minutes(9), live.timer_ends_ms)
    assert live.timer_ends_at == NOON + minutes(14)


def test_more_time_without_a_timer_starts_none(live):
    live.extend_timer(5, NOON, None)
    assert live.timer_ends_at is None


@pytest.mark.parametrize("wrong", [-1, 0, 181, 10**9])
def test_a_timer_runs_from_one_minute_to_three_hours(live, wrong):
    with pytest.raises(WrongStep):
        live.start_timer(wrong, NOON)
    live.start_timer(180, NOON)
    with pytest.raises(WrongStep):
        live.extend_timer(1, NOON, live.timer_ends_ms)
    live.refresh_from_db()
    assert live.timer_ends_at == NOON + minutes(180)


@pytest.mark.parametrize("odd", ["", "ten", "0", "181", "-5", "9" * 40, "1.5"])
def test_odd_minutes_are_refused_with_a_sentence(fay, live, odd):
    answer = press(fay, live, "start", minutes=odd, timer="")
    assert told(answer) == ["A timer runs from one minute to three hours."]
    assert live.timer_ends_at is None


def test_every_step_of_the_day_ends_the_timer(draft, fay):
    with pytest.raises(WrongStep, match="Open the workshop for joining first"):
        draft.start_timer(5, NOON)
    draft.open_for_joining()
    for step in (
        lambda: draft.start_day(NOON),
        lambda: draft.pause(NOON),
        lambda: draft.resume(NOON),
        lambda: draft.close(NOON, fay.user, "Enough for today."),
    ):
        draft.start_timer(5, NOON)
        step()
        draft.refresh_from_db()
        assert draft.timer_ends_at is None
    with pytest.raises(WrongStep, match="closed"):
        draft.start_timer(5, NOON)


def test_a_break_may_have_a_timer(live, pat):
    live.pause(timezone.now())
    live.start_timer(15, timezone.now())
    assert f'data-ends="{live.timer_ends_ms}"' in pat.client.get(f"/room/{live.pk}/").text


def test_a_second_facilitator_goes_on_where_the_first_stopped(fay, live, organisation, mia):
    organisation.memberships.filter(user=mia.user).update(role=Role.FACILITATOR)
    press(fay, live, "start", minutes=10, timer="")
    page = mia.client.get(f"/workshops/{live.pk}/cockpit/").text
    assert f'name="timer" value="{live.timer_ends_ms}"' in page
    press(signed_in(mia.user), live, "stop", timer=live.timer_ends_ms)
    assert live.timer_ends_at is None


@pytest.mark.parametrize("which", ["start", "more", "stop"])
def test_only_facilitators_of_the_organisation_touch_the_timer(mia, sam, client, live, pat, which):
    live.start_timer(10, NOON)
    said = {"minutes": 5, "timer": live.timer_ends_ms}
    for stranger in (mia, sam):
        assert press(stranger, live, which, **said).status_code == 404
    for browser in (client, pat.client):
        away = browser.post(f"/workshops/{live.pk}/cockpit/timer/{which}/", said)
        assert away.url.startswith("/accounts/login/")
    live.refresh_from_db()
    assert live.timer_ends_at == NOON + minutes(10)
