"""Whether a day is ahead of what was booked, or behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from workshop.models import Workshop


@dataclass(frozen=True)
class Clock:
    """`booked_end` is when the room must be left, `rest` what comes after the running step, or
    after a pause. plan-clock.js holds them against each other as time goes by."""

    booked_end: datetime
    rest: timedelta

    @property
    def booked_end_ms(self) -> int:
        return round(self.booked_end.timestamp() * 1000)

    @property
    def rest_seconds(self) -> int:
        return round(self.rest.total_seconds())


def clock_of(workshop: Workshop) -> Clock | None:
    """None without phases, where no time was booked, and on another day than the booked one."""
    if not workshop.booked_minutes or workshop.phase is None or workshop.paused_until:
        return None
    here_since = workshop.resumed_at or workshop.started_at
    if here_since and here_since.astimezone(workshop.zone).date() != workshop.date:
        return None
    return Clock(
        booked_end=workshop.starts_at + timedelta(minutes=workshop.booked_minutes),
        rest=timedelta(seconds=workshop.seconds_after_this_step() + (workshop.timer_left or 0)),
    )
