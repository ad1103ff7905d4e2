"""What paces a room: one timer for everybody, and the question who is ready."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext

from workshop.models.states import Status, WrongStep

if TYPE_CHECKING:
    from workshop.live.models import Stream

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=180)


class Paced(models.Model):
    """The timer and the round of “ready” of one workshop.

    Every verb is told what its facilitator saw. Where that has changed meanwhile, by a double
    click or by another facilitator, nothing happens: two who press at once make one step.
    """

    TIMER_MINUTES = (2, 5, 10, 15, 25)  # what the cockpit offers

    timer_ends_at = models.DateTimeField(null=True, editable=False)
    # A seat is ready where it names this round, so asking again is one number.
    ready_round = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        status: str
        stream: Stream

        @property
        def admits(self) -> bool: ...
        @property
        def is_closed(self) -> bool: ...
        def _lock(self) -> None: ...

    @property
    def timer_ends_ms(self) -> int | None:
        """When the timer ends, in milliseconds since 1970, as browsers count."""
        return round(self.timer_ends_at.timestamp() * 1000) if self.timer_ends_at else None

    @property
    def asks_ready(self) -> bool:
        return self.admits and self.status in (Status.JOINING, Status.LIVE)

    @transaction.atomic
    def start_timer(self, minutes: int, now: datetime, seen: int | None = None) -> None:
        """Run for so many minutes from now, 1 to 180. Raises WrongStep."""
        if self._as_seen(seen):
            self._run_until(now + timedelta(minutes=minutes), now)

    @transaction.atomic
    def extend_timer(self, minutes: int, now: datetime, seen: int | None) -> None:
        """Some minutes more; from now on, where time was up already. Raises WrongStep."""
        if self._as_seen(seen) and self.timer_ends_at:
            self._run_until(max(self.timer_ends_at, now) + timedelta(minutes=minutes), now)

    @transaction.atomic
    def stop_timer(self, seen: int | None) -> None:
        """Off all screens."""
        if self._as_seen(seen) and self.timer_ends_at:
            self._set_timer(None)

    @transaction.atomic
    def ask_again(self, seen: int) -> None:
        """Nobody is ready any more. `seen` is the round that was looked at."""
        self._lock()
        self._need_pace()
        if seen == self.ready_round:
            self.ready_round += 1
            self.save(update_fields=["ready_round"])
            # The phones hear the round with the workshop's head.
            self.stream.announce(("workshop", ""), ("people", ""))

    def _as_seen(self, seen: int | None) -> bool:
        self._lock()
        self._need_pace()
        return seen == self.timer_ends_ms

    def _need_pace(self) -> None:
        if self.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        if not self.admits:
            raise WrongStep(gettext("Open the workshop for joining first."))

    def _run_until(self, end: datetime, now: datetime) -> None:
        if not SHORTEST <= end - now <= LONGEST:
            raise WrongStep(gettext("A timer runs from one minute to three hours."))
        self._set_timer(end.replace(microsecond=0))

    def _set_timer(self, end: datetime | None) -> None:
        self.timer_ends_at = end
        self.save(update_fields=["timer_ends_at"])
        self.stream.announce(("workshop", ""))
