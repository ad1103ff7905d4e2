"""A facilitator holds a workshop again on another day."""

import re
from datetime import date

from django.utils import timezone

from workshop.models import Workshop


def copy(person, workshop, **said):
    return person.client.post(f"/workshops/{workshop.pk}/copy/", said)


def test_fay_copies_a_closed_workshop(fay, live, pat):
    live.close(timezone.now(), fay.user, "Enough for today.")
    answer = copy(fay, live, date="2030-05-06")

    made = Workshop.objects.exclude(pk=live.pk).get()
    assert answer.url == f"/workshops/{made.pk}/carry-over/?from={live.pk}"
    assert made.title == "Malmö in February (copy)"
    assert (made.date, made.status) == (date(2030, 5, 6), "draft")
    for name in ("goal", "start", "time_zone", "venue", "door_rule", "ground_rules"):
        assert getattr(made, name) == getattr(live, name)
    assert set(made.teams.all()) == set(live.teams.all())
    assert made.code != live.code
    assert made.wall_token != live.wall_token
    assert made.participants.count() == 0
    assert made.problems.count() == 0


def test_fay_taps_twice_and_makes_one_copy(fay, draft):
    shown = fay.client.get(f"/workshops/{draft.pk}/copy/")
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)[1]
    urls = {copy(fay, draft, date="2030-05-06", ticket=ticket).url for _tap in range(2)}
    assert len(urls) == 1
    assert Workshop.objects.count() == 2


def test_a_day_is_asked_for(fay, draft):
    answer = copy(fay, draft)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"date": ["Which day is it?"]}


def test_a_past_day_and_a_start_in_a_gap_are_refused(fay, draft):
    past = copy(fay, draft, date="2020-05-06")
    assert past.context["form"].errors["date"] == [
        "6 May 2020 has passed. Choose today or a day to come."
    ]
    Workshop.objects.update(start="02:30")
    gap = copy(fay, draft, date="2030-03-31")
    assert "02:30 never comes on that day" in gap.context["form"].errors["date"][0]
    assert Workshop.objects.count() == 1


def test_retired_teams_stay_behind(fay, draft, development):
    development.retire(timezone.now())
    copy(fay, draft, date="2030-05-06")
    made = Workshop.objects.exclude(pk=draft.pk).get()
    assert [team.name for team in made.teams.all()] == ["Sales"]


def test_only_facilitators_of_the_organisation_copy(mia, sam, client, draft):
    draft.open_for_joining()
    for person in (mia, sam):
        assert person.client.get(f"/workshops/{draft.pk}/copy/").status_code == 404
        assert copy(person, draft, date="2030-05-06").status_code == 404
    assert client.get(f"/workshops/{draft.pk}/copy/").url.startswith("/accounts/login/")
    assert Workshop.objects.count() == 1
