import hashlib
import hmac
import logging
import secrets

from django.db import OperationalError, connection, models

logger = logging.getLogger(__name__)


def new_secret() -> bytes:
    return secrets.token_bytes(32)


class WorkshopKey(models.Model):
    """The secret that ties what people write to their seats, until the workshop closes.

    It is a row of its own so that closing can delete it, and a backup can leave it out.
    """

    secret = models.BinaryField(default=new_secret)

    def __str__(self) -> str:
        return f"key {self.pk}"

    def mark(self, *parts: object) -> str:
        """HMAC-SHA-256 of the parts in hex: 64 characters that mean nothing without the key."""
        message = "\x1f".join(str(part) for part in parts)
        return hmac.new(bytes(self.secret), message.encode(), hashlib.sha256).hexdigest()


def scrub_keys() -> bool:
    """A deleted row stays in the file until it is swept; a destroyed key must not wait for that.

    Whether nothing of it is left; otherwise the hourly task tries again.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone()
            return not busy
        # Writes the few rows that stand into a new file. VACUUM FULL would, too, but carries over
        # what was deleted while anybody's older snapshot, an automatic ANALYZE's even, might see
        # it. It waits for nobody long, so that a backup in progress holds up no room.
        cursor.execute("SET lock_timeout = '300ms'")
        try:
            cursor.execute(
                f"ALTER TABLE {WorkshopKey._meta.db_table}"
                " ALTER COLUMN secret TYPE bytea USING secret || ''::bytea"
            )
        except OperationalError as error:
            logger.warning("the key's table is in use, its page is swept later: %s", error)
            return False
        finally:
            cursor.execute("RESET lock_timeout")
    return True
