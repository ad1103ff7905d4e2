"""Days and hours that exist, and those that don't."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.forms import ValidationError

from workshop.forms.when import gap_at, refuse_gap, refuse_past, zone_named, zone_names


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("europe/stockholm", "Europe/Stockholm"),
        ("Stockholm", "Europe/Stockholm"),
        (" New York ", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_as_people_write_it(typed, zone):
    assert zone_named(typed) == zone


def test_an_impossible_zone_gets_the_nearest_there_is():
    with pytest.raises(ValidationError) as refused:
        zone_named("Europe/Stockhome")
    assert refused.value.messages == [
        "There is no time zone “Europe/Stockhome”. Did you mean Europe/Stockholm?"
    ]


@pytest.mark.parametrize("typed", ["Mars/Olympus", "../../etc/passwd", "+99:00"])
def test_an_impossible_zone_gets_an_example(typed):
    with pytest.raises(ValidationError) as refused:
        zone_named(typed)
    assert refused.value.messages == [
        f"There is no time zone “{typed}”. Write one like Europe/Stockholm."
    ]


def test_every_zone_that_is_offered_works():
    for name in zone_names():
        assert ZoneInfo(name).key == name
        assert len(name) <= 40


@pytest.mark.parametrize(
    ("local", "zone", "gap"),
    [
        ("2027-03-28 02:30", "Europe/Stockholm", ("02:00", "03:00")),
        ("2027-03-28 02:00", "Europe/Stockholm", ("02:00", "03:00")),
        ("2027-03-28 01:59", "Europe/Stockholm", None),
        ("2027-03-28 03:00", "Europe/Stockholm", None),
        ("2027-10-31 02:30", "Europe/Stockholm", None),
        ("2026-10-04 02:15", "Australia/Lord_Howe", ("02:00", "02:30")),
        ("2027-04-30 00:30", "Africa/Cairo", ("00:00", "01:00")),
        ("2027-06-01 09:00", "Asia/Kathmandu", None),
    ],
)
def test_a_gap_is_seen_where_clocks_go_forward(local, zone, gap):
    found = gap_at(datetime.fromisoformat(local), ZoneInfo(zone))
    assert (found and (f"{found.begins:%H:%M}", f"{found.ends:%H:%M}")) == gap


def test_a_start_in_a_gap_is_refused_with_a_time_that_exists():
    with pytest.raises(ValidationError) as refused:
        refuse_gap(date(2027, 3, 28), time(2, 30), "Europe/Stockholm")
    assert refused.value.messages == [
        "02:30 never comes on that day in Europe/Stockholm: clocks go forward from 02:00 to 03:00. 03:00 does come."
    ]


def test_a_gap_over_midnight_offers_a_time_on_the_same_day():
    with pytest.raises(ValidationError) as refused:
        refuse_gap(date(2027, 3, 27), time(23, 30), "America/Nuuk")
    assert "clocks go forward from 23:00 to 00:00. 22:30 does come." in refused.value.messages[0]
    refuse_gap(date(2027, 3, 27), time(22, 30), "America/Nuuk")


def test_days_behind_us_and_far_ahead_are_refused():
    today = date(2027, 5, 5)
    refuse_past(today, today)
    with pytest.raises(ValidationError, match="4 May 2027 has passed"):
        refuse_past(date(2027, 5, 4), today)
    with pytest.raises(ValidationError, match="more than ten years off"):
        refuse_past(date(9999, 12, 31), today)
