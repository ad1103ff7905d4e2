"""A facilitator edits a workshop: as a draft, in the middle of its day, after its close."""

from datetime import date, time

import pytest
from django.utils import timezone

from tests.conftest import take_seat
from workshop.models import Workshop, WrongStep
from workshop.people.models import Team


def said(workshop, **changes):
    facts = {
        "title": workshop.title,
        "goal": workshop.goal,
        "date": f"{workshop.date:%Y-%m-%d}",
        "start": f"{workshop.start:%H:%M}",
        "time_zone": workshop.time_zone,
        "venue": workshop.venue,
        "teams": [team.pk for team in workshop.teams.all()],
        "door_rule": workshop.door_rule,
        "ground_rules": workshop.ground_rules,
    }
    return facts | changes


def edit(person, workshop, **changes):
    return person.client.post(f"/workshops/{workshop.pk}/edit/", said(workshop, **changes))


def announced(workshop):
    return list(workshop.stream.events.values_list("kind", flat=True))


@pytest.fixture
def support(organisation):
    return organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)


def test_fay_edits_a_draft(fay, draft, sales, support):
    answer = edit(
        fay, draft, title="Lund in March", date="2030-03-06", start="13:00",
        time_zone="utc", teams=[sales.pk, support.pk], door_rule="owned", venue="",
    )  # fmt: skip

    assert answer.url == f"/workshops/{draft.pk}/"
    draft.refresh_from_db()
    assert (draft.title, draft.date, draft.start) == ("Lund in March", date(2030, 3, 6), time(13))
    assert (draft.time_zone, draft.door_rule, draft.venue) == ("UTC", "owned", "")
    assert set(draft.teams.all()) == {sales, support}


def test_fay_finds_the_form_filled(fay, draft):
    shown = fay.client.get(f"/workshops/{draft.pk}/edit/")
    assert 'value="2030-02-06"' in shown.text
    assert 'value="09:00"' in shown.text
    assert shown.text.count("checked") == 3  # two teams, one rule


def test_a_draft_keeps_no_past_day(fay, draft):
    Workshop.objects.update(date=date(2020, 1, 1))
    draft.refresh_from_db()
    answer = edit(fay, draft, title="Another title")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["date"]


def test_an_open_workshop_may_get_new_words_after_its_day(fay, draft):
    draft.open_for_joining()
    Workshop.objects.update(date=date(2020, 1, 1))
    draft.refresh_from_db()
    assert edit(fay, draft, title="Better words").status_code == 302
    assert edit(fay, draft, date="2020-01-02").status_code == 422


def test_fay_edits_a_live_workshop_and_every_screen_hears(fay, live):
    before = len(announced(live))
    answer = edit(
        fay, live, title="New title", goal="New goal.", venue="The garden",
        ground_rules="Write, then talk.", door_rule="one",
    )  # fmt: skip

    assert answer.status_code == 302
    live.refresh_from_db()
    assert (live.title, live.goal, live.venue) == ("New title", "New goal.", "The garden")
    assert (live.ground_rules, live.door_rule) == ("Write, then talk.", "one")
    assert announced(live)[before:] == ["workshop", "people", "posters", "goal"]


def test_the_day_of_a_live_workshop_stays(fay, live):
    answer = edit(fay, live, title="New", date="2031-01-01", start="10:00", time_zone="UTC")
    assert answer.status_code == 302
    live.refresh_from_db()
    assert (live.title, live.date, live.start) == ("New", date(2030, 2, 6), time(9))
    assert live.time_zone == "Europe/Stockholm"
    with pytest.raises(WrongStep, match="The day has begun"):
        live.edit(list(live.teams.all()), date=date(2031, 1, 1))


def test_a_team_with_somebody_in_the_room_stays(fay, live, sales, support, development, pat):
    answer = edit(fay, live, teams=[development.pk, support.pk])
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "Somebody from Sales has a seat already, so that team stays."
    ]
    assert set(live.teams.all()) == {sales, development}


def test_before_the_start_a_team_without_anybody_may_go(fay, draft, sales, support):
    draft.open_for_joining()
    take_seat(draft, "Pat", sales)
    assert edit(fay, draft, teams=[sales.pk, support.pk]).status_code == 302
    assert set(draft.teams.all()) == {sales, support}


def test_after_the_start_a_team_may_come_and_none_may_go(fay, live, sales, support, development):
    """Somebody may have written for it and be gone."""
    answer = edit(fay, live, teams=[sales.pk, support.pk])
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "The day has begun. Teams can still come in, but Development can’t leave."
    ]
    assert set(live.teams.all()) == {sales, development}
    assert edit(fay, live, teams=[sales.pk, development.pk, support.pk]).status_code == 302
    assert set(live.teams.all()) == {sales, development, support}


def test_a_retired_team_stays_where_it_was(fay, draft, development):
    development.retire(timezone.now())
    assert edit(fay, draft, title="New").status_code == 302
    assert draft.teams.count() == 2


def test_a_team_from_elsewhere_is_refused(fay, sam, draft, sales):
    theirs = Team.objects.get(name="Their sales")
    answer = edit(fay, draft, teams=[sales.pk, theirs.pk])
    assert list(answer.context["form"].errors) == ["teams"]
    assert theirs not in draft.teams.all()


@pytest.fixture
def closed(draft, fay):
    draft.start_day(timezone.now())
    draft.close(timezone.now(), fay.user)
    return draft


def test_a_form_kept_open_over_the_close_keeps_what_was_typed(fay, closed):
    answer = edit(fay, closed, title="Words I liked")
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors() == [
        "This workshop is closed. It stays as it was."
    ]
    assert "Words I liked" in answer.text
    closed.refresh_from_db()
    assert closed.title == "Malmö in February"


def test_a_closed_workshop_has_no_form(fay, closed):
    shown = fay.client.get(f"/workshops/{closed.pk}/edit/")
    assert "This workshop is closed. It stays as it was." in shown.text
    assert "id_title" not in shown.text


def test_closing_keeps_words_that_a_colleague_changed_meanwhile(fay, live):
    stale = Workshop.objects.get(pk=live.pk)
    edit(fay, live, goal="The goal we found together.")
    stale.close(timezone.now(), fay.user, "Enough for today.")
    live.refresh_from_db()
    assert live.goal == "The goal we found together."


def test_only_facilitators_of_the_organisation_edit(mia, sam, client, live, sales):
    pat = take_seat(live, "Pat", sales)
    for person in (mia, sam):
        assert person.client.get(f"/workshops/{live.pk}/edit/").status_code == 404
        assert edit(person, live, title="Mine").status_code == 404
    for browser in (client, pat.client):
        away = browser.post(f"/workshops/{live.pk}/edit/", said(live, title="Mine"))
        assert away.url.startswith("/accounts/login/")
    live.refresh_from_db()
    assert live.title == "Malmö in February"
