from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from workshop.followup.working_hours import days_after, next_working_time

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Stockholm", "America/St_Johns", "Pacific/Auckland", "UTC")]
)
YEARS = timedelta(days=6 * 365)
TIMES = st.timedeltas(timedelta(), YEARS).map(lambda gone: datetime(2024, 1, 1, tzinfo=UTC) + gone)


def is_working_time(at: datetime, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    return local.weekday() < 5 and 8 <= local.hour < 18


@given(TIMES, ZONES)
def test_the_next_working_time_is_the_first_there_is(at, zone):
    found = next_working_time(at, zone)
    assert is_working_time(found, zone)
    assert at <= found <= at + timedelta(days=3)
    if is_working_time(at, zone):
        assert found == at
        return
    minute = at
    while minute + timedelta(minutes=7) < found:  # nothing was passed over
        minute += timedelta(minutes=7)
        assert not is_working_time(minute, zone)


@given(TIMES, ZONES)
def test_a_day_is_counted_on_the_calendar_of_the_zone(at, zone):
    due = days_after(at, 14, zone).astimezone(zone)
    assert (due.hour, due.minute, due.weekday() < 5) == (9, 0, True)
    assert 0 <= (due.date() - at.astimezone(zone).date()).days - 14 <= 2
