"""A facilitator creates a workshop."""

import re
from datetime import date, time

import pytest

from workshop.models import Workshop
from workshop.people.models import AuditEntry, Team


@pytest.fixture
def said(sales, development):
    return {
        "title": "Malmö in February",
        "goal": "Together we want honest customers to get going on day one.",
        "date": "2030-02-06",
        "start": "09:00",
        "time_zone": "Europe/Stockholm",
        "venue": "The library",
        "teams": [sales.pk, development.pk],
        "door_rule": "joint",
        "ground_rules": "Customer first, org chart later.\r\n\r\n  Write, then talk.  ",
    }


def new(person, organisation, said):
    return person.client.post(f"/o/{organisation.slug}/workshops/new/", said)


def refusal(answer, field):
    assert answer.status_code == 422
    assert not Workshop.objects.exists()
    return answer.context["form"].errors[field]


def test_fay_creates_a_workshop(fay, organisation, said, sales, development):
    answer = new(fay, organisation, said)

    made = Workshop.objects.get()
    assert answer.url == f"/workshops/{made.pk}/"
    assert made.organisation == organisation
    assert (made.title, made.venue, made.door_rule) == ("Malmö in February", "The library", "joint")
    assert (made.date, made.start, made.time_zone) == (
        date(2030, 2, 6), time(9), "Europe/Stockholm",
    )  # fmt: skip
    assert list(made.teams.all()) == [sales, development]
    assert made.rules == ["Customer first, org chart later.", "Write, then talk."]
    assert made.status == "draft"
    assert AuditEntry.objects.filter(actor=fay.user, act="workshop.made").count() == 1


def test_fay_is_offered_eight_ground_rules_and_the_prompt(fay, organisation, said):
    shown = fay.client.get(f"/o/{organisation.slug}/workshops/new/")
    assert len(shown.context["form"]["ground_rules"].value().splitlines()) == 8
    assert "Together we want [customers] to be able to … so that …" in shown.text
    assert shown.context["form"]["time_zone"].value() == "Europe/Stockholm"
    assert shown.context["form"]["door_rule"].value() == "joint"


def test_fay_is_offered_the_last_workshops_place_in_time(fay, organisation, said):
    new(fay, organisation, said | {"time_zone": "Asia/Kathmandu", "start": "13:30"})
    form = fay.client.get(f"/o/{organisation.slug}/workshops/new/").context["form"]
    assert form["time_zone"].value() == "Asia/Kathmandu"
    assert form["start"].value() == time(13, 30)


def test_fay_taps_twice_and_makes_one_workshop(fay, organisation, said):
    shown = fay.client.get(f"/o/{organisation.slug}/workshops/new/")
    ticket = re.search(r'name="ticket" value="([^"]+)"', shown.text)[1]
    first = new(fay, organisation, said | {"ticket": ticket})
    second = new(fay, organisation, said | {"ticket": ticket})
    assert Workshop.objects.count() == 1
    assert first.url == second.url
    assert AuditEntry.objects.filter(act="workshop.made").count() == 1


def test_nobody_chooses_the_walls_address(fay, organisation, said):
    new(fay, organisation, said | {"ticket": "guess-me"})
    made = Workshop.objects.get()
    assert "guess-me" not in made.wall_token
    assert len(made.wall_token) >= 32


def test_a_past_day_is_refused(fay, organisation, said):
    answer = new(fay, organisation, said | {"date": "2020-02-06"})
    assert refusal(answer, "date") == ["6 February 2020 has passed. Choose today or a day to come."]
    assert "Malmö in February" in answer.text
    assert "The library" in answer.text


def test_a_day_that_is_no_day_is_refused(fay, organisation, said):
    answer = new(fay, organisation, said | {"date": "2030-02-30"})
    assert refusal(answer, "date") == ["Write the day as year-month-day, such as 2030-02-06."]


