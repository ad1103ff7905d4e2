"""A destroyed key leaves the database's file: at the close, or within the hour."""

import sqlite3

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from workshop.models.key import WorkshopKey, scrub_keys
from workshop.tasks import scrub_destroyed_keys


@pytest.mark.django_db(transaction=True)
def test_it_says_that_it_is_done_and_may_be_repeated():
    WorkshopKey.objects.create().delete()
    assert scrub_keys() is True
    scrub_destroyed_keys()
    assert scrub_keys() is True


@pytest.mark.django_db
def test_a_reader_in_the_way_is_said_and_the_next_time_it_is_done(tmp_path, monkeypatch):
    file = str(tmp_path / "doors.db")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("PRAGMA journal_mode=WAL")
    reader.execute("CREATE TABLE keys (secret)")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM keys").fetchall()
    writer = DatabaseWrapper({**connection.settings_dict, "NAME": file, "OPTIONS": {"timeout": 0}})
    monkeypatch.setattr("workshop.models.key.connection", writer)
    with writer.cursor() as cursor:
        cursor.execute("INSERT INTO keys VALUES (1)")
    assert scrub_keys() is False
    reader.execute("COMMIT")
    assert scrub_keys() is True
    writer.close()
    reader.close()
