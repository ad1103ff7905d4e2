"""The page of a workshop: facilitators prepare it there, managers see what it is about."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import take_seat
from workshop.models import Workshop


def page(person, workshop):
    return person.client.get(f"/workshops/{workshop.pk}/")


def test_fay_sees_what_comes_next(fay, draft):
    shown = page(fay, draft)
    assert draft.goal in shown.text
    assert "Wednesday 6 February 2030, 09:00" in " ".join(shown.text.split())
    assert "The library" in shown.text
    assert "Add problems" in shown.text
    assert f'action="/workshops/{draft.pk}/open/"' in shown.text
    for path in ("edit", "copy", "problems", "cockpit"):
        assert f'href="/workshops/{draft.pk}/{path}/"' in shown.text
    assert f'href="/wall/{draft.wall_token}/"' in shown.text


def test_fay_sees_the_way_in(fay, draft):
    shown = page(fay, draft)
    assert draft.spoken_code in shown.text
    assert f"http://testserver/j/{draft.spoken_code}/" in shown.text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in shown.text
    assert "style=" not in shown.text


def test_fay_sees_who_has_a_seat(fay, live, pat, tom):
    shown = page(fay, live)
    assert "Pat" in shown.text
    assert f'action="/workshops/{live.pk}/seats/{pat.seat.pk}/out/"' in shown.text
    assert "Four steps to the day" not in shown.text


def test_fay_finds_the_outcomes_of_a_closed_workshop(fay, live, pat):
    live.close(timezone.now(), fay.user, "Enough for today.")
    shown = page(fay, live)
    assert f'href="/workshops/{live.pk}/outcomes/"' in shown.text
    assert live.spoken_code not in shown.text
    assert "Pat" not in shown.text
    assert f"/workshops/{live.pk}/edit/" not in shown.text


def test_mia_sees_neither_names_nor_code_nor_levers(mia, live, pat, tom):
    shown = page(mia, live)
    assert live.goal in shown.text
    assert '<li class="chip team-1">Sales</li>' in shown.text
    assert "1 person" not in shown.text
    for secret in ("Pat", "Tom", live.code, live.spoken_code, live.wall_token, "<svg xmlns"):
        assert secret not in shown.text
    for lever in ("edit", "copy", "open", "archive", "change-code", "seats", "cockpit"):
        assert f"/workshops/{live.pk}/{lever}/" not in shown.text


def test_mia_does_not_see_a_draft(mia, draft):
    assert page(mia, draft).status_code == 404


def test_sam_anonymous_and_seated_browsers_learn_nothing(sam, client, live, pat):
    assert page(sam, live).status_code == 404
    for browser in (client, pat.client):
        assert browser.get(f"/workshops/{live.pk}/").url.startswith("/accounts/login/")


def test_a_day_has_passed_by_the_clocks_of_its_own_zone(fay, draft):
    Workshop.objects.update(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime(2030, 2, 6, 12, tzinfo=UTC), tick=False):  # there the 7th
        fay.client.force_login(fay.user)
        assert "That day has passed" in page(fay, draft).text
        assert "The day has passed" in fay.client.get(draft.organisation.get_absolute_url()).text
    Workshop.objects.update(time_zone="Pacific/Honolulu")
    with time_machine.travel(datetime(2030, 2, 7, 3, tzinfo=UTC), tick=False):  # there the 6th
        assert "That day has passed" not in page(fay, draft).text
        assert (
            "The day has passed" not in fay.client.get(draft.organisation.get_absolute_url()).text
        )


@pytest.mark.parametrize("number", [0, 10**9, 10**30])
def test_a_workshop_that_is_not_there(fay, number):
    assert fay.client.get(f"/workshops/{number}/").status_code == 404


def test_thirty_seats_ask_as_many_questions_as_one(fay, live, sales):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            page(fay, live)
        return len(asked)

    take_seat(live, "Pat", sales)
    one = questions()
    for number in range(29):
        take_seat(live, f"Guest {number}", sales)
    assert questions() == one
