"""When mail may arrive: Monday to Friday, 08 to 18, on the clocks of the workshop's zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(18)
SATURDAY = 5


def next_working_time(at: datetime, zone: ZoneInfo) -> datetime:
    """`at` itself within working hours, otherwise the moment when the next ones begin."""
    local = at.astimezone(zone)
    if local.time() >= CLOSES:
        local = _opening(local + timedelta(days=1))
    while local.weekday() >= SATURDAY:
        local = _opening(local + timedelta(days=1))
    return max(local, _opening(local))


def days_after(closed_at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """09:00 on the day that is `days` after the close, or on the next working day."""
    return morning_of(closed_at.astimezone(zone).date() + timedelta(days=days), zone)


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """09:00 on that day, or on the next working day."""
    return next_working_time(datetime.combine(day, time(9), zone), zone).replace(hour=9)


def working_day_until(day: date) -> date:
    """That day, or the last working day before it."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def working_days_after(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day, so many working days later."""
    local = at.astimezone(zone)
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < SATURDAY
    return local


def _opening(local: datetime) -> datetime:
    return datetime.combine(local.date(), OPENS, local.tzinfo)
