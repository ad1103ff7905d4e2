"""Every mail after the day: its two parts tell the same, in both languages, and nothing is fetched."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from problems.models import Commitment
from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from tests.mail_parts import tell_the_same
from workshop.followup.delivery import look
from workshop.followup.models import (
    DoorRequest,
    HandOver,
    Learning,
    Letter,
    Question,
    Recipient,
    Reopening,
    Reply,
)
from workshop.followup.renewal import renew
from workshop.followup.tasks import send_due_letters
from workshop.models import Invitation, InvitationLetter, Said

NOW = DAY_14 + timedelta(hours=2)


@pytest.fixture(autouse=True)
def by_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def check(language: str) -> None:
    for letter in mail.outbox:
        (html, _kind) = letter.alternatives[0]
        assert f'lang="{language}"' in html
        tell_the_same(letter.subject, letter.body, html)
        assert "!" not in letter.body


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_schedule(live, problem, pair, sales, fay, language):
    live.invitation_letter = InvitationLetter.of(live, fay.user, language)
    live.invitation_letter.answer_for(fay.user)
    Invitation.put_on_the_list(live, sales, [("robin@example.org", "Robin <&> Co")])
    Invitation.objects.update(said=Said.YES)
    second = make_pair(problem, "Li", "Bo", belief="a <b>bold</b> belief & more", step="1 < 2.")
    close(live, fay, only=None)
    Recipient.objects.update(language=language)
    say(half(second), Reply.HAPPENED, CLOSED_AT, learned="They <i>stay</i> & pay")
    for day in range(100):
        look(CLOSED_AT + timedelta(days=day, hours=-6), 200)
    told = {question for letter in mail.outbox for question in questions_in(letter, language)}
    assert told >= set(Question) - {Question.HELP, Question.DOOR, Question.CUE}
    check_but_for_the_facilitator(language)


def questions_in(letter, language: str) -> list[Question]:
    """Which questions of all and of pairs it holds, by their headings."""
    with translation.override(language):
        marks = {
            Question.MADE: translation.gettext("Here’s what was made"),
            Question.CUE: translation.gettext("Your first step"),
            Question.FIRST_STEP: translation.gettext("Did the first step happen?"),
            Question.BELIEF: translation.gettext("What do you believe now that you didn’t before?"),
            Question.HELPFUL: translation.gettext("Which learning helps your team?"),
            Question.CUSTOMER: translation.gettext("What has a customer noticed?"),
        }
        marks[Question.BELIEF_ALL] = marks[Question.BELIEF]
    return [question for question, mark in marks.items() if mark in letter.body]


def check_but_for_the_facilitator(language: str) -> None:
    """Who was not a recipient before is written to in the language of the house."""
    mail.outbox = [letter for letter in mail.outbox if letter.to != ["fay@example.org"]]
    assert mail.outbox
    check(language)


def test_the_offer_of_help(live, pair, fay):
    close(live, fay)
    for day in range(40):
        look(DAY_14 + timedelta(days=day), 200)
    helps = [letter for letter in mail.outbox if "would you offer help" in letter.subject]
    assert len(helps) == 1
    check("en")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_letters(live, problem, pair, sales, fay, language):
    letter = InvitationLetter.of(live, fay.user, language)
    letter.answer_for(fay.user)
    close(live, fay)
    kim = half(pair)
    with time_machine.travel(NOW, tick=False):
        say(kim, Reply.HAPPENED, NOW, learned="They stay & pay")
        Reopening.declare(Learning.objects.get(), "Two <banks> refused", NOW)
        door = DoorRequest.ask(pair, "Mo", "mo@example.org", "Please\ncall the bank", NOW)
        door.answer("cannot", NOW, because="The form is theirs")
        yes = HandOver.offer(
            kim, "Jo", "jo@example.org", sales, "Three are done.\nSeven to go.", NOW
        )
        yes.decline(NOW)
        HandOver.offer(kim, "Jo", "jo@example.org", sales, "", NOW).accept(NOW, language)
        alex = half(pair, "partner")
    later = CLOSED_AT + timedelta(days=91, hours=-4)
    renew(alex, later, first_step_on=later.date() + timedelta(days=3))
    for week in range(6):  # news are the week's mail to each
        with time_machine.travel(later + timedelta(days=7 * week), tick=False):
            send_due_letters()
    assert not Letter.objects.filter(sent_at=None).exists()
    assert Commitment.objects.count() == 2
    about = set(
        Letter.objects.values_list(
            "reopening",
            "door_asked",
            "door_answered",
            "hand_over_asked",
            "hand_over_answered",
            "renewal",
        )
    )
    assert {next(n for n, pk in enumerate(row) if pk) for row in about} == set(range(6))
    check(language)
    kinds = set()
    for letter in mail.outbox:
        stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
        assert stop in letter.body
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        kinds.add(stop.partition("?kind=")[2])
    assert kinds == {"promises", "workshop", "requests"}
    assert {letter.extra_headers["Reply-To"] for letter in mail.outbox} == {"Fay <fay@example.org>"}
