"""Django's PostgreSQL, for many small questions that are the same each time.

DATABASES names this package as its ENGINE; Django looks for `DatabaseWrapper` in `base`.
"""

import time
from typing import Any

from django.db.backends.postgresql import base

ServerBindingCursor: Any = base.ServerBindingCursor  # the types are those of psycopg 2

RESTED = 1.0  # seconds; a connection used since then is taken to live


class DatabaseWrapper(base.DatabaseWrapper):
    used_at = 0.0  # by time.monotonic()

    def prepared_cursor(self) -> Any:
        """A cursor for SQL that comes again and again. Values travel beside it, and what has come
        as often as prepare_threshold in OPTIONS says is planned no more, until a rollback."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(ServerBindingCursor(self.connection))  # type: ignore[attr-defined]

    # Django asks at every request whether a lasting connection still lives.

    def close_if_unusable_or_obsolete(self) -> None:
        if self.health_check_done:
            self.used_at = time.monotonic()
        super().close_if_unusable_or_obsolete()

    def close_if_health_check_failed(self) -> None:
        if time.monotonic() - self.used_at < RESTED:
            self.health_check_done = True
        super().close_if_health_check_failed()
