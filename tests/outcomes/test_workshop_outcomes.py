from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from problems.models import NotOursYet, Problem, Solution
from tests.followup.pairs import DAY_14, REASON, close, half, make_pair, say
from tests.outcomes.test_close_figures import write
from tests.workshop.goal_day import at_goal
from workshop.followup.models import CheckIn, DoorRequest, Letter, MailKind, NoMoreMail, Reply

pytestmark = pytest.mark.usefixtures("day_14")


def url_of(workshop):
    return reverse("workshop-outcomes", args=[workshop.pk])


def page(person, workshop):
    response = person.client.get(url_of(workshop))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_mia_sees_doors_promises_and_the_reason_on_record(closed, pair, mia):
    html = page(mia, closed)
    assert "1. <bdi>Export stops at 10,000 rows</bdi>" in html
    assert html.split('id="problems"')[1].count("Export stops at 10,000 rows") == 1
    assert html.index("What left the room") < html.index("The problems and their doors")
    assert "Waiting for a second team" in html
    assert "Locked · no ideas yet" in html
    assert "2. No VAT number: Locked · no ideas yet</li>" in html
    assert REASON in html
    assert "show them the limit first." in html
    assert "2 closed with a reason" in html
    assert html.count("Too few to say") == 3


def test_mia_reads_what_was_true_when_a_rule_was_gone_past(draft, fay, mia):
    at_goal(draft)
    draft.go_to(draft.phases.last(), timezone.now(), fay.user, draft.turn, "Lunch is getting cold.")
    draft.close(timezone.now(), fay.user)
    html = page(mia, draft)
    assert "Nobody was asked yet whether they can stand behind the goal." in html
    assert "Lunch is getting cold." in html
    assert "doors were shut" not in html


def test_the_figures_are_those_of_the_close(live, problem, pat, tom, fay, mia):
    for number in range(7):
        from_seat = pat if number % 2 else tom
        write(problem, from_seat.seat, 3, on=write(problem, from_seat.seat)[0])
    close(live, fay)
    live.figures.figures |= {
        "participation": {"balance": 0.7, "by_chance": 0.61, "people": 12},
        "cross_building": {"builds": 44, "across": 30, "expected": 0.5, "index": 0.36, "people": 9},
    }
    live.figures.save()
    html = page(mia, live)
    assert '<p class="figure">0.70</p> <h3>participation balance</h3>' in html
    assert "12 people; by chance alone 19 of 20 such rooms reach 0.61" in html
    assert '<p class="figure">0.36</p> <h3>building across teams</h3>' in html
    assert "30 of 44 builds on another team’s idea, by 9 people" in html
    assert "Krackhardt and Stern 1988" in html


def test_ideas_have_no_words_and_no_names_here(pat, closed, pair, mia):
    html = page(mia, closed)
    for hidden in ("Kim", "Alex", "kim@", "Pat", pair.solution.text):
        assert hidden not in html


def test_not_ours_yet_keeps_its_question(live, problem, sales, development, fay, mia):
    NotOursYet.declare(
        problem,
        timezone.now(),
        reason="r",
        question="Who runs the export?",
        owner="Kim",
        owner_team=sales,
        other_owner="Alex",
        other_team=development,
    )
    close(live, fay)
    html = page(mia, live)
    assert "Who runs the export?" in html
    assert "Kim" not in html


def test_fay_sees_what_is_quiet_and_what_was_noticed_and_mia_does_not(
    live, problem, fay, mia, ada, day_14
):
    make_pair(problem)
    told = make_pair(problem, "Robin", "Jo", step="ring Ann.")
    close(live, fay)
    for check_in in CheckIn.objects.all():
        check_in.sent(DAY_14 - timedelta(hours=2))
    say(half(told), Reply.NOT_YET, noticed="Two meetings moved")
    day_14.shift(timedelta(days=13, hours=23))  # a sign-in lasts two weeks
    for person in (fay, ada):
        html = page(person, live)
        assert "Kim and Alex" in html
        assert "Robin and Jo" not in html
        assert "Two meetings moved" in html
    html = page(mia, live)
    assert "Quiet" in html  # the state, in the table
    for hidden in ("Kim", "Robin", "Two meetings moved", "Quiet now"):
        assert hidden not in html


@pytest.fixture
def failed(kim):
    kim.recipient.claim(DAY_14)
    kim.recipient.not_sent("550 5.1.1 No such person", DAY_14, kim.workshop.zone, for_good=True)
    return kim


def again(workshop, check_in):
    return reverse("workshop-outcomes-mail-again", args=[workshop.pk, check_in.recipient_id])


