"""The beat table: every task in it exists, and the sweeps take only what has run out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

from problems.models import ImportDraft
from problems.tasks import sweep_import_drafts
from workshop.celery import app
from workshop.people.tasks import sweep_sessions

CALLED_BY_US: set[str] = set()


@pytest.mark.parametrize("name", [row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()])
def test_every_task_of_the_beat_table_exists(name):
    app.loader.import_default_modules()
    assert name in app.tasks


def test_the_beat_table_holds_every_task_that_looks_for_rows():
    """Nobody else calls these: each stands in the table, or nothing of its kind would happen."""
    app.loader.import_default_modules()
    ours = {name for name in app.tasks if name.startswith(("workshop.", "problems."))}
    table = {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
    assert ours - table == CALLED_BY_US
    assert "workshop.followup.tasks.send_due_letters" in table


def test_sessions_that_ran_out_are_swept(db):
    now = datetime.now(UTC)
    for key, age in {"old": 1, "new": -1}.items():
        Session.objects.create(session_key=key, expire_date=now - timedelta(hours=age))
    sweep_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_import_drafts_left_lying_are_swept(draft, fay):
    now = datetime.now(UTC)
    for days in (0, 3):
        ImportDraft.objects.create(
            workshop=draft, by=fay.user, brought_at=now - timedelta(days=days), table={}
        )
    sweep_import_drafts()
    assert ImportDraft.objects.count() == 1
