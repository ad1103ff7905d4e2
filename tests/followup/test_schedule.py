"""What the links of the later days open, and what the facilitator sees before anything goes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, hours, make_pair
from workshop.followup.delivery import look
from workshop.followup.models import (
    Answer,
    CheckIn,
    Course,
    DoorRequest,
    HandOver,
    Learning,
    Letter,
    NoMoreMail,
    Question,
    Recipient,
)
from workshop.followup.tasks import forget_recipients
from workshop.models import Invitation, Said

MONDAY = datetime(2026, 2, 9, 8, tzinfo=UTC)  # 09:00 in Stockholm, the working day of day 2


@pytest.fixture(autouse=True)
def by_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def whole(live, pair, sales, fay):
    """A closed workshop with its whole schedule: a pair, and Robin who said yes."""
    Invitation.put_on_the_list(
        live, sales, [("robin@example.org", "Robin"), ("jo@example.org", "")]
    )
    Invitation.objects.filter(email="robin@example.org").update(said=Said.YES)
    return close(live, fay, only=None)


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def of(email: str, question: Question) -> CheckIn:
    rows = CheckIn.objects.with_story()
    return rows.get(recipient__email=email, question=question)


def mails_to(email: str):
    return [letter for letter in mail.outbox if letter.to == [email]]


def test_those_who_signed_or_said_yes_are_told_and_nobody_else(whole):
    look(MONDAY, 200)
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "alex@example.org", "kim@example.org", "robin@example.org",
    ]  # fmt: skip


def test_what_goes_to_robin_names_nobody(whole):
    look(MONDAY, 200)
    (letter,) = mails_to("robin@example.org")
    assert letter.subject == "Malmö in February: here’s what was made"
    html = letter.alternatives[0][0]
    for text in (letter.body, html):
        assert "Export stops at 10,000 rows" in text
        assert "show them the limit first. (Sales · Development)" in text
        assert "Kim" not in text
        assert "Alex" not in text
    assert "<img" not in html
    assert "url(" not in html


def test_everything_in_the_text_is_in_the_html_too(whole):
    for now in (MONDAY, MONDAY + timedelta(days=9), MONDAY + timedelta(days=16)):
        look(now, 200)
    for letter in mail.outbox:
        html = letter.alternatives[0][0]
        text, shown = ("".join(part.split()) for part in (letter.body, html))
        for line in letter.body.split("--")[0].splitlines():
            bare = "".join(line.strip(" -*…").split())
            assert bare in shown, line
        assert text


def test_replies_go_to_the_facilitator(whole, fay):
    look(MONDAY, 200)
    assert {tuple(letter.reply_to) for letter in mail.outbox} == {("Fay <fay@example.org>",)}


def test_the_lead_is_asked_once_more_then_the_partner_then_help_is_offered(whole):
    CheckIn.objects.exclude(question=Question.FIRST_STEP).delete()
    told = []
    for now in hours(DAY_14, 30):
        mail.outbox.clear()
        look(now, 200)
        told += [(now, letter.to[0], letter.subject) for letter in mail.outbox]
    first = "Malmö in February: did the first step happen?"
    assert told == [
        (DAY_14, "kim@example.org", first),
        (DAY_14, "alex@example.org", first),
        # three working days are over on Wednesday, and the week on Friday
        (DAY_14 + timedelta(days=7), "kim@example.org", first),
        # seven working days, counted from a Friday
        (DAY_14 + timedelta(days=11), "alex@example.org", first),
        (
            DAY_14 + timedelta(days=14),
            "fay@example.org",
            "Malmö in February: would you offer help?",
        ),
    ]


def test_an_answer_of_either_ends_the_asking(whole, browser):
    CheckIn.objects.exclude(question=Question.FIRST_STEP).delete()
    look(DAY_14, 200)
    with time_machine.travel(DAY_14 + timedelta(hours=1), tick=False):
        link = of("alex@example.org", Question.FIRST_STEP).get_absolute_url()
        browser.post(link, {"reply": "not-yet"})
    mail.outbox.clear()
    for day in range(30):
        look(DAY_14 + timedelta(days=day), 200)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("email", "question", "said", "kept"),
    [
        ("robin@example.org", Question.MADE, {"reply": "said", "noticed": "", "also": "The goal"}, ("", "The goal")),
        ("robin@example.org", Question.BELIEF_ALL, {"reply": "said", "noticed": "They stay"}, ("They stay", "")),
        ("robin@example.org", Question.HELPFUL, {"reply": "said", "noticed": "The first"}, ("The first", "")),
        ("robin@example.org", Question.CUSTOMER, {"reply": "meet", "noticed": ""}, ("", "")),
        ("kim@example.org", Question.DOOR, {"reply": "blocked", "noticed": "Time", "also": "Ops"}, ("Time", "Ops")),
        ("kim@example.org", Question.BELIEF, {"reply": "kept", "noticed": "They stay"}, ("They stay", "")),
    ],
)  # fmt: skip
def test_each_question_is_answered_and_corrected_by_its_link(
    whole, browser, email, question, said, kept
):
    asked = of(email, question)
    with time_machine.travel(asked.due_at, tick=False):
        page = browser.get(asked.get_absolute_url()).content.decode()
        assert whole.title in page
        assert not Answer.objects.exists()
        for _again in range(2):
            answer = browser.post(asked.get_absolute_url(), said)
            assert (answer.status_code, answer.url) == (302, asked.get_absolute_url())
        (row,) = Answer.objects.all()
        assert (row.reply, row.noticed, row.also) == (said["reply"], *kept)
        browser.post(asked.get_absolute_url(), {**said, "noticed": "On second thoughts"})
        assert Answer.objects.get().noticed == "On second thoughts"
        thanks = browser.get(asked.get_absolute_url()).content.decode()
        assert "On second thoughts" in thanks


def test_a_reply_of_another_question_is_refused(whole, browser):
    asked = of("robin@example.org", Question.MADE)
    with time_machine.travel(asked.due_at, tick=False):
        answer = browser.post(asked.get_absolute_url(), {"reply": "stopped", "text": "x"})
        assert answer.status_code == 422
        assert browser.post(asked.get_absolute_url(), {"reply": "said"}).status_code == 422
    assert (Answer.objects.count(), Learning.objects.count()) == (0, 0)


def test_the_next_mail_speaks_the_language_of_the_answer(whole):
    asked = of("robin@example.org", Question.MADE)
    swedish = Client(headers={"accept-language": "sv"})
    with time_machine.travel(MONDAY, tick=False):
        swedish.post(asked.get_absolute_url(), {"reply": "said", "also": "Målet"})
    assert Recipient.objects.get(email="robin@example.org").language == "sv"


def test_kim_pauses_and_goes_on(whole, pair, browser):
    asked = of("kim@example.org", Question.FIRST_STEP)
    address = reverse("check-in-pause", args=[asked.token])
    with time_machine.travel(MONDAY, tick=False):
        for wrong in ("", "soon", "2026-02-09", "2027-02-09"):
            assert browser.post(address, {"until": wrong}).status_code == 422
        assert Course.of(pair).paused_until is None
        browser.post(address, {"until": "2026-03-07"})  # a Saturday: goes on on Monday
        page = browser.get(asked.get_absolute_url()).content.decode()
    assert "No mail about this promise before 9 March 2026." in page
    CheckIn.objects.exclude(question=Question.FIRST_STEP).delete()
    for now in hours(DAY_14, 30):
        look(now, 200)
        if mail.outbox:
            break
    assert now == datetime(2026, 3, 9, 7, tzinfo=UTC)
    browser.post(reverse("check-in-go-on", args=[asked.token]))
    assert Course.of(pair).paused_until is None


def test_nobody_pauses_by_the_link_of_somebody_who_signed_nothing(whole, pair, browser):
    asked = of("robin@example.org", Question.MADE)
    address = reverse("check-in-pause", args=[asked.token])
    assert browser.post(address, {"until": "2026-03-07"}).status_code == 404


def test_two_silences_let_a_promise_sleep_until_a_tap(whole, pair, browser):
    for now in hours(CLOSED_AT, 70):
        look(now, 200)
    course = Course.of(pair)
    assert course.asleep_since is not None
    assert not CheckIn.objects.filter(question=Question.DOOR, sent_at__isnull=False).exists()
    # nor do the two get what everybody gets
    everybody = CheckIn.objects.filter(question=Question.HELPFUL, sent_at__isnull=False)
    assert [row.email for row in everybody] == ["robin@example.org"]
    tapped = CLOSED_AT + timedelta(days=70)
    with time_machine.travel(tapped, tick=False):
        page = browser.get(half(pair).get_absolute_url()).content.decode()
        assert "One tap wakes it." in page
        browser.post(reverse("check-in-go-on", args=[half(pair).token]))
    mail.outbox.clear()
    look(tapped + timedelta(days=4), 200)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["alex@example.org", "kim@example.org"]
    assert all("in the way" in letter.subject for letter in mail.outbox)


def test_kim_ends_one_kind_of_mail_with_one_click(whole, browser):
    asked = of("kim@example.org", Question.MADE)
    look(MONDAY, 200)
    header = mails_to("kim@example.org")[0].extra_headers["List-Unsubscribe"]
    assert header.endswith("/unsubscribe/?kind=workshop>")
    link = urlsplit(header.strip("<>"))
    answer = browser.post(f"{link.path}?{link.query}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert [(row.email, row.kind) for row in NoMoreMail.objects.all()] == [
        ("kim@example.org", "workshop")
    ]
    due = CheckIn.objects.due(CLOSED_AT + timedelta(days=95)).filter(recipient=asked.recipient)
    assert {row.question for row in due} == {"first-step", "belief", "door"}
    odd = reverse("check-in-unsubscribe", args=[asked.token]) + "?kind=everything"
    assert browser.post(odd).status_code == 404


def test_fay_sees_every_mail_before_the_close_and_mia_does_not(live, pair, sales, fay, mia):
    address = reverse("workshop-after", args=[live.pk])
    page = fay.client.get(address).content.decode()
    for question in set(Question) - {Question.HELP, Question.CUE}:
        assert str(question.label) in page, question
    assert "did the first step happen?" in page
    assert "2 people" in page
    assert not CheckIn.objects.exists()
    assert not Recipient.objects.exists()
    assert mia.client.get(address).status_code == 404


def test_fay_sees_what_goes_only_if_something_happens(live, problem, fay):
    address = reverse("workshop-after", args=[live.pk])
    subjects = (
        "would you offer help?",
        "ask you to open a door",
        "has answered",
        "Would you take over a promise from",
        "takes it over",
        "Not possible for",
        "a problem is open again",
        "your promise goes on",
    )
    for lead, belief in (("(the lead)", "(what the two believe)"), ("Kim", "honest limits help")):
        page = fay.client.get(address).content.decode()
        for subject in subjects:
            assert subject in page
        assert "to the lead, once" in page
        assert "We asked some days ago, and days are full." in page
        assert "We haven’t heard yet how this goes." in page
        assert f"Would you take over a promise from {lead}?" in page
        assert f"… {belief}" in page
        make_pair(problem, "Kim", "Alex", belief="honest limits help")
    close(live, fay)
    page = fay.client.get(address).content.decode()
    # three working days after Friday 20 February, and the ninetieth day, a Thursday
    for day in ("Wednesday 25 February 2026", "Tuesday 3 March 2026", "Thursday 7 May 2026"):
        assert f"On {day} at the earliest" in page
    for kept in (Letter, DoorRequest, HandOver):
        assert not kept.objects.exists()


def test_fay_reads_what_all_said_without_names_and_sees_no_working_link(whole, fay, browser):
    asked = of("robin@example.org", Question.MADE)
    with time_machine.travel(MONDAY, tick=False):
        said = {"reply": "said", "noticed": "The date is wrong", "also": "The goal"}
        browser.post(asked.get_absolute_url(), said)
        fay.client.force_login(fay.user)
        page = fay.client.get(reverse("workshop-after", args=[whole.pk])).content.decode()
    assert "The date is wrong" in page
    assert "The goal" in page
    assert "robin@example.org" not in page
    for token in CheckIn.objects.values_list("token", flat=True):
        assert token not in page


def test_a_forgotten_invitation_takes_its_questions_and_its_address_along(whole):
    Invitation.objects.all().delete()
    forget_recipients()
    emails = set(Recipient.objects.values_list("email", flat=True))
    assert emails == {"kim@example.org", "alex@example.org"}


@pytest.mark.parametrize("number", [1, 20])
def test_the_preview_costs_the_same_at_any_size(
    live, problem, fay, number, django_assert_max_num_queries
):
    for each in range(number):
        make_pair(problem, f"Lead{each}", f"Partner{each}")
    with django_assert_max_num_queries(64):
        fay.client.get(reverse("workshop-after", args=[live.pk]))