def test_a_start_that_never_comes_is_refused(fay, organisation, said):
    answer = new(fay, organisation, said | {"date": "2030-03-31", "start": "02:30"})
    assert refusal(answer, "start") == [
        "02:30 never comes on that day in Europe/Stockholm: clocks go forward from 02:00 to 03:00. 03:00 does come."
    ]


def test_the_same_start_is_fine_where_clocks_stay(fay, organisation, said):
    said |= {"date": "2030-03-31", "start": "02:30", "time_zone": "Asia/Kathmandu"}
    assert new(fay, organisation, said).status_code == 302


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Europe/Stockholm\x00x"])
def test_an_impossible_zone_is_refused(fay, organisation, said, zone):
    answer = new(fay, organisation, said | {"time_zone": zone})
    assert refusal(answer, "time_zone")[0].startswith("There is no time zone “")


def test_everything_that_is_wrong_is_said_at_once(fay, organisation):
    wrong = {"date": "2020-02-06", "start": "25:00", "time_zone": "Mars/Olympus"}
    errors = new(fay, organisation, wrong).context["form"].errors
    assert set(errors) == {"title", "goal", "date", "start", "time_zone", "teams", "door_rule"}
    assert errors["start"] == ["Write the time as hours and minutes, such as 09:00."]
    assert errors["date"] == ["6 February 2020 has passed. Choose today or a day to come."]


def test_one_team_is_not_enough(fay, organisation, said, sales):
    few = "Choose two teams or more: a workshop is for teams that get stuck together."
    assert refusal(new(fay, organisation, said | {"teams": [sales.pk]}), "teams") == [few]
    assert refusal(new(fay, organisation, said | {"teams": []}), "teams") == [few]


@pytest.mark.parametrize("strange", ["another organisation's", "0", "x", "\x00", "9" * 30, "-1"])
def test_a_team_from_elsewhere_is_refused(fay, sam, organisation, said, sales, strange):
    theirs = Team.objects.get(name="Their sales").pk
    strange = theirs if strange.startswith("another") else strange
    answer = new(fay, organisation, said | {"teams": [sales.pk, strange]})
    assert refusal(answer, "teams") == [
        "That team doesn’t belong here. Choose among the teams below."
    ]
    assert "Their sales" not in answer.text


def test_a_retired_team_is_not_offered(fay, organisation, said, development):
    development.retire("2029-01-01T00:00Z")
    assert "teams" in new(fay, organisation, said).context["form"].errors


def test_a_door_rule_of_ones_own_is_refused(fay, organisation, said):
    assert (
        "door_rule" in new(fay, organisation, said | {"door_rule": "wide"}).context["form"].errors
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "x" * 81, "This is 81 characters. There is room for 80."),
        ("goal", "x" * 301, "This is 301 characters. There is room for 300."),
        ("venue", "x" * 161, "This is 161 characters. There is room for 160."),
        ("ground_rules", "x" * 2001, "This is 2001 characters. There is room for 2000."),
        ("title", " \u200b\t ", "What is it called?"),
        ("goal", "\x00\u202e", "What do you want together? One sentence is enough."),
    ],
)
def test_words_that_do_not_fit_are_sent_back(fay, organisation, said, field, typed, sentence):
    answer = new(fay, organisation, said | {field: typed})
    assert refusal(answer, field) == [sentence]
    assert answer.context["form"][field].value() == typed


def test_markup_is_shown_as_typed(fay, organisation, said):
    answer = new(fay, organisation, said | {"title": "<script>x</script> {{ 7|add:7 }}"})
    shown = fay.client.get(answer.url)
    assert "&lt;script&gt;x&lt;/script&gt; {{ 7|add:7 }}" in shown.text
    assert "<script>x" not in shown.text


def test_mia_and_sam_cannot_create_here(mia, sam, client, organisation, said):
    for person in (mia, sam):
        assert person.client.get(f"/o/{organisation.slug}/workshops/new/").status_code == 404
        assert new(person, organisation, said).status_code == 404
    assert client.post(f"/o/{organisation.slug}/workshops/new/", said).url.startswith(
        "/accounts/login/"
    )
    assert not Workshop.objects.exists()
