"""The shared board of a closed workshop, by its participants' own links."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from problems.models import LastPromise, NotOursYet
from tests.conftest import take_seat
from tests.followup.pairs import CLOSED_AT, DAY_14, REASON, close, half, make_pair, say
from workshop.followup.delivery import look
from workshop.followup.models import Board, CheckIn, Course, Learning, Question, Reply
from workshop.models import Contact, Invitation, Said, Swap, Wish, Workshop
from workshop.people.models import AuditEntry

NOW = DAY_14 + timedelta(days=4)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def whole(live, pair, sales, fay):
    """A closed workshop: Kim and Alex signed, Robin said yes to the invitation."""
    Invitation.put_on_the_list(live, sales, [("robin@example.org", "Robin")])
    Invitation.objects.update(said=Said.YES)
    return close(live, fay, only=None)


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


def link(email: str, question: str = Question.MADE) -> str:
    row = CheckIn.objects.get(recipient__email=email, question=question)
    return reverse("check-in-board", args=[row.token])


def test_robin_sees_what_became_of_it(whole, pair, problem, browser):
    say(half(pair), Reply.HAPPENED, learned="They stay when they see the limit")
    page = browser.get(link("robin@example.org")).content.decode()
    for text in (
        whole.goal, "show them the limit first.", "Learned", "Kim", "Alex",
        "They stay when they see the limit", problem.title, "Waiting for a second team",
    ):  # fmt: skip
        assert text in page, text
    for address in ("kim@example.org", "alex@example.org", "robin@example.org"):
        assert address not in page
    assert "Yours" not in page


def test_nothing_on_it_is_red_or_late(whole, pair, browser):
    for hour in range(0, 40 * 24, 12):
        half(pair).sent(CLOSED_AT + timedelta(hours=hour))
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        page = browser.get(link("robin@example.org")).content.decode()
    assert "Quiet" in page
    assert not re.search(r"overdue|danger|warning|locked\b|late\b|missed", page)


@pytest.mark.parametrize("word", ["Paused", "Sleeping"])
def test_a_pause_and_a_sleep_stand_there_as_words(whole, pair, browser, word):
    course = Course.of(pair)
    if word == "Paused":
        course.pause((NOW + timedelta(days=20)).date())
    else:
        course.fall_asleep(NOW)
    assert f">{word}<" in browser.get(link("robin@example.org")).content.decode()


def test_kim_finds_her_own_promise_and_nobody_elses_link(whole, pair, problem, browser):
    page = browser.get(link("kim@example.org")).content.decode()
    assert "Yours" in page
    assert half(pair).get_absolute_url() in page
    others = CheckIn.objects.exclude(recipient__email="kim@example.org")
    for token in others.values_list("token", flat=True):
        assert token not in page


def test_kim_finds_whom_she_swapped_contacts_with_and_robin_does_not(
    whole, browser, sales, development
):
    Swap.objects.create(
        workshop=whole, name="Kim", team=sales, email="Kim@example.org", other_name="Tom",
        other_team=development, other_email="tom@elsewhere.example", other_phone="0701 23",
    )  # fmt: skip
    Workshop.objects.filter(pk=whole.pk).update(next_meeting_on=date(2031, 3, 3))
    kims, robins = (
        browser.get(link(f"{name}@example.org")).content.decode() for name in ("kim", "robin")
    )
    assert "tom@elsewhere.example · 0701 23" in kims
    assert "tom@elsewhere.example" not in robins
    assert all("We meet again on Monday 3 March" in page for page in (kims, robins))


def test_tom_who_joined_by_code_and_swapped_contacts_finds_them_there(
    live, pair, fay, sales, development, browser, mailoutbox
):
    pat, tom = (
        take_seat(live, name, team) for name, team in (("Pat", sales), ("Tom", development))
    )
    una = take_seat(live, "Una", sales)
    for each in (pat, tom, una):
        Contact.leave(each.seat, f"{each.seat.name}@elsewhere.example", "")
    for mine, theirs in ((pat, tom), (tom, pat), (una, tom)):
        Wish.say(mine.seat, theirs.seat, wanted=True)
    close(live, fay, only=None)
    emails = set(CheckIn.objects.values_list("recipient__email", flat=True))
    assert {"pat@elsewhere.example", "tom@elsewhere.example"} < emails
    assert "una@elsewhere.example" not in emails  # nobody said yes to her, and she is forgotten
    page = browser.get(link("tom@elsewhere.example")).content.decode()
    assert "Pat@elsewhere.example" in page
    assert "Una" not in page


def test_kim_says_useful_to_us_for_her_team(live, problem, fay, browser):
    kims, others = make_pair(problem), make_pair(problem, "Li", "Bo")
    live.teams.add(live.organisation.teams.create(name="Support", short_name="Sup", position=3))
    close(live, fay, only=None)
    say(half(others), learned="Ask first")
    CheckIn.objects.filter(question=Question.MADE).delete()
    own = half(kims)
    address = reverse("check-in-board", args=[own.token])
    learning = Learning.objects.get()
    for _tap in range(2):
        browser.post(address, {"useful": learning.pk})
    assert [team.name for team in learning.thanked_by.all()] == [own.team.name]
    browser.post(address, {"take_back": learning.pk})
    assert not learning.thanked_by.exists()
    assert browser.post(address, {"useful": "9999"}).status_code == 404


def test_pat_opens_it_from_the_seat_that_was_hers(live, pair, fay, sales):
    pat = take_seat(live, "Pat", sales)
    address = reverse("room-board", args=[live.pk])
    assert pat.client.get(address).status_code == 404  # the day is not over
    close(live, fay)
    page = pat.client.get(address).content.decode()
    assert "show them the limit first." in page
    assert "Pat" not in page
    assert address in pat.client.get(reverse("room", args=[live.pk])).content.decode()
    assert Client().get(address).status_code == 404


def test_sam_and_mia_and_a_link_of_another_workshop_open_nothing(
    whole, organisation, sales, development, sam, mia, fay, browser
):
    address = reverse("workshop-board", args=[whole.pk])
    assert sam.client.get(address).status_code == 404
    assert mia.client.get(address).status_code == 404
    assert browser.get(reverse("check-in-board", args=["0" * 32])).status_code == 404
    other = Workshop.create(
        organisation, [sales, development], title="Elsewhere", goal="So", date=whole.date,
        start=whole.start, time_zone=whole.time_zone,
    )  # fmt: skip
    other.start_day(timezone.now())
    other.close(timezone.now(), fay.user, REASON)
    assert "Elsewhere" not in browser.get(link("robin@example.org")).content.decode()


def test_a_year_later_the_link_has_ended(whole, browser):
    address = link("robin@example.org")
    with time_machine.travel(CLOSED_AT + timedelta(days=366), tick=False):
        assert browser.get(address).status_code == 410


def test_fay_shuts_it_and_opens_it_again(whole, fay, browser, sales):
    address, board = link("robin@example.org"), reverse("workshop-board", args=[whole.pk])
    fay.client.force_login(fay.user)
    assert "Who sees this board" in fay.client.get(board).content.decode()
    shut = reverse("workshop-board-shut", args=[whole.pk])
    for _tap in range(2):
        fay.client.post(shut)
    page = browser.get(address)
    assert (page.status_code, "show them" in page.content.decode()) == (410, False)
    assert "The board is shut" in fay.client.get(board).content.decode()
    fay.client.post(shut, {"open": "yes"})
    assert browser.get(address).status_code == 200
    assert Board.objects.get().shut_at is None
    assert AuditEntry.objects.filter(act="board.shut").exists()


def test_fay_ends_robins_links_and_the_next_mail_has_new_ones(whole, fay, mia, browser):
    old = link("robin@example.org")
    row = CheckIn.objects.get(recipient__email="robin@example.org", question=Question.MADE)
    end = reverse("recipient-links-end", args=[whole.pk, row.recipient_id])
    assert mia.client.post(end).status_code == 404
    fay.client.force_login(fay.user)
    fay.client.post(end)
    assert browser.get(old).status_code == 404
    assert browser.get(row.get_absolute_url()).status_code == 404
    assert browser.get(link("robin@example.org")).status_code == 200
    assert browser.get(link("kim@example.org")).status_code == 200


def test_robin_ends_her_own_links(whole, browser):
    row = CheckIn.objects.get(recipient__email="robin@example.org", question=Question.MADE)
    end = reverse("check-in-end-links", args=[row.token])
    assert browser.get(end).status_code == 200  # a mail scanner ends nothing
    assert browser.get(row.get_absolute_url()).status_code == 200
    assert "Your links have ended" in browser.post(end).content.decode()
    assert browser.get(row.get_absolute_url()).status_code == 404


def test_every_mail_leads_to_it(whole, browser, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    look(NOW, 200)
    assert mailoutbox
    for mail in mailoutbox:
        (address,) = re.findall(r"http://\S+(/check-ins/\S+/board/)", mail.body)
        assert browser.get(address).status_code == 200
        assert address in mail.alternatives[0][0]


def test_the_next_day_stands_there_once_it_is_no_draft(whole, pair, fay, browser):
    assert "No day is set yet." in browser.get(link("robin@example.org")).content.decode()
    following = whole.copy(NOW.date() + timedelta(days=60))
    LastPromise.bring(following, {pair.pk: pair.step})
    assert following.title not in browser.get(link("robin@example.org")).content.decode()
    following.open_for_joining()
    assert following.title in browser.get(link("robin@example.org")).content.decode()


def test_a_door_that_left_openly_keeps_its_question(live, pair, fay, sales, development, browser):
    NotOursYet.declare(
        live.problems.last(), timezone.now(), reason="Elsewhere", question="Which networks?",
        owner="Pat", owner_team=sales, other_owner="Tom", other_team=development,
    )  # fmt: skip
    close(live, fay, only=None)
    page = browser.get(link("kim@example.org")).content.decode()
    assert "Which networks?" in page
    assert "Tom" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_the_same_at_any_size(
    live, problem, fay, browser, number, django_assert_max_num_queries
):
    for each in range(number):
        make_pair(problem, f"Lead{each}", f"Partner{each}")
    close(live, fay, only=None)
    for check_in in CheckIn.objects.with_story().filter(question=Question.FIRST_STEP, part="lead"):
        say(check_in, learned="Something")
    address = link("lead0@example.org")
    with django_assert_max_num_queries(24):
        page = browser.get(address).content.decode()
    assert page.count("board-promise") == number


def test_pages_by_link_lead_to_the_board_and_to_fewer_mails(whole, pair, browser):
    asked = half(pair)
    page = browser.get(asked.get_absolute_url()).content.decode()
    for name in ("check-in-board", "check-in-unsubscribe", "check-in-hand-over"):
        assert reverse(name, args=[asked.token]) in page
