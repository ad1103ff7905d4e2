"""Between two requests a page thread keeps its connection to PostgreSQL."""

import pytest
from django.db import connection
from django.db.utils import OperationalError

from workshop.postgresql import base

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
]


@pytest.fixture
def lasting(monkeypatch):
    """A connection as gunicorn's threads have it, at the end of its first request."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 300)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.close()
    ask()
    return connection


def ask() -> int:
    """What a request does: a question, and afterwards Django looks after the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    connection.close_if_unusable_or_obsolete()
    return pid


def end(pid: int) -> None:
    """As a restart of PostgreSQL does."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()


def test_a_connection_that_rested_is_asked_whether_it_lives(lasting, monkeypatch):
    monkeypatch.setattr(base, "RESTED", 0.0)
    pid = ask()
    end(pid)
    assert ask() != pid


def test_one_that_was_just_used_is_taken_to_live(lasting, monkeypatch):
    monkeypatch.setattr(base, "RESTED", 3600.0)
    pid = ask()
    assert ask() == pid
    end(pid)
    with pytest.raises(OperationalError):
        ask()
    connection.close()
    assert ask() != pid
