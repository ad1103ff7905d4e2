"""What one workshop left open comes to the next."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from problems.models import LastPromise, NotOursYet, Problem
from tests.followup.pairs import DAY_14, close, half, make_pair, say
from tests.test_access import a_picture
from workshop.followup.models import CheckIn, Learning, Reopening, Reply
from workshop.models import Workshop

NOW = DAY_14 + timedelta(days=4)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def source(live, problem, fay, sales, development):
    """Closed: one open promise, one that ended, one poster solved, one that left openly."""
    problem.pictures.create(image=ContentFile(a_picture(), "a.webp"), description="A page")
    make_pair(problem, step="ask ten")
    ended = make_pair(problem, "Li", "Bo", step="look once")
    NotOursYet.declare(
        live.problems.last(), timezone.now(), reason="Elsewhere", question="Which networks?",
        owner="Pat", owner_team=sales, other_owner="Tom", other_team=development,
    )  # fmt: skip
    close(live, fay)
    say(half(ended), Reply.STOPPED, learned="They had it")
    fay.client.force_login(fay.user)
    return live


@pytest.fixture
def target(source):
    return source.copy(NOW.date() + timedelta(days=60))


def address(target, source=None):
    return reverse("carry-over", args=[target.pk]) + (f"?from={source.pk}" if source else "")


def open_promise(source):
    return source.problems.first().solutions.earliest("pk").commitments.get()


def test_fay_copies_a_closed_workshop_and_chooses_what_to_bring(source, fay):
    day = (NOW.date() + timedelta(days=60)).isoformat()
    answer = fay.client.post(reverse("workshop-copy", args=[source.pk]), {"date": day})
    made = Workshop.objects.exclude(pk=source.pk).get()
    assert answer.url == address(made, source)
    page = fay.client.get(answer.url).content.decode()
    for text in ("ask ten", "Not ours yet: Which networks?"):
        assert text in page
    assert "look once" not in page  # it ended with a learning
    assert page.count("checked") == page.count('type="checkbox"')


def test_fay_brings_a_promise_and_a_problem(source, target, fay):
    left = source.problems.last()
    said = {"promises": [open_promise(source).pk], "problems": [left.pk]}
    for _tap in range(2):
        answer = fay.client.post(address(target, source), said)
        assert (answer.status_code, answer.url) == (302, target.get_absolute_url())
    (promise,) = LastPromise.objects.filter(workshop=target)
    assert promise.step == "ask ten"
    carried = target.problems.get()
    assert (carried.title, carried.carried_from, carried.position) == (left.title, left, 1)
    assert set(carried.stuck_between.all()) == set(left.stuck_between.all())
    assert not carried.solutions.exists()
    page = fay.client.get(target.get_absolute_url()).content.decode()
    assert "ask ten" in page
    page = fay.client.get(reverse("problems", args=[target.pk])).content.decode()
    assert "Taken along from Malmö in February" in page
    assert "Which networks?" in page
    assert "hangs here already" in fay.client.get(address(target, source)).content.decode()


def test_a_problem_that_evidence_opened_again_is_offered_with_its_pictures(
    source, target, fay, problem
):
    Reopening.declare(Learning.objects.get(), "Two banks refused", timezone.now())
    page = fay.client.get(address(target, source)).content.decode()
    assert "Open again: Two banks refused" in page
    fay.client.post(address(target, source), {"problems": [problem.pk]})
    (picture,) = target.problems.get().pictures.all()
    (old,) = problem.pictures.all()
    assert picture.description == "A page"
    assert picture.image.name != old.image.name
    assert picture.image.read() == old.image.read()


def test_fay_thinks_better_of_a_promise(source, target, fay):
    fay.client.post(address(target, source), {"promises": [open_promise(source).pk]})
    fay.client.post(address(target, source), {})
    assert not LastPromise.objects.exists()


def test_nothing_but_what_was_left_comes_along(source, target, fay, problem):
    said = {"promises": [CheckIn.objects.first().commitment_id + 99], "problems": [problem.pk]}
    assert fay.client.post(address(target, source), said).status_code == 422
    assert not LastPromise.objects.exists()
    assert not target.problems.exists()


def test_the_wall_shows_the_last_promises_until_the_day_starts(source, target, fay, client):
    fay.client.post(address(target, source), {"promises": [open_promise(source).pk]})
    target.open_for_joining()
    wall = reverse("wall", args=[target.wall_token])
    page = client.get(wall).content.decode()
    assert "What we promised last time" in page
    assert "ask ten" in page
    for name in ("Kim", "Alex"):
        assert name not in page
    target.start_day(timezone.now())
    assert "ask ten" not in client.get(wall).content.decode()


def test_only_makers_bring_and_only_before_the_day(source, target, fay, mia, sam):
    target.open_for_joining()
    for person in (mia, sam):
        person.client.force_login(person.user)
        assert person.client.get(address(target, source)).status_code == 404
        assert person.client.post(address(target, source), {}).status_code == 404
    target.start_day(timezone.now())
    assert fay.client.get(address(target, source)).status_code == 404


def test_another_house_is_no_source(source, target, sam, fay):
    """A number of somebody else's workshop shows one's own last one."""
    theirs = Workshop.create(
        sam.user.memberships.get().organisation, [], title="Theirs", goal="So",
        date=source.date, start=source.start, time_zone=source.time_zone,
    )  # fmt: skip
    page = fay.client.get(address(target, theirs)).content.decode()
    assert "Theirs" not in page
    assert "ask ten" in page


def test_a_house_without_a_past_has_nothing_to_take_along(draft, fay):
    fay.client.force_login(fay.user)
    assert "No workshop has closed here yet." in fay.client.get(address(draft)).content.decode()
    page = fay.client.get(draft.get_absolute_url()).content.decode()
    assert address(draft) not in page


@pytest.mark.parametrize("number", [1, 30])
def test_choosing_costs_the_same_at_any_size(
    live, problem, fay, number, django_assert_max_num_queries
):
    for each in range(number):
        make_pair(problem, f"Lead{each}", f"Partner{each}")
    for position in range(3, 3 + number):
        Problem.objects.create(workshop=live, position=position, title=f"Problem {position}")
    close(live, fay)
    fay.client.force_login(fay.user)
    target = live.copy(NOW.date() + timedelta(days=60))
    with django_assert_max_num_queries(24):
        fay.client.get(address(target, live))
