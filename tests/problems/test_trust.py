"""After the close nothing that is kept depends on who wrote what.

The same day is played twice: once pat writes the one idea and pia the other, once the other way
round. Both sit in the same team, the clock stands still, and every "random" secret comes from the
same list. What is left in the whole database and in the logs must then be the same to the letter:
nobody, with all of it in hand, can tell the two days apart.
"""

import contextlib
import importlib
import itertools
import logging
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from problems.models import Build, Gift, Problem, Solution
from tests.conftest import make_user
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Participant, Workshop, WorkshopKey, agenda
from workshop.people.models import Organisation, Team

DAY = datetime(2030, 2, 6, 9, tzinfo=UTC)


@pytest.fixture
def same_secrets(monkeypatch) -> Callable[[], None]:
    """Secrets in a fixed order, so that two days can be compared. Not those of the Redis library:
    it draws some for each connection, and when it opens one is chance."""
    get_resolver().url_patterns  # noqa: B018  (imports what draws secrets)
    importlib.import_module("workshop.live.hub")
    drawing = [
        module
        for module in list(sys.modules.values())
        if getattr(module, "secrets", None) is secrets and not module.__name__.startswith("redis.")
    ]

    def begin() -> None:
        counter = itertools.count(1)
        fixed = SimpleNamespace(
            **vars(secrets)
            | {
                "token_bytes": lambda n=32: f"{next(counter):0{n}}".encode(),
                "token_urlsafe": lambda n=32: f"{next(counter):0{n}}",
                "token_hex": lambda n=32: f"{next(counter):0{n}}",
                "choice": lambda letters: letters[next(counter) % len(letters)],
            }
        )
        for module in drawing:
            monkeypatch.setattr(module, "secrets", fixed)

    return begin


def play(swapped: bool) -> Workshop:
    """A day: pat and pia of one team write, edit, take back and sign; tom builds on both. Then each
    builds on what they were given, doubts and notes something.

    Pat is a guest with a cookie, pia a member who is signed in.
    """
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
    agenda.lay_out(workshop, [Line(Kind.SOLVE, 25)], 25)
    workshop.start_day(DAY)
    phones = {}
    for name, team in [("Pat", teams[0]), ("Tom", teams[1])]:
        _seat, token = Participant.admit(workshop, name, team, DAY)
        phones[name] = Client()
        phones[name].cookies[f"seat-{workshop.pk}"] = token
    pia = make_user("pia")
    organisation.memberships.create(user=pia, role="manager")
    Participant.admit(workshop, "Pia", teams[0], DAY, user=pia)
    phones["Pia"] = Client()
    phones["Pia"].force_login(pia)
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
        mine = f"/room/{workshop.pk}/ideas/{idea.pk}"
        phones[name].post(f"{mine}/take-back/")
        if place:
            phones[name].post(f"{mine}/put-back/")
    theirs = Solution.post(problem, workshop.participants.get(name="Tom"), "Split it", "t", DAY)
    workshop.go_on(DAY, ada, workshop.turn)  # everybody is given an idea to build on
    assert Gift.objects.count() == 3
    idea = problem.solutions.get(text="Say it loudly")
    room = f"/room/{workshop.pk}"
    for place, name in enumerate(writers):
        said = {"text": f"Yes, and {place}", "post_key": f"key-of-gift-{place}"}
        assert phones[name].post(f"{room}/ideas/{theirs.pk}/build/", said).status_code == 302
    assert Build.objects.filter(given=True).count() == 2
    workshop.go_on(DAY, ada, workshop.turn)
    for place, name in enumerate(writers):
        said = {"text": f"Doubt {place}", "test": "Ask", "post_key": f"key-of-doubt-{place}"}
        assert phones[name].post(f"{room}/ideas/{theirs.pk}/concern/", said).status_code == 302
        said = {"text": f"Hard {place}", "post_key": f"key-of-note-{place}"}
        assert phones[name].post(f"{room}/posters/{problem.pk}/hard/", said).status_code == 302
    signed = phones[writers[1]].post(f"{room}/ideas/{idea.pk}/commit/", pair(teams))
    assert signed.status_code == 302
    return workshop


