"""Two facilitators, phones and the close at the same moment: nobody waits for ever."""

import contextlib
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from problems.importing.columns import Mapping
from problems.importing.plan import plan
from problems.importing.reading import read_text
from problems.models import Problem, Solution
from problems.models.post import RoomShut
from workshop.models import Workshop, WrongStep

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Everybody acts three times over, starting together. What went wrong, but for refusals."""
    start, wrong = Barrier(len(acts)), []

    def act(do: Callable[[], object]) -> None:
        start.wait()
        try:
            for _ in range(3):
                with contextlib.suppress(WrongStep, RoomShut, Problem.DoesNotExist):
                    do()
        except Exception as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=act, args=(do,)) for do in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return wrong


def places(workshop) -> list[int]:
    return list(workshop.problems.values_list("position", flat=True))


@pytest.fixture
def six(live) -> Workshop:
    for place in range(3, 7):
        problem = Problem.objects.create(workshop=live, position=place, title=f"Problem {place}")
        problem.stuck_between.set(live.teams.all())
    return live


def test_moves_deletions_imports_and_ideas_at_the_same_moment(six, pat, tom):
    pks = list(six.problems.values_list("pk", flat=True))

    def room() -> Workshop:
        return Workshop.objects.get(pk=six.pk)

    def problem(index: int) -> Problem:
        return Problem.objects.get(pk=pks[index])

    def bring() -> None:
        table = read_text("Title;Team\nA;Sales,Dev\nB;Sales,Dev\n")
        plan(room(), table, Mapping.guessed(table)).save()

    def write(index: int) -> None:
        seat = type(pat.seat).objects.get(pk=pat.seat.pk)
        key = f"key-{timezone.now().timestamp()}-{index}"
        Solution.post(problem(index), seat, "An idea", key, timezone.now())

    wrong = at_once(
        lambda: problem(0).move(1),
        lambda: problem(1).move(1),
        lambda: problem(3).move(-1),
        lambda: problem(2).spotlight(),
        lambda: Problem.spotlight_off(room()),
        lambda: problem(4).take_down(),
        lambda: problem(5).take_down(),
        lambda: write(0),
        lambda: write(1),
        bring,
    )
    assert wrong == []
    assert places(six) == list(range(1, 6 - 2 + 6 + 1))
    assert six.problems.filter(title="A").count() == 3


def test_a_poster_that_is_written_on_while_it_is_deleted_keeps_the_idea_or_is_gone(six, pat):
    doomed = six.problems.last()

    def write() -> None:
        here = Problem.objects.get(pk=doomed.pk)
        Solution.post(here, pat.seat, "An idea", "one key", timezone.now())

    at_once(write, lambda: Problem.objects.get(pk=doomed.pk).take_down())
    assert Solution.objects.count() == six.problems.filter(pk=doomed.pk).count()
    assert places(six) == list(range(1, len(places(six)) + 1))


def test_changes_and_the_close_at_the_same_moment(six, fay):
    first = six.problems.first().pk
    wrong = at_once(
        lambda: Problem.objects.get(pk=first).move(1),
        lambda: Workshop.objects.get(pk=six.pk).close(timezone.now(), fay.user, "The last train"),
        lambda: Problem.objects.get(pk=first).spotlight(),
    )
    assert [error for error in wrong if type(error).__name__ != "Sealed"] == []
    assert Workshop.objects.get(pk=six.pk).is_closed
    assert places(six) == [1, 2, 3, 4, 5, 6]
