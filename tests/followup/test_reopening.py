"""Evidence opens a problem again, and both teams are told by mail, once."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from problems.models import Problem
from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from workshop.followup.models import Letter, NoMoreMail, Reopening
from workshop.followup.tasks import send_due_letters
from workshop.models import Invitation
from workshop.models.invitation_list import Said

WHY = "Three customers still had to write to us."


@pytest.fixture(autouse=True)
def day_14():
    with time_machine.travel(DAY_14 + timedelta(hours=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def learning(kim):
    return say(kim, learned="They stay and ask less").learning


@pytest.fixture
def page(kim, learning):
    return reverse("check-in-reopen", args=[kim.token])


def states(workshop):
    return [bool(problem.opened_again_at) for problem in workshop.problems.all()]


def test_kim_opens_the_problem_again_and_once_is_enough(kim, page, learning, closed):
    browser = Client(enforce_csrf_checks=True)
    assert "They stay and ask less" in browser.get(page).content.decode()
    assert states(closed) == [False, False]
    for because in (WHY, "Something else"):
        answer = browser.post(page, {"because": because})
        assert (answer.status_code, answer.url) == (302, kim.get_absolute_url())
    assert Reopening.objects.get().because == WHY
    assert states(closed) == [True, False]
    assert list(Problem.objects.exclude(opened_again_at=None)) == [
        learning.commitment.solution.problem
    ]
    assert (
        f"The problem is open again: {WHY}" in browser.get(kim.get_absolute_url()).content.decode()
    )
    assert f"It is open again: {WHY}" in browser.get(page).content.decode()


@pytest.mark.parametrize("because", ["", "  ", "\u200b", "x" * 301])
def test_without_a_sentence_it_stays_as_it_is(page, closed, because):
    response = Client().post(page, {"because": because})
    assert response.status_code == 422
    assert not Reopening.objects.exists()
    assert states(closed) == [False, False]


def test_a_pair_without_a_learning_opens_nothing(alex, learning):
    page = reverse("check-in-reopen", args=[alex.token])
    assert Client().get(page).status_code == 404
    assert Client().post(page, {"because": WHY}).status_code == 404
    assert not Reopening.objects.exists()


def test_after_a_year_the_link_opens_nothing(page, day_14):
    day_14.move_to(CLOSED_AT + timedelta(days=365))
    assert Client().post(page, {"because": WHY}).status_code == 410
    assert not Reopening.objects.exists()


def test_fay_opens_it_and_the_others_may_not(learning, fay, mia, sam, closed, organisation):
    page = reverse("learning-reopen", args=[learning.pk])
    list_page = reverse("learnings", args=[organisation.slug])
    assert page in fay.client.get(list_page).content.decode()
    assert page not in mia.client.get(list_page).content.decode()
    for person in (mia, sam):
        assert person.client.get(page).status_code == 404
        assert person.client.post(page, {"because": WHY}).status_code == 404
    assert not Reopening.objects.exists()
    assert fay.client.post(page, {"because": WHY}, follow=True).status_code == 200
    assert states(closed) == [True, False]
    shown = mia.client.get(list_page).content.decode()
    assert f"The problem is open again: {WHY}" in shown


def test_outcomes_show_it_in_neutral_words(learning, fay, mia, closed):
    outcomes = reverse("workshop-outcomes", args=[closed.pk])
    assert "Taken up again, by what was learned" not in mia.client.get(outcomes).content.decode()
    Reopening.declare(learning, WHY, timezone.now())
    page = mia.client.get(outcomes).content.decode()
    assert page.count("Taken up again, by what was learned") == 1
    assert WHY in page
    assert "Kim" not in page


@pytest.fixture
def told(live, problem, fay, sales, development, organisation):
    """A closed day with people of three teams; returns its learning."""
    support = organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)
    pair = make_pair(problem)
    make_pair(live.problems.last(), "Robin", "Jo")
    stranger = make_pair(live.problems.last(), "Uma", "Vic")
    type(stranger).objects.filter(pk=stranger.pk).update(lead_team=support)
    invited = [(sales, "yes@example.org"), (development, "no@example.org"),
               (support, "other@example.org"), (sales, "kim@example.org"),
               (sales, "enough@example.org"), (sales, "gone@example.org")]  # fmt: skip
    for team, email in invited:
        (guest,) = Invitation.put_on_the_list(live, team, [(email, "")])
        said = Said.NO if email.startswith("no") else Said.YES
        Invitation.objects.filter(pk=guest.pk).update(said=said)
    live.invitations.filter(email="enough@example.org").update(no_more_mail_at=CLOSED_AT)
    live.invitations.filter(email="gone@example.org").update(withdrawn_at=CLOSED_AT)
    close(live, fay)
    return say(half(pair), learned="They stay and ask less").learning


def test_both_teams_are_told_and_nobody_else(told, sink):
    Reopening.declare(told, WHY, timezone.now())
    send_due_letters()
    send_due_letters()
    assert sink.to == [
        f"{name}@example.org" for name in ("alex", "jo", "kim", "robin", "vic", "yes")
    ]
    mail = next(mail for mail in sink.mails if mail["To"] == "kim@example.org")
    assert mail["Subject"] == "Malmö in February: a problem is open again"
    text = mail.get_body(("plain",)).get_content()
    for part in (text, mail.get_body(("html",)).get_content()):
        for words in ("Hello Kim.", WHY, "They stay and ask less", "Export stops at 10,000 rows"):
            assert words in part
    assert "Alex" not in text


def test_who_wants_no_more_mail_gets_none(told, sink, organisation):
    NoMoreMail.stop(organisation, "Kim@example.org", CLOSED_AT)
    Reopening.declare(told, WHY, timezone.now())
    send_due_letters()
    assert "kim@example.org" not in sink.to
    assert "alex@example.org" in sink.to


def test_on_a_sunday_the_mail_waits_for_monday_morning(told, sink, day_14):
    sunday = DAY_14 + timedelta(days=2)
    day_14.move_to(sunday)
    Reopening.declare(told, WHY, sunday)
    send_due_letters()
    assert sink.mails == []
    assert {letter.next_try_at for letter in Letter.objects.all()} == {
        DAY_14 + timedelta(days=2, hours=23)
    }
    day_14.move_to(DAY_14 + timedelta(days=3))
    send_due_letters()
    assert len(sink.mails) == 6
