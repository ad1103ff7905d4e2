"""The facilitator is asked to offer help while it is quiet around a promise, and only then."""

from datetime import timedelta

import pytest
from django.core import mail

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, hours, make_pair, say
from workshop.followup.delivery import delivered, look, to_tell
from workshop.followup.models import CheckIn, Course, HandOver, Question, Recipient


@pytest.fixture(autouse=True)
def by_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def helps() -> list[CheckIn]:
    return list(CheckIn.objects.filter(question=Question.HELP))


def asks_for_help(start, days: int) -> list[str]:
    """The days, counted from `start`, on which the facilitator is asked."""
    for now in hours(start, days):
        before = len(mail.outbox)
        look(now, 200)
        for letter in mail.outbox[before:]:
            if letter.subject.endswith("would you offer help?"):
                yield (now - start).days


def test_alex_is_asked_after_kim_has_answered_and_nobody_needs_help(closed, kim, alex):
    Recipient.objects.filter(email="alex@example.org").update(
        next_mail_at=DAY_14 + timedelta(days=4)
    )
    look(DAY_14, 200)
    assert len(helps()) == 1
    say(kim)
    assert helps() == []
    assert list(asks_for_help(DAY_14, 40)) == []
    assert [letter.to for letter in mail.outbox] == [["kim@example.org"], ["alex@example.org"]]


def test_alex_answers_while_the_mail_to_kim_is_on_its_way(closed, kim, alex):
    assert kim.recipient.claim(DAY_14)
    told = to_tell(kim.recipient, DAY_14)
    say(alex)
    delivered(kim.recipient, told, DAY_14)
    assert helps() == []


def test_a_half_handed_over_while_its_mail_is_on_its_way_is_asked_anew(closed, kim, sales):
    assert kim.recipient.claim(DAY_14)
    told = to_tell(kim.recipient, DAY_14)
    HandOver.offer(kim, "Jo", "jo@example.org", sales, "", DAY_14).accept(DAY_14, "en")
    delivered(kim.recipient, told, DAY_14)
    look(DAY_14 + timedelta(hours=1), 200)
    assert ["jo@example.org"] in [letter.to for letter in mail.outbox]


@pytest.mark.parametrize("sign", ["takes over", "wakes"])
def test_ten_working_days_begin_anew_with_a_sign_of_life(closed, kim, pair, sales, sign):
    half(pair, "partner").delete()
    look(DAY_14, 200)
    later = DAY_14 + timedelta(days=11)  # seven working days
    if sign == "wakes":
        Course.of(pair).go_on(later)
        assert helps() == []
        return
    HandOver.offer(kim, "Jo", "jo@example.org", sales, "", later).accept(later, "en")
    # asked on Tuesday 3 March; ten working days later is Tuesday 17 March
    assert list(asks_for_help(later, 30)) == [14]


def test_a_later_question_that_stays_quiet_asks_for_help_again(live, problem, fay):
    pair = make_pair(problem)
    close(live, fay, CLOSED_AT, only=None)
    CheckIn.objects.exclude(question__in=[Question.FIRST_STEP, Question.BELIEF]).delete()
    look(DAY_14, 200)
    say(half(pair), now=DAY_14 + timedelta(hours=2))
    # day 30 is a Sunday: asked on Monday 9 March, and ten working days later
    assert list(asks_for_help(CLOSED_AT + timedelta(days=29), 40)) == [15]
