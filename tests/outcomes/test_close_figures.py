import json

import pytest
from django.utils import timezone

from problems.models import Build, NotOursYet, Problem, Solution
from tests.conftest import take_seat
from tests.followup.pairs import close
from workshop.outcomes.models import Figures


@pytest.fixture
def room(live, sales, development):
    """Four seats of each team; whoever writes does so by `write`."""
    return [
        take_seat(live, f"{team.short_name} {number}", team).seat
        for team in (sales, development)
        for number in range(4)
    ]


def write(problem, seat, times=1, on=None):
    posts = []
    for number in range(times):
        key = f"{problem.pk}-{number}-{on and on.pk}"
        posts.append(
            Build.post(on, seat, "Yes, and", key, timezone.now())
            if on
            else Solution.post(problem, seat, "An idea", key, timezone.now())
        )
    return posts


def figures_of(workshop):
    return Figures.objects.get(workshop=workshop).figures


def test_the_doors_are_counted_as_they_stood(live, problem, fay, pat, tom, sales, development):
    (idea,) = write(problem, pat.seat)
    write(problem, tom.seat, on=idea)
    second = live.problems.last()
    taken_back = write(second, pat.seat)[0]
    taken_back.withdraw()
    waiting = Problem.objects.create(workshop=live, position=3, title="Waiting")
    write(waiting, tom.seat, times=2)
    exit_ = Problem.objects.create(workshop=live, position=4, title="Elsewhere")
    NotOursYet.declare(
        exit_,
        timezone.now(),
        reason="r",
        question="q",
        owner="Kim",
        owner_team=sales,
        other_owner="Alex",
        other_team=development,
    )
    close(live, fay)
    figures = figures_of(live)
    assert {name: figures[name] for name in figures if name != "participation"} == {
        "problems": 4,
        "opened": 1,
        "not_ours_yet": 1,
        "overridden": 2,
        "joint": 1,
        "joint_share": 0.25,
        "solutions": 3,
        "builds": 1,
        "teams": 2,
        "people": 2,
        "consents": {"answered": 0, "can": 0},
        "goal": None,
        "cross_building": None,
    }


def test_balance_counts_everybody_in_the_room_zeros_included(live, problem, fay, room):
    counts = [9, 8, 7, 4, 4, 2, 0, 0]
    for seat, count in zip(room, counts, strict=True):
        write(problem, seat, count)
    close(live, fay)
    pairs = [(a, b) for a in counts for b in counts]
    gini = sum(abs(a - b) for a, b in pairs) / (2 * 64 * (34 / 8))
    told = figures_of(live)["participation"]
    assert told["balance"] == round(1 - 8 / 7 * gini, 2)
    assert told["people"] == 8
    assert 0.5 < told["by_chance"] < 0.7


def test_balance_leaves_out_withdrawn_hidden_and_sent_out(live, problem, fay, room):
    for seat in room:
        write(problem, seat, 5)
    first, second, *_rest = Solution.objects.written_by(room[0], live.key)
    first.withdraw()
    second.hide()
    close(live, fay)
    # 38 contributions of 8: one with 3, seven with 5
    gini = 2 * 7 * 2 / (2 * 64 * (38 / 8))
    assert figures_of(live)["participation"]["balance"] == round(1 - 8 / 7 * gini, 2)


def test_seven_people_are_too_few_for_balance(live, problem, fay, room):
    room[0].send_out()
    for seat in room[1:]:
        write(problem, seat, 9)
    close(live, fay)
    assert figures_of(live)["participation"] is None
    assert figures_of(live)["people"] == 7


def test_cross_building_from_twenty_and_from_forty_builds(live, problem, fay, room):
    ours = write(problem, room[0], 3)[0]  # three of Sales, one of Development
    theirs = write(problem, room[4])[0]
    for seat in room[:4]:
        write(problem, seat, 5, on=theirs)
    for seat in room[4:]:
        write(problem, seat, 5, on=theirs)
    write(problem, room[4], 1, on=ours)
    close(live, fay)
    expected = (4 * 0.25 + 4 * 0.75) / 8
    observed = 21 / 41
    assert figures_of(live)["cross_building"] == {
        "builds": 41,
        "across": 21,
        "expected": expected,
        "index": round((observed - expected) / (1 - expected), 2),
        "people": 8,
    }


@pytest.mark.parametrize(("each", "shown"), [(2, None), (3, True)])
def test_too_few_builds_are_not_told(live, problem, fay, room, each, shown):
    (idea,) = write(problem, room[0])
    for seat in room:
        write(problem, seat, each, on=idea)
    close(live, fay)
    told = figures_of(live)["cross_building"]
    assert (told and told["index"] is None) is shown


def test_twenty_builds_of_four_people_are_not_told(live, problem, fay, room):
    (idea,) = write(problem, room[0])
    for seat in room[2:6]:
        write(problem, seat, 10, on=idea)
    close(live, fay)
    assert figures_of(live)["cross_building"] is None


def test_a_refused_close_measures_nothing(live, problem, fay):
    with pytest.raises(Exception, match="Locked"):
        live.close(timezone.now(), fay.user)
    assert not Figures.objects.exists()


def test_figures_name_nobody(live, problem, fay, room):
    for seat in room:
        write(problem, seat, 6)
    marks = Solution.objects.values_list("author_mark", flat=True)
    marks = [*marks, *Solution.objects.values_list("post_mark", flat=True)]
    close(live, fay)
    kept = json.dumps(figures_of(live))
    assert not any(mark in kept for mark in marks)
    assert "Sal" not in kept
