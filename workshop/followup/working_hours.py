"""When mail may arrive: Monday to Friday, 08 to 18, on the clocks of the workshop's zone."""

from datetime import datetime, time, timedelta
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
    day = closed_at.astimezone(zone).date() + timedelta(days=days)
    return next_working_time(datetime.combine(day, time(9), zone), zone).replace(hour=9)


def _opening(local: datetime) -> datetime:
    return datetime.combine(local.date(), OPENS, local.tzinfo)
