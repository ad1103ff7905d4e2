"""The log. What a room shows is today's state of what its events name; see docs/live.md."""

from itertools import chain
from typing import Any

from django.db import connection, models, transaction

from workshop.live.wake import Lines, wake
from workshop.prepared import prepared_cursor


class Sealed(Exception):
    """The stream has ended: nothing more is written, and the verb that tried is rolled back."""


class Held(Exception):
    """The stream takes nothing from the room for now: the verb that tried is rolled back."""


BUMP = (
    "UPDATE live_stream SET revision = revision + %s"
    " WHERE id = %s AND NOT sealed AND NOT (held AND %s) RETURNING id, revision"
)
EVENTS = "INSERT INTO live_event (stream_id, revision, kind, target)"


class Stream(models.Model):
    """One room's log. `revision` is the number of its newest event; there are no gaps below it."""

    revision = models.PositiveBigIntegerField(default=0)
    sealed = models.BooleanField(default=False)
    held = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"stream {self.pk} at {self.revision}"

    def announce(self, *changes: tuple[str, int | str], unless_held: bool = False) -> int:
        """Write one event for each (kind, target) and wake the live processes after commit.

        Call it last in the verb's transaction: it locks the stream until the commit, and the
        lock is what keeps revisions free of gaps. Returns the newest revision. Raises Sealed,
        and with `unless_held` Held; both see what was committed until the lock was theirs.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("announce() belongs inside the verb's own transaction")
        bump = [len(changes), self.pk, unless_held]
        lines = [(kind, str(target)) for kind, target in changes]
        write = write_at_once if connection.vendor == "postgresql" else write_in_turn
        with prepared_cursor() as cursor:
            newest = write(cursor, bump, lines)
        if not newest:
            raise self._refusal()
        self.revision = newest
        self.wake_after_commit(lines)
        return newest

    def _refusal(self) -> Exception:
        return Sealed() if Stream.objects.get(pk=self.pk).sealed else Held()

    def hold(self, held: bool) -> None:
        """Take nothing from the room until it is let go. Facilitators' events pass."""
        Stream.objects.filter(pk=self.pk).update(held=held)
        self.held = held

    def seal(self) -> None:
        """No event after those of this transaction. Whoever waits for the lock gets Sealed."""
        Stream.objects.filter(pk=self.pk).update(sealed=True)
        self.sealed = True

    def wake_after_commit(self, lines: Lines) -> None:
        stream, newest = self.pk, self.revision
        transaction.on_commit(lambda: wake(stream, newest, lines))


def write_in_turn(cursor: Any, bump: list[Any], lines: Lines) -> int:
    """The newest revision; 0 if the stream takes nothing."""
    cursor.execute(BUMP, bump)
    row = cursor.fetchone()
    if row is None:
        return 0
    stream, newest = row
    first = newest - len(lines) + 1
    rows = [(stream, revision, *line) for revision, line in enumerate(lines, start=first)]
    places = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    cursor.execute(f"{EVENTS} VALUES {places}", list(chain(*rows)))
    return int(newest)


def write_at_once(cursor: Any, bump: list[Any], lines: Lines) -> int:
    """The same as one statement, which SQLite has not: the lock is held for less time."""
    places = ", ".join(f"({back}, %s, %s)" for back in reversed(range(len(lines))))
    cursor.execute(
        f"WITH bumped AS ({BUMP}) {EVENTS} SELECT id, revision - back, kind, target"  # noqa: S608
        f" FROM bumped, (VALUES {places}) AS line (back, kind, target) RETURNING revision",
        [*bump, *chain(*lines)],
    )
    return max((revision for (revision,) in cursor.fetchall()), default=0)


class Event(models.Model):
    """One line of the log: something changed. It names no actor and has no time, on purpose."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="events")
    revision = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    target = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stream", "revision"], name="event_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}/{self.revision} {self.kind} {self.target}"
