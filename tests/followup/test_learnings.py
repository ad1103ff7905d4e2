"""The learnings of an organisation: who sees them, filters, pages, and “useful to us”."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from problems.models import Problem
from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from workshop.followup.models import Board, CheckIn, Learning, Thanks


@pytest.fixture(autouse=True)
def day_14():
    with time_machine.travel(DAY_14 + timedelta(hours=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def url(organisation):
    return reverse("learnings", args=[organisation.slug])


@pytest.fixture
def learning(kim):
    return say(kim, learned="They stay and ask less").learning


@pytest.fixture
def support(organisation):
    return organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)


def html(person, url, **query) -> str:
    response = person.client.get(url, query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def texts(person, url, **query) -> list[str]:
    page = person.client.get(url, query).context["page"]
    return [learning.text for learning in page]


def learn(fay, workshop, text, now=DAY_14, title="Lund", **learned) -> Learning:
    """One more workshop, closed, with one learning."""
    copied = workshop.copy(now.date())
    copied.title = title
    copied.save()
    problem = Problem.objects.create(workshop=copied, position=1, title="One more")
    copied.start_day(now)
    pair = make_pair(problem)
    close(copied, fay, CLOSED_AT)
    return say(half(pair), now=now, learned={"text": text, **learned}).learning


def test_mia_reads_all_of_it_without_a_name(closed, kim, support, mia, url):
    say(
        kim,
        learned={
            "text": "They stay",
            "facts": "Twelve\ncalls",
            "surprise": 3,
            "confidence_after": 85,
            "dissent": "it was the weather",
            "useful_to": [support],
        },
    )
    page = html(mia, url)
    for shown in (
        "They stay",
        "Twelve<br>calls",
        "We believed: customers who see the limit ask fewer questions",
        "surprise: It turned things around",
        "how sure: 60 → 85 of 100",
        "One of us sees it differently: it was the weather",
        '<span class="muted">Could help:</span> <span class="chip team-3">Support</span>',
    ):
        assert shown in page
    for hidden in ("Kim", "Alex", "example.org"):
        assert hidden not in page


def test_the_belief_and_the_confidence_before_stay_as_they_were(kim, learning):
    type(kim.commitment).objects.update(belief="something else", confidence=99)
    kim.refresh_from_db()
    say(half(kim.commitment), learned="They stay, mostly")
    learning.refresh_from_db()
    assert learning.text == "They stay, mostly"
    assert learning.belief == "customers who see the limit ask fewer questions"
    assert learning.confidence_before == 60


def test_kim_says_by_her_link_whom_it_could_help_and_who_differs(kim, support, sales, sam):
    link, browser = kim.get_absolute_url(), Client()
    theirs = sam.user.memberships.get().organisation.teams.get()
    form = browser.get(f"{link}?reply=happened").content.decode()
    assert f'name="useful_to" value="{support.pk}"' in form
    assert f'name="useful_to" value="{sales.pk}"' not in form  # the pair's own
    said = {"reply": "happened", "text": "They stay", "decision": "keep", "dissent": "Not all"}
    assert browser.post(link, {**said, "useful_to": [theirs.pk]}).status_code == 422
    assert browser.post(link, {**said, "useful_to": [support.pk]}).status_code == 302
    learning = Learning.objects.get()
    assert (learning.dissent, list(learning.useful_to.all())) == ("Not all", [support])
    page = browser.get(link).content.decode()
    assert "Not all" in page
    assert "Support" in page
    assert "checked" in browser.get(f"{link}?reply=happened").content.decode()
    assert browser.post(link, said).status_code == 302
    assert list(learning.useful_to.all()) == []
    assert Learning.objects.count() == 1


def test_only_a_team_without_a_learning_is_asked_for_its_sentence(kim, support):
    said = {"reply": "happened", "useful_to": [support.pk]}
    response = Client().post(kim.get_absolute_url(), said)
    assert response.status_code == 422
    assert "Say in a sentence what you learned" in response.content.decode()


def test_sam_reads_nothing_and_thanks_for_nothing(learning, sales, sam, url):
    for response in (
        sam.client.get(url),
        sam.client.post(reverse("learning-useful", args=[learning.pk]), {"team": sales.pk}),
    ):
        assert response.status_code == 404
        assert "They stay" not in response.content.decode()
    assert not Thanks.objects.exists()
    own = sam.user.memberships.get().organisation.slug
    assert "They stay" not in html(sam, reverse("learnings", args=[own]))


def test_mia_narrows_them(live, learning, kim, fay, mia, support, development, url):
    workshop = learning.workshop
    later = DAY_14 + timedelta(days=200)
    other = learn(fay, live, "Nobody reads", later, decision="stop", useful_to=[support])
    with time_machine.travel(later + timedelta(days=1), tick=False):
        mia.client.force_login(mia.user)
        assert texts(mia, url) == ["Nobody reads", "They stay and ask less"]
        assert texts(mia, url, workshop=workshop.pk) == ["They stay and ask less"]
        assert texts(mia, url, decision="stop") == ["Nobody reads"]
        assert texts(mia, url, period="3") == ["Nobody reads"]
        assert texts(mia, url, period="12") == ["Nobody reads", "They stay and ask less"]
        assert texts(mia, url, team=support.pk) == ["Nobody reads"]
        assert len(texts(mia, url, team=development.pk)) == 2
        assert texts(mia, url, team=support.pk, workshop=workshop.pk) == []
        assert "Nothing found" in html(mia, url, decision="retest")
        assert len(texts(mia, url, team="x", decision="9", workshop="10" * 30, page="x")) == 2
    assert other.workshop != workshop


def test_without_learnings_the_page_says_when_they_come(organisation, mia, url):
    assert "The pairs are asked on day 14." in html(mia, url)


def test_forty_come_in_two_pages_that_keep_the_words(learning, mia, url):
    copy_of(learning, 39)
    page = html(mia, url, q="ask")
    assert page.count('<article class="card learning"') == 20
    assert "40 learnings" in page
    assert 'href="?q=ask&amp;page=2"' in page
    assert len(texts(mia, url, q="ask", page=2)) == 20


def copy_of(learning, count, **fields) -> None:
    """More learnings of the same commitment, as day 30 and 60 would add them."""
    words = {
        field.attname: getattr(learning, field.attname)
        for field in Learning._meta.concrete_fields
        if field.name not in ("id", "answer")
    }
    Learning.objects.bulk_create(Learning(**{**words, **fields}) for _ in range(count))


@pytest.mark.parametrize("query", [{}, {"q": "stay"}])
def test_one_costs_as_many_queries_as_thirty(learning, support, mia, url, query):
    learning.thank(support, DAY_14)
    mia.client.get(url, query)
    with CaptureQueriesContext(connection) as one:
        mia.client.get(url, query)
    copy_of(learning, 29)
    for each in Learning.objects.all():
        each.thank(support, DAY_14)
    with CaptureQueriesContext(connection) as thirty:
        assert len(texts(mia, url, **query)) == 20
    assert len(thirty) == len(one)


def test_mia_says_useful_to_us_twice_and_takes_it_back(learning, support, sales, mia, fay, url):
    useful = reverse("learning-useful", args=[learning.pk])
    back = f"{url}?q=stay"
    asked = mia.client.post(useful, {"next": back})
    assert asked.status_code == 422
    assert "To which team is it useful?" in asked.content.decode()
    for _time in range(2):
        answer = mia.client.post(useful, {"team": support.pk, "next": back})
        assert (answer.status_code, answer.url) == (302, f"{back}#learning-{learning.pk}")
    assert list(learning.thanked_by.all()) == [support]
    page = html(mia, url)
    assert "Useful to 1 team:" in page
    assert f'name="take_back" value="{support.pk}"' in page  # the browser knows the team now
    assert "take_back" not in html(fay, url)
    fay.client.post(useful, {"team": sales.pk})
    assert "Useful to 2 teams:" in html(fay, url)
    for _time in range(2):
        mia.client.post(useful, {"take_back": support.pk})
    assert list(learning.thanked_by.all()) == [sales]
    assert mia.client.get(useful).status_code == 405


def test_thanks_keep_no_person(learning, support, mia):
    mia.client.post(reverse("learning-useful", args=[learning.pk]), {"team": support.pk})
    names = {field.name for field in Thanks._meta.get_fields()}
    assert names == {"id", "learning", "team", "at"}


@pytest.mark.parametrize("team", ["", "x", "9" * 30, "theirs"])
def test_thanks_for_no_team_of_ours_ask_for_one(learning, sam, mia, team):
    if team == "theirs":
        team = sam.user.memberships.get().organisation.teams.get().pk
    useful = reverse("learning-useful", args=[learning.pk])
    assert mia.client.post(useful, {"team": team}).status_code == 422
    assert not Thanks.objects.exists()


def test_thanks_lead_nowhere_else(learning, support, mia):
    useful = reverse("learning-useful", args=[learning.pk])
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:x()", "999"):
        answer = mia.client.post(useful, {"team": support.pk, "next": elsewhere})
        assert answer.url == learning.get_absolute_url()


def test_the_pair_reads_who_found_it_useful(kim, learning, support):
    page = Client().get(kim.get_absolute_url()).content.decode()
    assert "Useful to" not in page
    learning.thank(support, DAY_14)
    page = " ".join(Client().get(kim.get_absolute_url()).content.decode().split())
    assert 'Useful to 1 team: </span> <span class="chip team-3">Support</span>' in page


class TestByTheirLink:
    """On the board, the two of a pair read what others learned, and thank for their team."""

    @pytest.fixture
    def robin(self, live, problem, pair, fay) -> CheckIn:
        second = make_pair(problem, "Robin", "Jo", belief="buyers read the small print")
        close(live, fay)
        say(half(pair), learned="They stay and ask less")
        return half(second, "partner")

    @pytest.fixture
    def page(self, robin) -> str:
        return reverse("check-in-board", args=[robin.token])

    def test_robin_thanks_for_the_team_and_takes_it_back(self, robin, page, development):
        browser = Client(enforce_csrf_checks=True)
        shown = browser.get(page)
        assert shown["Referrer-Policy"] == "no-referrer"
        assert "They stay and ask less" in shown.content.decode()
        learning = Learning.objects.get()
        for _time in range(2):
            answer = browser.post(page, {"useful": learning.pk})
            assert (answer.status_code, answer.url) == (302, f"{page}#{learning.anchor}")
        assert list(learning.thanked_by.all()) == [development]
        assert "Take back" in browser.get(page).content.decode()
        browser.post(page, {"take_back": learning.pk})
        assert not Thanks.objects.exists()

    def test_the_link_opens_no_other_workshop(self, robin, page, live, fay):
        other = learn(fay, live, "Not for Robin")
        assert "Not for Robin" not in Client().get(page).content.decode()
        assert Client().post(page, {"useful": other.pk}).status_code == 404
        for nonsense in ("", "x", "9" * 30):
            assert Client().post(page, {"useful": nonsense}).status_code == 404
        assert not Thanks.objects.exists()

    def test_a_pair_does_not_thank_itself(self, robin, page):
        own = say(robin, learned="Small print is read").learning
        shown = Client().get(page).content.decode()
        assert "Small print is read" in shown
        assert shown.count('name="useful"') == 1  # of the other pair's learning
        assert Client().post(page, {"useful": own.pk}).status_code == 404

    def test_the_page_of_thanks_leads_there(self, robin, page):
        say(robin)
        assert f'href="{page}#learnings"' in Client().get(robin.get_absolute_url()).content.decode()

    def test_a_board_that_is_shut_shows_none(self, robin, page, live):
        Board.shut(live, DAY_14)
        assert "They stay" not in Client().get(page).content.decode()
        assert Client().post(page, {"useful": Learning.objects.get().pk}).status_code == 410
        assert not Thanks.objects.exists()

    def test_after_a_year_it_has_ended(self, robin, page, day_14):
        day_14.move_to(CLOSED_AT + timedelta(days=365))
        assert Client().get(page).status_code == 410
        assert Client().post(page, {"useful": Learning.objects.get().pk}).status_code == 410