def test_fay_sees_a_mail_that_failed_and_has_it_tried_again(closed, failed, fay, mia):
    html = page(fay, closed)
    assert "Mails that did not get through" in html
    assert "kim@example.org" in html
    assert "550 5.1.1 No such person" in html
    assert f'action="{again(closed, failed)}"' in html
    assert "did not get through" not in page(mia, closed)

    for _double_click in range(2):
        response = fay.client.post(again(closed, failed))
        assert (response.status_code, response.url) == (302, url_of(closed))
    failed.recipient.refresh_from_db()
    box = failed.recipient
    assert (box.failed_at, box.tries, box.next_mail_at) == (None, 0, DAY_14)
    html = page(fay, closed)
    assert "The mail to Kim is tried again." in html
    assert "did not get through" not in html


def test_fay_sees_a_request_that_failed_and_has_it_tried_again(closed, pair, fay, mia, sam):
    DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    letter = Letter.objects.get()
    again = reverse("workshop-outcomes-letter-again", args=[closed.pk, letter.pk])
    letter.not_sent("550 5.1.1 No such person", DAY_14, for_good=True)
    html = page(fay, closed)
    for text in ("mo@example.org", "550 5.1.1 No such person", f'action="{again}"'):
        assert text in html
    assert "Please call the bank" not in html  # that is for Mo
    assert "did not get through" not in page(mia, closed)
    for other in (mia, sam):
        assert other.client.post(again).status_code == 404
    assert list(Letter.objects.failed()) == [letter]
    for _double_click in range(2):
        assert fay.client.post(again).url == url_of(closed)
    letter.refresh_from_db()
    assert (letter.failed_at, letter.tries, letter.trouble) == (None, 0, "")
    html = page(fay, closed)
    assert "The mail to Mo is tried again." in html
    assert "did not get through" not in html


def test_fay_is_not_asked_about_a_letter_that_is_not_wanted(closed, pair, fay):
    DoorRequest.ask(pair, "Mo", "mo@example.org", "Please call the bank", DAY_14)
    NoMoreMail.stop(closed.organisation, "mo@example.org", DAY_14, MailKind.REQUESTS)
    Letter.objects.get().not_sent("They asked for no more mails.", DAY_14, for_good=True)
    assert "mo@example.org" not in page(fay, closed)


def test_nobody_else_has_mails_tried_again(closed, failed, mia, sam, client, live, fay):
    assert mia.client.post(again(closed, failed)).status_code == 404
    assert sam.client.post(again(closed, failed)).status_code == 404
    assert client.post(again(closed, failed)).status_code == 302
    assert fay.client.get(again(closed, failed)).status_code == 405
    other = live.copy(DAY_14.date())
    assert fay.client.post(again(other, failed)).status_code == 404
    failed.recipient.refresh_from_db()
    assert failed.recipient.failed_at == DAY_14


def test_before_the_close_only_facilitators_see_how_many_doors_are_open(live, pair, fay, mia):
    assert "<strong>0</strong> of 2 doors are open now." in page(fay, live)
    html = page(mia, live)
    assert "The outcomes come after the close" in html
    assert "doors are open now" not in html
    assert "Export stops" not in html


def test_a_draft_is_its_makers_own(draft, fay, mia):
    assert "The outcomes come after the close" in page(fay, draft)
    assert mia.client.get(url_of(draft)).status_code == 404


def test_a_workshop_without_problems_and_pairs_has_a_page(draft, fay, mia):
    draft.start_day(timezone.now())
    close(draft, fay)
    html = page(mia, draft)
    assert "No problem hung on the wall." in html
    assert "No pair signed a promise." in html


def test_sam_and_anonymous_are_kept_out(pat, closed, sam, client):
    assert sam.client.get(url_of(closed)).status_code == 404
    response = client.get(url_of(closed))
    login = f"{reverse('account_login')}?next={url_of(closed)}"
    assert (response.status_code, response.url) == (302, login)
    assert pat.client.get(url_of(closed)).status_code == 302


@pytest.mark.parametrize("who", ["fay", "mia"])
def test_one_and_thirty_take_the_same_number_of_queries(
    request, live, draft, fay, sales, development, who
):
    person = request.getfixturevalue(who)

    def fill(workshop, problems):
        for number in range(problems):
            problem = Problem.objects.create(workshop=workshop, position=9, title=f"P{number}")
            make_pair(problem, f"Lead{number}", f"Partner{number}")
        close(workshop, fay)
        for solution in Solution.objects.filter(problem__workshop=workshop):
            lead = half(solution.commitments.get())
            say(lead, learned="Something", noticed="This")
            partner = half(solution.commitments.get(), "partner")
            partner.recipient.not_sent("refused", DAY_14, partner.workshop.zone, for_good=True)

    small = live.copy(DAY_14.date())
    small.start_day(timezone.now())
    fill(small, 1)
    fill(live, 30)
    with CaptureQueriesContext(connection) as one:
        page(person, small)
    with CaptureQueriesContext(connection) as thirty:
        page(person, live)
    assert len(thirty) == len(one) <= 30
