from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from problems.models import Problem
from tests.followup.pairs import CLOSED_AT, DAY_14, close, half, make_pair, say
from workshop.followup.models import Reply
from workshop.models import Workshop

pytestmark = pytest.mark.usefixtures("day_14")


@pytest.fixture
def url(organisation):
    return reverse("outcomes", args=[organisation.slug])


def page(person, url):
    response = person.client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def another(workshop, fay, title="Lund in March", now=CLOSED_AT):
    """A copy of the workshop with one problem and one pair, closed."""
    copied = workshop.copy(now.date())
    copied.title = title
    copied.save()
    problem = Problem.objects.create(workshop=copied, position=1, title=f"{title}’s problem")
    copied.start_day(timezone.now())
    pair = make_pair(problem, belief=f"what {title} believes")
    close(copied, fay, now)
    return copied, pair


def test_mia_reads_learnings_first(closed, pair, kim, mia, url):
    say(kim, learned={"text": "They stay and ask less", "confidence_after": 85, "how_many": 12})
    html = page(mia, url)
    assert html.index("They stay and ask less") < html.index("problems worked on")
    assert "We believed: customers who see the limit" in html
    assert "seen 12 times" in html
    assert "how sure: 60 → 85 of 100" in html
    assert '<p class="figure">2</p> <h3>problems worked on</h3>' in html
    assert '<p class="figure">0</p> <h3>doors opened</h3>' in html
    assert '<p class="figure">1</p> <h3>learning</h3>' in html
    assert "1 promise was due; shown from 5" in html


def test_no_name_and_no_address_stands_on_the_page(pat, closed, pair, kim, mia, fay, url):
    say(kim, Reply.NOT_YET, noticed="Written for the facilitator")
    for person in (mia, fay):
        html = page(person, url)
        for hidden in ("Kim", "Alex", "kim@example.org", "Pat", "Written for the facilitator"):
            assert hidden not in html


def test_open_bets_are_told_by_their_teams(closed, pair, kim, mia, url):
    html = page(mia, url)
    assert "show them the limit first." in html
    assert '<li class="chip team-1">Sales</li><li class="chip team-2">Development</li>' in html
    assert "Not asked yet" in html
    say(kim, Reply.CHANGED, new_step="ask by phone.")
    html = page(mia, url)
    assert "ask by phone." in html
    assert "Changed" in html
    say(kim, Reply.STOPPED, learned="They leave")
    html = page(mia, url)
    assert "No bet is open now." in html
    assert "1 ended with a learning" in html


def test_follow_through_is_a_share_from_five_promises_on(live, problem, fay, mia, url):
    pairs = [make_pair(problem, f"Lead{number}", f"Partner{number}") for number in range(5)]
    close(live, fay)
    say(half(pairs[0]))
    say(half(pairs[1]), Reply.STOPPED, learned="They leave")
    say(half(pairs[2]), Reply.NOT_YET)
    html = page(mia, url)
    assert '<p class="figure">40%</p> <h3>followed through</h3>' in html
    assert "of 5 promises that were due" in html


def test_mia_chooses_a_workshop_and_a_time(closed, live, fay, mia, url):
    old, _pair = another(live, fay, "Lund long ago", CLOSED_AT - timedelta(days=400))
    html = page(mia, url)
    assert "what Lund long ago believes" not in html
    assert "customers who see the limit" in html
    everything = page(mia, f"{url}?period=all")
    assert "what Lund long ago believes" in everything
    assert "in 2 workshops, 2 teams" in everything
    only = page(mia, f"{url}?workshop={old.pk}")
    assert "what Lund long ago believes" in only
    assert "customers who see the limit" not in only
    assert f'<option value="{old.pk}" selected>' in only


@pytest.mark.parametrize(
    "query", ["?workshop=0", "?workshop=x", "?period=never", "?workshop=%00&period=%F0%9F%9A%AA"]
)
def test_an_odd_filter_is_left_out(closed, mia, url, query):
    assert "customers who see the limit" in page(mia, url + query)


def test_a_filter_reaches_no_other_organisation(closed, sam, mia):
    elsewhere = sam.user.memberships.get().organisation
    html = page(sam, reverse("outcomes", args=[elsewhere.slug]) + f"?workshop={closed.pk}")
    assert "customers who see the limit" not in html
    assert "Malmö in February" not in html


def test_the_line_shows_the_share_of_each_workshop(closed, live, fay, mia, url):
    another(live, fay, "Lund in March", CLOSED_AT + timedelta(days=2))
    html = page(mia, url)
    assert html.count('<circle class="dot"') == 2
    assert html.count('<text class="value"') == 2
    assert ">Lund in March</a>" in html  # in the table beside it
    assert "style=" not in html


def test_before_the_first_close_the_page_says_what_will_come(live, mia, url):
    assert "No workshop has closed in this time" in page(mia, url)
    assert "No workshop has closed here yet" in page(mia, f"{url}?period=all")


def test_before_day_14_it_says_when_learnings_come(closed, mia, url):
    assert "No learnings yet" in page(mia, url)


def test_many_learnings_are_shown_when_asked_for(live, problem, fay, mia, url):
    for number in range(8):
        pair = make_pair(problem, f"Lead{number}", f"Partner{number}")
    close(live, fay)
    for number, pair in enumerate(problem.solutions.all()):
        say(half(pair.commitments.get()), learned=f"Learning number {number}")
    html = page(mia, url)
    assert html.count("Learning number") == 6
    assert "?learnings=all" in html
    assert page(mia, f"{url}?learnings=all").count("Learning number") == 8


def test_words_are_shown_as_typed(live, problem, fay, mia, url):
    pair = make_pair(problem, belief="<img src=x> & {{ 7 }}")
    close(live, fay)
    say(half(pair), learned="<script>alert(1)</script>")
    html = page(mia, url)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;img src=x&gt; &amp; {{ 7 }}" in html


def test_sam_and_anonymous_are_kept_out(closed, sam, client, url):
    assert sam.client.get(url).status_code == 404
    response = client.get(url)
    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next={url}")
    assert sam.client.post(url).status_code in (404, 405)


def test_a_seat_opens_no_outcomes(pat, closed, url):
    assert pat.client.get(url).status_code == 302


def test_drafts_and_open_days_are_not_counted(closed, draft, live, fay, mia, url):
    copied = Workshop.objects.get(pk=live.pk).copy(DAY_14.date())
    Problem.objects.create(workshop=copied, position=1, title="Not yet")
    assert '<p class="figure">2</p> <h3>problems worked on</h3>' in page(mia, url)


def test_one_and_thirty_take_the_same_number_of_queries(closed, kim, live, fay, mia, url):
    say(kim, learned="Something")
    with CaptureQueriesContext(connection) as one:
        page(mia, f"{url}?period=all&learnings=all")
    for number in range(29):
        _workshop, pair = another(live, fay, f"Workshop {number}")
        say(half(pair), learned=f"Learning {number}")
    with CaptureQueriesContext(connection) as thirty:
        html = page(mia, f"{url}?period=all&learnings=all")
    assert "Learning 28" in html
    assert len(thirty) == len(one) <= 14
