from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair
from workshop.followup.models import Answer, CheckIn, Learning


@pytest.fixture(autouse=True)
def day_14():
    with time_machine.travel(DAY_14 + timedelta(hours=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser():
    """Strict about CSRF, without cookies: a mail program's."""
    return Client(enforce_csrf_checks=True)


def rows():
    return list(Answer.objects.values()), list(Learning.objects.values())


def test_kim_finds_the_question_without_an_account(kim, browser):
    kim.sent(DAY_14)
    response = browser.get(kim.get_absolute_url())
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert response.cookies == {}
    page = response.content.decode()
    assert "Hello Kim and Alex." in page
    assert "Two weeks ago you wanted to find out whether …" in page
    assert "… customers who see the limit ask fewer questions" in page
    assert page.count('<span class="team-') == 2  # the seam
    for reply in ("happened", "not-yet", "changed", "stopped"):
        assert f'href="?reply={reply}"' in page
    assert "example.org" not in page


def test_later_on_two_weeks_ago_is_not_claimed(kim, browser, day_14):
    day_14.move_to(CLOSED_AT + timedelta(days=40))
    page = browser.get(kim.get_absolute_url()).content.decode()
    assert "On 6 February 2026 you wanted to find out whether …" in page


@pytest.mark.parametrize("query", ["", "?reply=happened", "?reply=stopped", "?reply=no", "?reply="])
def test_a_mail_scanner_changes_nothing(kim, browser, query, django_assert_num_queries):
    kim.sent(DAY_14)
    before = type(kim).objects.values().get(pk=kim.pk)
    # Whether this half was taken over, and the step as it is now; the form of a learning asks for
    # the teams it could help.
    with django_assert_num_queries(4):
        assert browser.get(kim.get_absolute_url() + query).status_code == 200
    assert browser.head(kim.get_absolute_url() + query).status_code == 200
    assert rows() == ([], [])
    assert type(kim).objects.values().get(pk=kim.pk) == before


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(kim, browser, method):
    assert getattr(browser, method)(kim.get_absolute_url()).status_code == 405
    assert rows() == ([], [])


def test_what_turns_the_text_around_is_not_kept(kim, browser):
    said = {
        "text": "We \u202elearned",
        "facts": "a\x00b\u2066c",
        "decision": "keep",
        "noticed": "\u200b",
    }
    browser.post(kim.get_absolute_url(), {"reply": "happened", **said})
    learning = Learning.objects.get()
    assert (learning.text, learning.facts) == ("We learned", "abc")
    assert Answer.objects.get().noticed == ""


def test_kim_says_not_yet_with_one_more_tap(kim, browser):
    url = kim.get_absolute_url()
    assert 'name="noticed"' in browser.get(f"{url}?reply=not-yet").content.decode()
    response = browser.post(url, {"reply": "not-yet", "noticed": "Two meetings\r\nmoved."})
    assert (response.status_code, response.url) == (302, url)
    answer = Answer.objects.get()
    assert (answer.check_in, answer.reply, answer.noticed) == (
        kim,
        "not-yet",
        "Two meetings\nmoved.",
    )
    page = browser.get(url).content.decode()
    assert "Thank you, Kim." in page
    assert "Two meetings<br>moved." in page
    assert 'href="?reply=not-yet"' in page


def test_kim_says_it_happened_and_what_they_learned(kim, browser):
    browser.post(
        kim.get_absolute_url(),
        {
            "reply": "happened",
            "noticed": "",
            "text": "Customers who saw the limit asked a third fewer questions",
            "facts": "Twelve calls.",
            "how_many": "12",
            "surprise": "2",
            "decision": "keep",
            "confidence_after": "85",
        },
    )
    learning = Learning.objects.get()
    assert learning.commitment == kim.commitment
    assert learning.answer == Answer.objects.get(reply="happened")
    assert (learning.how_many, learning.surprise, learning.confidence_after) == (12, 2, 85)
    page = browser.get(kim.get_absolute_url()).content.decode()
    for shown in ("a third fewer", "Twelve calls.", "Quite", "Keep", "60 → 85"):
        assert shown in page


def test_kim_changes_the_step_and_the_promise_keeps_its_record(kim, browser):
    said = {"reply": "changed", "new_step": "ask by phone.", "text": ""}
    browser.post(kim.get_absolute_url(), said)
    assert Answer.objects.get().new_step == "ask by phone."
    assert Learning.objects.count() == 0
    kim.commitment.refresh_from_db()
    assert kim.commitment.step == "show them the limit first."
    browser.post(kim.get_absolute_url(), {**said, "text": "Nobody reads it"})
    learning = Learning.objects.get()
    assert (learning.text, learning.decision) == ("Nobody reads it", "change")


def test_kim_stops_with_a_learning(kim, browser):
    url = kim.get_absolute_url()
    refused = browser.post(url, {"reply": "stopped", "text": "  ", "decision": "stop"})
    assert refused.status_code == 422
    assert rows() == ([], [])
    browser.post(url, {"reply": "stopped", "text": "They leave", "decision": "stop"})
    assert Learning.objects.get().text == "They leave"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"reply": "stopped", "decision": "stop", "facts": "Three"},
            "Say in a sentence what you learned.",
        ),
        ({"reply": "stopped", "text": "x", "decision": "keep"}, "Select a valid choice."),
        ({"reply": "changed", "text": "x"}, "Say what the first step is now."),
        ({"reply": "happened", "facts": "Three of four"}, "Say in a sentence what you learned"),
        ({"reply": "happened", "text": "They stay"}, "Choose what you do now."),
        ({"reply": "happened", "how_many": "-1"}, "greater than or equal to 0"),
        (
            {"reply": "happened", "text": "x", "decision": "keep", "confidence_after": "101"},
            "less than or equal to 100",
        ),
        ({"reply": "happened", "text": "x", "decision": "keep", "surprise": "4"}, "4 is not one"),
        (
            {"reply": "not-yet", "noticed": "é" * 601},
            "This is 601 characters. There is room for 600.",
        ),
        ({"reply": "stopped", "text": "\u200b", "decision": "stop"}, "Say in a sentence"),
        ({"reply": "changed", "new_step": "\u200b\u2060"}, "Say what the first step is now."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(kim, browser, said, sentence):
    response = browser.post(kim.get_absolute_url(), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    for name, value in said.items():
        assert value.replace("\x00", "") in page.replace("\x00", ""), name
    assert rows() == ([], [])


def test_six_hundred_characters_over_many_lines_are_not_too_many(kim, browser):
    text = "line\r\n" * 120  # browsers count a break as one, and send two
    assert browser.post(kim.get_absolute_url(), {"reply": "not-yet", "noticed": text}).url
    assert Answer.objects.get().noticed == ("line\n" * 120).strip()


def test_an_unknown_reply_asks_again(kim, browser):
    response = browser.post(kim.get_absolute_url(), {"reply": "perhaps"})
    assert response.status_code == 422
    assert 'href="?reply=happened"' in response.content.decode()
    assert rows() == ([], [])


def test_words_are_shown_as_typed(kim, browser):
    typed = "<b>{{ 7|add:7 }}</b> مرحبا 🚪"
    browser.post(kim.get_absolute_url(), {"reply": "not-yet", "noticed": typed})
    page = browser.get(kim.get_absolute_url()).content.decode()
    assert "&lt;b&gt;{{ 7|add:7 }}&lt;/b&gt; مرحبا 🚪" in page


def test_a_double_tap_changes_nothing_further(kim, browser, day_14):
    said = {"reply": "stopped", "text": "They leave", "decision": "stop", "how_many": "3"}
    browser.post(kim.get_absolute_url(), said)
    before = rows()
    day_14.shift(timedelta(seconds=2))
    assert browser.post(kim.get_absolute_url(), said).status_code == 302
    assert rows() == before


def test_kim_corrects_the_answer_and_finds_what_was_typed(kim, browser, day_14):
    url = kim.get_absolute_url()
    learned = {"text": "They leave", "facts": "Three calls", "decision": "stop"}
    browser.post(url, {"reply": "stopped", **learned})
    form = browser.get(f"{url}?reply=stopped").content.decode()
    assert "They leave" in form
    assert "Three calls" in form
    day_14.shift(timedelta(days=1))
    browser.post(url, {"reply": "happened", "noticed": "We were wrong", **learned})
    (answer,), (learning,) = rows()
    assert (answer["reply"], answer["at"]) == ("happened", DAY_14 + timedelta(days=1, hours=2))
    assert learning["at"] == DAY_14 + timedelta(hours=2)  # the same words as before
    assert "goes off the board" in browser.get(f"{url}?reply=not-yet").content.decode()
    browser.post(url, {"reply": "not-yet", "noticed": "We were wrong"})
    assert (Answer.objects.get().reply, Learning.objects.count()) == ("not-yet", 0)


def test_each_half_answers_for_itself(kim, alex, browser):
    browser.post(kim.get_absolute_url(), {"reply": "happened"})
    browser.post(alex.get_absolute_url(), {"reply": "not-yet", "noticed": "Not on my side"})
    told = {answer.check_in.part: answer.reply for answer in Answer.objects.all()}
    assert told == {"lead": "happened", "partner": "not-yet"}
    assert "Not on my side" not in browser.get(kim.get_absolute_url()).content.decode()


def test_an_answer_proves_that_the_mail_arrived(kim, browser, closed):
    kim.recipient.claim(DAY_14)
    kim.recipient.not_sent("timed out", DAY_14, closed.zone, for_good=True)
    browser.post(kim.get_absolute_url(), {"reply": "happened"})
    kim = CheckIn.objects.select_related("recipient").get(pk=kim.pk)
    assert (kim.recipient.failed_at, kim.recipient.trouble) == (None, "")
    assert kim.sent_at == DAY_14 + timedelta(hours=2)


def test_an_unknown_link_is_not_found(kim, browser):
    assert browser.get(f"/check-ins/{kim.token[:-1]}/").status_code == 404
    assert browser.post(f"/check-ins/{'x' * 400}/", {"reply": "happened"}).status_code == 404


def test_after_a_year_the_link_says_so_and_takes_nothing(kim, browser, day_14):
    day_14.move_to(CLOSED_AT + timedelta(days=364, hours=23))
    assert browser.get(kim.get_absolute_url()).status_code == 200
    day_14.move_to(CLOSED_AT + timedelta(days=365))
    for response in (
        browser.get(kim.get_absolute_url()),
        browser.post(kim.get_absolute_url(), {"reply": "happened"}),
    ):
        assert response.status_code == 410
        assert "A year has passed" in response.content.decode()
    assert rows() == ([], [])


def test_sam_signed_in_elsewhere_sees_no_more_than_anybody_with_the_link(kim, sam, browser):
    with_link = sam.client.get(kim.get_absolute_url()).content
    assert with_link == browser.get(kim.get_absolute_url()).content


def test_a_link_opens_its_own_question_only(live, problem, fay, browser):
    make_pair(problem)
    other = make_pair(problem, "Robin", "Jo", belief="Something only Robin and Jo know")
    close(live, fay)
    first = half(live.problems.first().solutions.last().commitments.get())
    page = browser.get(first.get_absolute_url()).content.decode()
    assert "Kim" in page
    assert other.belief not in page
