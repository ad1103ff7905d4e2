"""After the close nothing that is kept depends on who wrote what.

The same day is played twice: once pat writes the one idea and pia the other, once the other way
round. Both sit in the same team, the clock stands still, and every "random" secret comes from the
same list. What is left in the whole database and in the logs must then be the same to the letter:
nobody, with all of it in hand, can tell the two days apart.
"""

import itertools
import logging
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from problems.models import Problem
from tests.conftest import make_user
from workshop.models import Participant, Workshop, WorkshopKey
from workshop.people.models import Organisation

DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)


@pytest.fixture
def same_secrets(monkeypatch) -> Iterator[None]:
    """Secrets in a fixed order, so that two days can be compared."""

    def begin() -> None:
        counter = itertools.count(1)
        monkeypatch.setattr(secrets, "token_bytes", lambda n=32: f"{next(counter):0{n}}".encode())
        monkeypatch.setattr(secrets, "token_urlsafe", lambda n=32: f"{next(counter):0{n}}")
        monkeypatch.setattr(secrets, "token_hex", lambda n=32: f"{next(counter):0{n}}")
        monkeypatch.setattr(
            secrets, "choice", lambda letters: letters[next(counter) % len(letters)]
        )

    return begin


def play(swapped: bool) -> Workshop:
    """A day: pat and pia of one team write an idea each, tom builds on both and votes with a pair."""
    ada = make_user("ada")
    organisation = Organisation.found("Customer Platform", ada)
    teams = [
        organisation.teams.create(name=name, short_name=name[:3], colour=place, position=place)
        for place, name in enumerate(["Sales", "Development"], start=1)
    ]
    workshop = Workshop.create(
        organisation, teams, title="Malmö", goal="A goal", date=date(2030, 2, 6), start=time(9),
        time_zone="Europe/Stockholm",
    )  # fmt: skip
    problem = Problem.objects.create(workshop=workshop, position=1, title="Export stops")
    workshop.start_day(DAY)
    phones = {}
    for name, team in [("Pat", teams[0]), ("Pia", teams[0]), ("Tom", teams[1])]:
        _seat, token = Participant.admit(workshop, name, team, DAY)
        phones[name] = Client()
        phones[name].cookies[f"seat-{workshop.pk}"] = token
    writers = ["Pia", "Pat"] if swapped else ["Pat", "Pia"]
    address = f"/room/{workshop.pk}/posters/{problem.pk}/"
    for place, (name, text) in enumerate(zip(writers, ["Count the rows", "Say it"], strict=True)):
        answer = phones[name].post(address, {"text": text, "post_key": f"key-of-post-{place}"})
        assert answer.status_code == 302
        idea = problem.solutions.get(text=text)
        phones[name].post(f"/room/{workshop.pk}/ideas/{idea.pk}/edit/", {"text": f"{text} loudly"})
        phones["Tom"].post(
            f"/room/{workshop.pk}/ideas/{idea.pk}/build/",
            {"text": "Yes, and soon", "post_key": f"key-of-build-{place}"},
        )
    return workshop


def everything() -> dict[str, list[tuple]]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        dump = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump[table] = sorted(
                tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                for row in map(stable, cursor.fetchall())
            )
    return dump


def stable(row: tuple) -> tuple:
    return tuple("" if value is None else value for value in row)


def dumped(swapped: bool, begin, caplog) -> tuple[dict, dict, list[str]]:
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    begin()
    caplog.clear()
    workshop = play(swapped)
    before = everything()
    workshop.refresh_from_db()
    workshop.close(DAY, workshop.organisation.memberships.get().user)
    ours = ("django.request", "django.server", "workshop", "problems", "celery")
    logs = [record.getMessage() for record in caplog.records if record.name.startswith(ours)]
    return before, everything(), logs


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_nobody_can_tell_who_wrote_what_after_the_close(same_secrets, caplog):
    caplog.set_level(logging.DEBUG)
    with time_machine.travel(DAY, tick=False):
        before, after, logs = dumped(False, same_secrets, caplog)
        before_swapped, after_swapped, logs_swapped = dumped(True, same_secrets, caplog)
    assert before != before_swapped, (
        "while the room is open the marks must differ, or this proves nothing"
    )
    for table, rows in after.items():
        assert sorted(map(repr, rows)) == sorted(map(repr, after_swapped[table])), table
    assert logs == logs_swapped
    assert len(after["problems_solution"]) == 2
    assert len(after["problems_build"]) == 2


def test_at_the_close_key_marks_names_and_times_go(live, problem, pat, tom, ada):
    from_pat = {"text": "Count the rows", "post_key": "a-key-of-pat"}
    pat.client.post(f"/room/{live.pk}/posters/{problem.pk}/", from_pat)
    solution = problem.solutions.get()
    assert solution.author_mark
    assert solution.author_mark == pat.seat.author_mark(live.key)
    live.close(datetime.now(UTC), ada.user, override_reason="The test ends here")
    solution.refresh_from_db()
    live.refresh_from_db()
    assert (solution.author_mark, solution.post_mark) == (None, None)
    assert solution.at == live.started_at
    assert live.key is None
    assert not WorkshopKey.objects.exists()
    assert set(live.participants.values_list("name", "user")) == {("", None)}
    page = pat.client.get(f"/room/{live.pk}/posters/{problem.pk}/")
    assert list(page.context["own_ideas"]) == []


@pytest.mark.django_db(transaction=True)
def test_the_key_is_gone_from_the_disk_too(live, ada):
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            live.close(datetime.now(UTC), ada.user, override_reason="The test ends here")
            cursor.execute(
                "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'workshop_workshopkey'"
            )
            cursor.execute("SELECT count(*) FROM workshop_workshopkey")
            assert cursor.fetchone() == (0,)
        return
    secret = bytes(live.key.secret)
    path = connection.settings_dict["NAME"]

    def on_disk() -> bool:
        found = False
        for name in (path, f"{path}-wal"):
            try:
                with open(name, "rb") as file:
                    found |= secret in file.read()
            except FileNotFoundError:
                pass
        return found

    assert on_disk()
    live.close(datetime.now(UTC), ada.user, override_reason="The test ends here")
    assert not on_disk()