def pair(teams: list[Team]) -> dict[str, object]:
    """What a pair signs with; whose phone it was typed on is not in it."""
    return {
        "lead": "Una", "lead_email": "una@example.org", "lead_team": teams[0].pk,
        "partner": "Ove", "partner_email": "ove@example.org", "partner_team": teams[1].pk,
        "cue": "we plan", "step": "we count", "first_step_on": "2030-02-07",
        "serves_goal": "It does", "belief": "They see", "test": "A week", "change_mind": "None do",
        "confidence": 60, "post_key": "key-of-the-pair",
    }  # fmt: skip


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
    workshop.close(DAY, workshop.organisation.memberships.earliest("pk").user)
    logs = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.records
        if not record.name.startswith("redis.")  # how its client connects, once a process
    ]
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
    assert len(after["problems_solution"]) == 3
    assert len(after["problems_build"]) == 4
    assert len(after["problems_concern"]) == len(after["problems_note"]) == 2
    assert len(after["problems_gift"]) == 0
    assert len(after["problems_commitment"]) == 1


def test_at_the_close_key_marks_names_and_times_go(live, problem, pat, tom, ada):
    from_pat = {"text": "Count the rows", "post_key": "a-key-of-pat"}
    pat.client.post(f"/room/{live.pk}/posters/{problem.pk}/", from_pat)
    solution = problem.solutions.get()
    assert solution.author_mark
    assert solution.author_mark == pat.seat.author_mark(live.key, solution.post_mark)
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
def test_the_key_is_gone_from_the_disk_too(organisation, sales, development, ada):
    """Though the keys of other workshops stand beside it."""
    earlier, _later, live = (
        Workshop.create(
            organisation, [sales, development], title=title, goal="A goal", date=date(2030, 2, 6),
            start=time(9), time_zone="Europe/Stockholm",
        )
        for title in ("Earlier", "Later", "This one")
    )  # fmt: skip
    live.start_day(DAY)
    secret, others = bytes(live.key.secret), bytes(earlier.key.secret)
    path = connection.settings_dict["NAME"]

    def on_disk() -> bool:
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
                cursor.execute(
                    "SELECT pg_read_binary_file(pg_relation_filepath('workshop_workshopkey'))"
                )
                page = bytes(cursor.fetchone()[0])
            assert others in page
            return secret in page
        found = False
        for name in (path, f"{path}-wal"):
            try:
                with open(name, "rb") as file:
                    found |= secret in file.read()
            except FileNotFoundError:
                pass
        return found

    assert on_disk()
    with older_snapshot():
        live.close(datetime.now(UTC), ada.user, override_reason="The test ends here")
        assert not on_disk()


@contextlib.contextmanager
def older_snapshot() -> Iterator[None]:
    """As a backup's, or an automatic ANALYZE's: it might still see what is deleted meanwhile."""
    if connection.vendor == "sqlite":
        yield
        return
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT txid_current_snapshot()")
            yield
    finally:
        beside.close()


def test_nothing_ties_together_what_one_person_wrote_even_while_the_room_is_open(
    live, problem, pat
):
    """Without the key, no two rows share a mark: a database file of the day groups nothing."""
    for number in range(3):
        answer = pat.client.post(
            f"/room/{live.pk}/posters/{problem.pk}/",
            {"text": f"Idea {number}", "post_key": f"a-key-of-pat-{number}"},
        )
        assert answer.status_code == 302
    idea = problem.solutions.first()
    pat.client.post(
        f"/room/{live.pk}/ideas/{idea.pk}/build/", {"text": "and more", "post_key": "build-of-pat"}
    )
    rows = [*Solution.objects.all(), *Build.objects.all()]
    marks = [mark for row in rows for mark in (row.author_mark, row.post_mark)]
    assert len(marks) == len(set(marks)) == 8
    own = pat.client.get(f"/room/{live.pk}/posters/{problem.pk}/").context
    assert (len(own["own_ideas"]), len(own["own_builds"])) == (3, 1)
