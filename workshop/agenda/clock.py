"""Whether a day is ahead of what was booked, or behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workshop.models import Workshop


@dataclass(frozen=True)
class Clock:
    """`booked_end` is when the room must be left, `rest` what comes after the running step."""

    booked_end: datetime
    rest: timedelta
    step_ends: datetime | None

    def minutes_ahead(self, now: datetime) -> int:
        """Whole minutes to spare at the end, as things stand; negative when behind."""
        step_ends = max(self.step_ends or now, now)
        return round((self.booked_end - step_ends - self.rest).total_seconds() / 60)

    @property
    def booked_end_ms(self) -> int:
        return round(self.booked_end.timestamp() * 1000)

    @property
    def rest_seconds(self) -> int:
        return round(self.rest.total_seconds())


def clock_of(workshop: Workshop) -> Clock | None:
    """None without phases, or where no time was booked."""
    if not workshop.booked_minutes or workshop.phase is None:
        return None
    return Clock(
        booked_end=workshop.starts_at + timedelta(minutes=workshop.booked_minutes),
        rest=timedelta(seconds=workshop.seconds_after_this_step()),
        step_ends=workshop.timer_ends_at,
    )
