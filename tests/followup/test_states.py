from datetime import timedelta

import pytest

from problems.models import Commitment
from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from workshop.followup.models import CheckIn, Course, Reply
from workshop.followup.states import promises


def state(now=DAY_14):
    (promise,) = promises(Commitment.objects.all(), now)
    return promise.state.label


def test_a_promise_waits_and_is_asked_and_goes_quiet(closed, kim, alex):
    assert state(CLOSED_AT) == "Waiting for day 14"
    assert state() == "Not asked yet"
    kim.sent(DAY_14)
    assert state() == "Asked"
    alex.sent(DAY_14 + timedelta(days=1))
    # ten working days after the first of the two was asked
    assert state(DAY_14 + timedelta(days=13)) == "Asked"
    assert state(DAY_14 + timedelta(days=14)) == "Quiet"
    say(kim, Reply.NOT_YET, DAY_14 + timedelta(days=15))
    assert state(DAY_14 + timedelta(days=90)) == "Not yet"


@pytest.mark.parametrize(
    ("reply", "learned", "expected"),
    [
        (Reply.HAPPENED, None, "Happened"),
        (Reply.HAPPENED, "They stay", "Learned"),
        (Reply.NOT_YET, None, "Not yet"),
        (Reply.CHANGED, "They stay", "Changed"),
        (Reply.STOPPED, "They leave", "Stopped with a learning"),
    ],
)
def test_a_reply_is_a_state_in_neutral_words(closed, kim, reply, learned, expected):
    say(kim, reply, learned=learned)
    assert state() == expected


def test_the_last_word_of_the_two_counts(closed, kim, alex):
    say(kim, Reply.NOT_YET)
    say(alex, Reply.HAPPENED, DAY_14 + timedelta(hours=1))
    assert state() == "Happened"
    say(kim, Reply.CHANGED, DAY_14 + timedelta(hours=2), new_step="ask first.")
    (promise,) = promises(Commitment.objects.all(), DAY_14)
    assert (promise.state.label, promise.step) == ("Changed", "ask first.")
    assert promise.commitment.step == "show them the limit first."


@pytest.mark.parametrize("pairs", [1, 30])
def test_any_number_of_promises_takes_three_queries(
    live, problem, fay, pairs, django_assert_num_queries
):
    for number in range(pairs):
        make_pair(problem, f"Lead{number}", f"Partner{number}")
    close(live, fay)
    for commitment in Commitment.objects.all():
        say(half(commitment), learned="Something")
    with django_assert_num_queries(3):
        told = [
            (promise.state, promise.teams, promise.step, promise.commitment.workshop.title)
            for promise in promises(Commitment.objects.all(), DAY_14)
        ]
    assert len(told) == pairs
    assert CheckIn.objects.count() == 2 * pairs


def test_a_pause_a_sleep_and_the_later_answers_have_neutral_words(closed, pair, kim, fay):
    CheckIn.objects.create(
        workshop=closed, recipient=kim.recipient, commitment=pair, question="belief",
        part="lead", due_at=DAY_14 + timedelta(days=16),
    )  # fmt: skip
    course = Course.of(pair)
    course.pause((DAY_14 + timedelta(days=3)).date())
    assert state() == "Paused"
    assert state(DAY_14 + timedelta(days=3)) == "Not asked yet"
    course.fall_asleep(DAY_14)
    assert state(DAY_14 + timedelta(days=3)) == "Sleeping"
    say(kim, Reply.HAPPENED, DAY_14 + timedelta(days=4))
    assert state(DAY_14 + timedelta(days=4)) == "Happened"
    later = half(pair, question="belief")
    say(later, Reply.KEPT, DAY_14 + timedelta(days=17))
    (promise,) = promises(Commitment.objects.all(), DAY_14 + timedelta(days=20))
    assert (promise.state.label, promise.followed_through) == ("Going on", True)
