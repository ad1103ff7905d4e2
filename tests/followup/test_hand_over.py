"""Half of a promise goes to somebody else, who says yes by a link of their own."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from workshop.followup.delivery import look
from workshop.followup.models import CheckIn, Course, HandOver, Letter, Question, Recipient, Reply
from workshop.followup.states import promises
from workshop.followup.tasks import send_due_letters

NOW = DAY_14 + timedelta(hours=2)
SAID = {"name": "Jo", "email": "Jo@Example.org", "text": "Three of ten are done."}


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def whole(live, pair, fay):
    """Closed, with the whole schedule of the pair."""
    return close(live, fay, only=None)


@pytest.fixture
def kim(whole, pair):
    return half(pair)


@pytest.fixture
def alex(whole, pair):
    return half(pair, "partner")


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def offer(browser, check_in, **said):
    address = reverse("check-in-hand-over", args=[check_in.token])
    team = check_in.team.pk
    return browser.post(address, {**SAID, "team": team, **said})


@pytest.fixture
def asked(browser, kim) -> HandOver:
    assert offer(browser, kim).status_code == 302
    return HandOver.objects.with_story().get()


def take(browser, asked, said="accepted"):
    return browser.post(reverse("hand-over", args=[asked.token]), {"said": said})


def test_kim_asks_jo_and_nothing_moves_before_jo_says_yes(browser, kim, pair, asked, sink):
    send_due_letters()
    (mail,) = sink.mails
    assert (mail["To"], mail["Reply-To"]) == ("jo@example.org", "Fay <fay@example.org>")
    text = mail.get_body(("plain",)).get_content()
    assert asked.link in text
    assert "Three of ten are done." in text
    link = reverse("hand-over", args=[asked.token])
    page = browser.get(link).content.decode()
    assert "customers who see the limit ask fewer questions" in page
    assert "kim@example.org" not in page
    pair.refresh_from_db()
    assert (pair.lead, HandOver.objects.get().said) == ("Kim", "")
    page = browser.get(reverse("check-in-hand-over", args=[kim.token])).content.decode()
    assert "Jo is asked" in page


def test_jo_takes_over_with_all_that_is_still_to_be_asked(browser, kim, alex, pair, asked, sink):
    old = kim.token
    for _tap in range(2):
        assert take(browser, asked).status_code == 302
    pair.refresh_from_db()
    assert (pair.lead, pair.lead_email, pair.partner) == ("Jo", "jo@example.org", "Alex")
    assert pair.belief == "customers who see the limit ask fewer questions"
    mine = CheckIn.objects.filter(commitment=pair, part="lead")
    assert {row.recipient.email for row in mine} == {"jo@example.org"}
    assert browser.get(reverse("check-in", args=[old])).status_code == 404
    send_due_letters()
    assert sink.to == ["alex@example.org", "jo@example.org", "kim@example.org"]
    sink.mails.clear()
    look(NOW, 200)
    assert "jo@example.org" in sink.to
    text = next(m for m in sink.mails if m["To"] == "jo@example.org").get_body(("plain",))
    assert "You took this half over." in text.get_content()
    (promise,) = promises(pair.__class__.objects.all(), NOW)
    assert promise.followed_through


def test_what_kim_answered_stays_and_opens_the_promise_no_longer(browser, kim, pair, asked):
    say(kim, Reply.NOT_YET, noticed="Nobody asked yet")
    take(browser, asked)
    link = kim.get_absolute_url()
    page = browser.get(link)
    assert (page.status_code, "Jo has taken over" in page.content.decode()) == (410, True)
    for name in ("board", "door", "hand-over"):
        assert browser.get(reverse(f"check-in-{name}", args=[kim.token])).status_code == 410
    for name in ("pause", "go-on"):
        answer = browser.post(
            reverse(f"check-in-{name}", args=[kim.token]), {"until": "2026-03-07"}
        )
        assert answer.status_code == 404
    assert browser.post(link, {"reply": "stopped", "text": "x"}).status_code == 410
    assert half(pair).answer.noticed == "Nobody asked yet"


def test_the_newest_open_question_is_asked_anew_and_older_ones_are_not(
    browser, kim, alex, pair, asked
):
    for question in (Question.FIRST_STEP, Question.BELIEF, Question.DOOR):
        half(pair, "lead", question).sent(half(pair, "lead", question).due_at)
    say(half(pair, "partner", Question.DOOR), Reply.CLEAR)
    take(browser, asked)
    sent = {
        question: half(pair, "lead", question).sent_at
        for question in (Question.FIRST_STEP, Question.BELIEF, Question.DOOR)
    }
    # Alex answered about the door, so that is no question any more.
    assert [question for question, at in sent.items() if at is None] == [Question.BELIEF]


def test_jo_declines_and_kim_alone_is_told(browser, kim, pair, asked, sink):
    send_due_letters()
    sink.mails.clear()
    take(browser, asked, "declined")
    take(browser, asked, "accepted")  # the first answer counts
    pair.refresh_from_db()
    assert pair.lead == "Kim"
    send_due_letters()
    assert sink.to == ["kim@example.org"]


def test_kim_takes_the_offer_back(browser, kim, pair, asked):
    browser.post(reverse("check-in-hand-over", args=[kim.token]), {"take_back": "yes"})
    take(browser, asked)
    pair.refresh_from_db()
    assert (pair.lead, HandOver.objects.get().said) == ("Kim", "taken-back")
    assert (
        "another way meanwhile"
        in browser.get(reverse("hand-over", args=[asked.token])).content.decode()
    )


def test_looking_takes_nothing_over(browser, asked, pair):
    link = reverse("hand-over", args=[asked.token])
    for query in ("", "?said=accepted"):
        assert browser.get(link + query).status_code == 200
    assert browser.post(link, {"said": "perhaps"}).status_code == 404
    pair.refresh_from_db()
    assert pair.lead == "Kim"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Say who takes it over."),
        ({"email": "jo"}, "Enter a valid email address."),
        ({"email": "ALEX@example.org"}, "They hold the other half already."),
        ({"email": "kim@example.org"}, "They hold this half already."),
        ({"team": "other"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_gets_a_sentence(browser, kim, development, sam, said, sentence):
    if said.get("team"):
        said = {"team": development.pk}  # alex is of that team
    answer = offer(browser, kim, **said)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not HandOver.objects.exists()
    assert not Letter.objects.exists()


def test_the_other_half_went_to_the_same_person_meanwhile(browser, kim, alex, pair, asked):
    offer(browser, alex, name="Jo", email="jo@example.org")
    other = HandOver.objects.with_story().get(part="partner")
    assert take(browser, other).status_code == 302
    answer = take(browser, asked)
    assert (answer.status_code, "They hold the other half already." in answer.content.decode()) == (
        409,
        True,
    )
    pair.refresh_from_db()
    assert (pair.lead, pair.partner) == ("Kim", "Jo")


def test_a_double_tap_asks_once_and_the_fourth_in_thirty_days_is_refused(browser, kim, asked):
    assert offer(browser, kim).status_code == 302
    assert HandOver.objects.count() == 1
    for name in ("li", "mo"):
        assert offer(browser, kim, email=f"{name}@example.org").status_code == 302
    assert offer(browser, kim, email="nu@example.org").status_code == 422
    assert HandOver.objects.filter(said="").count() == 1


def test_after_thirty_days_the_offer_has_ended(browser, asked, pair):
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert browser.get(reverse("hand-over", args=[asked.token])).status_code == 410
        assert take(browser, asked).status_code == 410
    pair.refresh_from_db()
    assert pair.lead == "Kim"


def test_the_database_alone_opens_nothing(asked, settings, browser):
    assert asked.token not in str(HandOver.objects.values().get())
    settings.SECRET_KEY = "another"
    assert browser.get(reverse("hand-over", args=[asked.token])).status_code == 404


def test_a_hand_over_wakes_a_sleeping_promise_and_keeps_a_pause(browser, asked, pair):
    course = Course.of(pair)
    course.fall_asleep(CLOSED_AT)
    take(browser, asked)
    course.refresh_from_db()
    assert (course.asleep_since, course.woken_at) == (None, NOW)


def test_jo_who_was_no_recipient_becomes_one_in_the_language_of_the_page(asked, pair):
    swedish = Client(headers={"accept-language": "sv"})
    take(swedish, asked)
    assert Recipient.objects.get(email="jo@example.org").language == "sv"


def test_kim_stops_by_any_link_of_the_promise(browser, live, problem, fay):
    pair = make_pair(problem, "Li", "Bo")
    close(live, fay, only=None)
    cue = half(pair, question=Question.CUE)
    page = browser.get(cue.get_absolute_url()).content.decode()
    assert "?reply=stopped" in page
    said = {"reply": "stopped", "text": "They had a better way", "decision": "stop"}
    assert browser.post(cue.get_absolute_url(), said).status_code == 302
    (promise,) = promises(pair.__class__.objects.all(), NOW)
    assert promise.state.label == "Stopped with a learning"
    for link in (cue.get_absolute_url(), half(pair, "partner").get_absolute_url()):
        page = browser.get(link).content.decode()
        assert "Pause this promise" not in page
        assert "Hand my half over" not in page
    board = browser.get(reverse("check-in-board", args=[cue.token])).content.decode()
    assert "Say how it goes" in board
    assert "Pause, hand over, stop" not in board
    assert not CheckIn.objects.due(NOW + timedelta(days=90)).filter(commitment=pair).exists()
