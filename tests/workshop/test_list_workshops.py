"""An organisation's workshops, on its own page."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from workshop.models import Status, Workshop


def page(person, organisation, path="", **options):
    return person.client.get(f"/o/{organisation.slug}/{path}", **options)


def make(organisation, teams, title, **fields):
    facts = {
        "goal": "Together.", "date": date(2030, 2, 6), "start": time(9),
        "time_zone": "Europe/Stockholm",
    } | fields  # fmt: skip
    return Workshop.create(organisation, teams, title=title, **facts)


def titles(workshops):
    return [workshop.title for workshop in workshops]


def test_fay_sees_what_is_live_comes_and_was(fay, organisation, sales, development, live):
    teams = [sales, development]
    make(organisation, teams, "Later", date=date(2031, 1, 1))
    make(organisation, teams, "Sooner", date=date(2030, 3, 1)).open_for_joining()
    closed = make(organisation, teams, "Last year")
    closed.start_day(timezone.now())
    closed.close(timezone.now(), fay.user)
    make(organisation, teams, "Put away").archive(timezone.now())

    shown = page(fay, organisation)

    assert titles(shown.context["live"]) == ["Malmö in February"]
    assert titles(shown.context["upcoming"]) == ["Sooner", "Later"]
    assert titles(shown.context["past"]) == ["Last year"]
    assert "Put away" not in shown.text
    assert "1 workshop in the archive" in shown.text
    assert "Wednesday 6 February 2030, 09:00" in " ".join(shown.text.split())
    assert '<li class="chip team-1">Sales</li>' in shown.text


def test_fay_finds_what_was_put_away(fay, organisation, draft):
    draft.archive(timezone.now())
    assert titles(page(fay, organisation, "archive/").context["workshops"]) == [draft.title]


def test_mia_sees_no_drafts_and_nothing_to_make(mia, fay, organisation, draft):
    assert draft.title not in page(mia, organisation).text
    draft.open_for_joining()
    shown = page(mia, organisation)
    assert draft.title in shown.text
    assert "/workshops/new/" not in shown.text
    assert draft.code not in shown.text
    assert draft.spoken_code not in shown.text


def test_mia_does_not_find_drafts_in_the_archive(mia, organisation, draft):
    draft.archive(timezone.now())
    assert draft.title not in page(mia, organisation, "archive/").text


def test_a_newcomer_is_led_to_teams_first(ada, organisation):
    shown = page(ada, organisation)
    assert f'href="/o/{organisation.slug}/teams/"' in shown.text
    assert "Your first workshop, in four steps" in shown.text
    assert "/workshops/new/" not in shown.text


def test_a_newcomer_with_teams_is_led_to_the_first_workshop(ada, organisation, sales, development):
    assert f'href="/o/{organisation.slug}/workshops/new/"' in page(ada, organisation).text


def test_mia_hears_who_makes_workshops_where_there_are_none(mia, organisation):
    assert "When a facilitator opens one, you find it here." in page(mia, organisation).text


def test_a_draft_whose_day_has_passed_says_so(fay, organisation, draft):
    Workshop.objects.update(date=date(2020, 1, 1))
    assert "The day has passed" in page(fay, organisation).text
    Workshop.objects.update(status=Status.LIVE)
    assert "The day has passed" not in page(fay, organisation).text


@pytest.mark.parametrize("path", ["", "archive/"])
def test_sam_and_anonymous_browsers_learn_nothing(sam, client, organisation, draft, path):
    draft.open_for_joining()
    assert page(sam, organisation, path).status_code == 404
    away = client.get(f"/o/{organisation.slug}/{path}")
    assert away.status_code == 302
    assert away.url.startswith("/accounts/login/")


def test_thirty_workshops_ask_as_many_questions_as_one(fay, organisation, sales, development):
    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(fay, organisation)
        return len(asked)

    make(organisation, [sales, development], "One")
    one = questions()
    for number in range(29):
        make(organisation, [sales, development], f"Number {number}")
    assert questions() == one
