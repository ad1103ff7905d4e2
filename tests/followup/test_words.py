"""What mails and pages say is true on the day they say it, and in the language of the reader."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, hours, make_pair, say
from workshop.followup.delivery import look
from workshop.followup.models import Answer, CheckIn, Course, HandOver, Question, Reply
from workshop.followup.preview import days_of
from workshop.followup.said import said_by_all
from workshop.followup.tasks import send_due_letters
from workshop.models import Invitation, Said

CUE_AT = datetime(2026, 2, 18, 8, tzinfo=UTC)  # 09:00 in Stockholm, a Wednesday
ENGLISH = {"the", "and", "your", "you", "what", "this", "with", "from", "answer", "our", "of", "we"}


@pytest.fixture(autouse=True)
def by_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def texts() -> str:
    return "\n".join(" ".join(str(letter.body).split()) for letter in mail.outbox)


def test_after_a_change_mails_and_pages_tell_the_new_step(live, pair, sales, fay):
    close(live, fay, only=None)
    kim, alex = half(pair), half(pair, "partner")
    with time_machine.travel(DAY_14, tick=False):
        say(kim, Reply.CHANGED, new_step="ring them first.")
        CheckIn.objects.exclude(question__in=[Question.FIRST_STEP, Question.BELIEF]).delete()
        offered = HandOver.offer(kim, "Jo", "jo@example.org", sales, "", DAY_14)
        send_due_letters()
        later = half(pair, "lead", Question.BELIEF).get_absolute_url()
        for page in (later, f"{alex.get_absolute_url()}?reply=not-yet", offered.link):
            shown = Client().get(page).content.decode()
            assert "then we ring them first." in " ".join(shown.split()), page
    for now in hours(CLOSED_AT + timedelta(days=30), 3):
        look(now, 200)
    assert len(mail.outbox) == 3  # to Jo, and to the two
    assert texts().count("then we ring them first.") == 3
    assert "show them the limit first." not in texts()


@pytest.mark.parametrize(("late", "told"), [(23, True), (25, False)])
def test_a_cue_is_told_on_its_day_or_not_at_all(live, pair, fay, late, told):
    close(live, fay, only=Question.CUE)
    look(CUE_AT + timedelta(hours=late), 200)
    assert ("is the day you chose" in texts()) is told


def test_after_a_pause_no_cue_comes_that_was_for_a_day_in_it(live, pair, fay):
    close(live, fay, only=Question.CUE)
    Course.of(pair).pause(CUE_AT.date() + timedelta(days=2))
    for now in hours(CLOSED_AT, 40):
        look(now, 200)
    assert mail.outbox == []


def test_how_wishes_are_spread_is_told_of_eight_or_more(live, sales, fay):
    people = [(f"guest{number}@example.org", "") for number in range(8)]
    Invitation.put_on_the_list(live, sales, people)
    Invitation.objects.update(said=Said.YES)
    close(live, fay, only=None)
    last = CheckIn.objects.filter(question=Question.CUSTOMER).with_story().order_by("pk")
    wishes = [Reply.MEET] * 7 + [Reply.CLOSE]
    for row, reply in list(zip(last, wishes, strict=True))[:7]:
        say(row, reply)
    (told,) = said_by_all(live)
    assert (told.wishes, told.wishes_are_few) == ([], True)
    page = fay.client.get(reverse("workshop-after", args=[live.pk])).content.decode()
    assert "too few to say" in page
    assert "Meet again: 7" not in page
    say(last[7], wishes[7])
    (told,) = said_by_all(live)
    assert told.wishes == [("Meet again", 7), ("It has done its work", 1)]
    assert Answer.objects.count() == 8


@pytest.mark.parametrize("closed", [False, True])
def test_fay_sees_each_mail_on_its_day(live, pair, sales, fay, closed):
    """The workshop's day is Friday 6 February; free days move to the Monday after."""
    Invitation.put_on_the_list(live, sales, [("robin@example.org", "Robin")])
    Invitation.objects.update(said=Said.YES)
    if closed:
        close(live, fay, only=None)
    live.date = CLOSED_AT.date()
    due = [(each.question, str(each.day), each.people) for each in days_of(live, CLOSED_AT)]
    assert sorted(due, key=lambda each: each[1:]) == [
        (Question.MADE, "2026-02-09", 3),
        (Question.CUE, "2026-02-18", 1),
        (Question.FIRST_STEP, "2026-02-20", 2),
        (Question.BELIEF, "2026-03-09", 2),
        (Question.BELIEF_ALL, "2026-03-09", 3),
        (Question.DOOR, "2026-04-07", 2),
        (Question.HELPFUL, "2026-04-07", 3),
        (Question.CUSTOMER, "2026-05-07", 3),
    ]
    for each in days_of(live, CLOSED_AT):
        assert each.subject.startswith(live.title)


def test_pages_in_swedish_hold_no_english(live, problem, fay):
    named = {"cue": "kkk", "step": "sss", "belief": "bbb"}
    live.goal = "ggg"
    live.save(update_fields=["goal"])
    pair = make_pair(problem, "Kim", "Alex", **named)
    close(live, fay, only=None)
    swedish = Client(headers={"accept-language": "sv"})
    rows = [half(pair, "lead", question) for question in ("cue", "first-step", "belief", "door")]
    rows += [row for row in CheckIn.objects.with_story() if row.question in ("made", "customer")]
    own = "hand-over", "door", "unsubscribe", "data", "end-links", "board"
    # a page leaves its language behind for the test that comes next
    with time_machine.travel(DAY_14, tick=False), translation.override("en"):
        for row in rows:
            link = row.get_absolute_url()
            read(swedish, link)
            for reply in ("happened", "not-yet", "changed", "stopped", "kept", "blocked", "meet"):
                read(swedish, f"{link}?reply={reply}")
        for name in own:
            read(swedish, reverse(f"check-in-{name}", args=[rows[1].token]))
        say(rows[1], Reply.HAPPENED, noticed="nnn", learned="lll")
        read(swedish, rows[1].get_absolute_url())


def read(browser: Client, address: str) -> None:
    page = browser.get(address)
    assert page.status_code == 200, address
    html = re.sub(r"(?s)<(head|script|style)\b.*?</\1>", " ", page.content.decode())
    html = html.replace("Malmö in February", "").replace("Ten Doors", "")
    words = set(re.findall(r"[a-zåäö]+", strip_tags(html).lower()))
    assert not words & ENGLISH, (address, words & ENGLISH)


@pytest.mark.parametrize("provider", ["test", "resend", "brevo"])
def test_no_provider_is_to_count_openings_and_clicks(settings, provider):
    """Nor does one fall over it that can't be told so mail by mail."""
    name = f"anymail.backends.{provider}.EmailBackend"
    backend = get_connection(name, **({} if provider == "test" else {"api_key": "x"}))
    letter = EmailMultiAlternatives("Hello", "Hello", "a@example.org", ["b@example.org"])
    payload = backend.build_message_payload(letter, backend.send_defaults)
    if provider == "test":
        assert (payload.params["track_opens"], payload.params["track_clicks"]) == (False, False)
