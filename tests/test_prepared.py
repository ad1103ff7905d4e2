"""What a prepared question finds is what the QuerySet itself would find."""

import threading

import pytest
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from problems.models import Build, Problem, Solution, with_builds
from tests.conftest import take_seat
from workshop.models import Participant
from workshop.prepared import Prepared, insert_unless_there, padded

SEATED = Participant.objects.select_related("team", "workshop__stream", "workshop__key", "user")
by_digest = Prepared(lambda digest, room: SEATED.filter(digest=digest, workshop=room), digest=str, room=int)  # fmt: skip
by_number = Prepared(lambda numbers: SEATED.filter(pk__in=numbers).order_by("pk"), numbers=list)
by_team = Prepared(
    lambda problems: (
        Solution.objects.visible_to_room()
        .filter(problem__in=problems)
        .order_by("team")
        .values("team")
        .annotate(count=Count("pk"))
        .values_list("team", "count", "problem__opened_again_at")
    ),
    problems=list,
)


def facts(model) -> dict:
    return {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}


def test_a_row_comes_with_its_related_ones(pat, tom, django_assert_num_queries):
    with django_assert_num_queries(1):
        [found] = by_digest(digest=pat.seat.digest, room=pat.seat.workshop_id)
        room = found.workshop
        related = [found.team, room, room.stream, room.key]
    [wanted] = SEATED.filter(pk=pat.seat.pk)
    assert found == wanted
    assert facts(found) == facts(wanted)
    assert found.user is None
    for one, other in zip(
        related, [wanted.team, wanted.workshop, wanted.workshop.stream, wanted.workshop.key],
        strict=True,
    ):  # fmt: skip
        assert facts(one) == facts(other)
    assert bytes(room.key.secret) == bytes(wanted.workshop.key.secret)
    assert by_digest(digest=tom.seat.digest, room=0) == []
    assert by_digest(digest=tom.seat.digest, room=10**30) == []


def test_each_asking_has_its_own_values(live, sales, development):
    seats = [take_seat(live, f"Person {n}", [sales, development][n % 2]).seat for n in range(9)]
    for count in (9, 1, 2, 3, 5, 8, 4):
        wanted = [seat.pk for seat in seats[:count]]
        assert [seat.pk for seat in by_number(numbers=wanted)] == wanted
    assert by_number(numbers=[]) == []
    assert len(by_number.plans) == 5  # for 1, 2, 4, 8 and 16
    assert [by_digest(digest=seat.digest, room=live.pk)[0].name for seat in seats] == [
        f"Person {n}" for n in range(9)
    ]


def test_values_come_as_tuples(live, pat, tom):
    problems = list(Problem.objects.filter(workshop=live))
    Problem.objects.filter(pk=problems[0].pk).update(opened_again_at=timezone.now())
    problem = Problem.objects.select_related("workshop__stream", "workshop__key").get(
        pk=problems[0].pk
    )
    for number, guest in enumerate((pat, tom, pat)):
        Solution.post(problem, guest.seat, f"Idea {number}", f"key {number}", timezone.now())
    found = by_team(problems=[problem.pk for problem in problems])
    again = problem.opened_again_at
    assert found == [(pat.seat.team_id, 2, again), (tom.seat.team_id, 1, again)]


def test_what_points_at_a_row_comes_with_it(live, pat, tom, django_assert_num_queries):
    problem = Problem.objects.select_related("workshop__stream", "workshop__key").get(
        workshop=live, position=1
    )
    now = timezone.now()
    ideas = [Solution.post(problem, pat.seat, f"Idea {n}", f"key {n}", now) for n in range(3)]
    for text in ("and more", "and more of it"):
        Build.post(ideas[1], tom.seat, text, text, now)
    Build.post(ideas[2], pat.seat, "hidden", "hidden", now).hide()
    whole = Prepared(
        lambda pks: with_builds(Solution.objects.filter(pk__in=pks)),
        pks=list,
    )
    with django_assert_num_queries(1):  # nothing points at it
        [bare] = whole(pks=[ideas[0].pk])
    assert [bare.shown_builds, bare.shown_concerns, bare.shown_commitments] == [[], [], []]
    assert bare.shown_merged == []
    with django_assert_num_queries(2):  # and one for the builds
        found = whole(pks=[idea.pk for idea in ideas])
        texts = [[(b.text, b.team.name, b.solution) for b in each.shown_builds] for each in found]
        assert [each.team for each in found] == [pat.seat.team] * 3
        assert [each.shown_commitments for each in found] == [[], [], []]
    assert found == ideas[::-1]
    assert texts == [
        [],
        [(text, tom.seat.team.name, ideas[1]) for text in ("and more", "and more of it")],
        [],
    ]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_the_same_time(live, pat, tom):
    fresh = Prepared(lambda digest: SEATED.filter(digest=digest), digest=str)
    wrong: list[Participant] = []
    asked: list[Participant] = []

    def ask(seat: Participant) -> None:
        try:
            for _time in range(30):
                wrong.extend(found for found in fresh(digest=seat.digest) if found != seat)
                asked.append(seat)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[each.seat]) for each in (pat, tom) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(asked)) == ([], 240)


@pytest.mark.parametrize(("given", "wanted"), [([], []), ([7], [7]), ([1, 2, 3], [1, 2, 3, 3])])
def test_lists_are_as_long_as_a_power_of_two(given, wanted):
    assert padded(given) == wanted


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_plans_it_once_a_connection(pat, tom):
    def planned() -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%digest%'"
            )
            return cursor.fetchone()[0]

    before = planned()
    for guest in (pat, tom) * 4:
        [found] = by_digest(digest=guest.seat.digest, room=guest.seat.workshop_id)
        assert found.pk == guest.seat.pk
    assert planned() == before + 1


def test_a_row_goes_in_once_and_is_then_left_alone(pat, django_assert_num_queries):
    def seat(name: str, digest: str) -> Participant:
        return Participant(
            workshop=pat.seat.workshop, team=pat.seat.team, name=name, digest=digest,
            joined_at=timezone.now(), table=3,
        )  # fmt: skip

    first, double = seat("Kim", "its-own"), seat("Kim B.", "its-own")
    with django_assert_num_queries(2):
        assert insert_unless_there(first)
        assert not insert_unless_there(double)
    assert double.pk is None
    found = Participant.objects.get(digest="its-own")
    assert facts(found) == facts(first)
    assert found.pk == first.pk
