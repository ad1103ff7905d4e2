"""People say that they are ready; the facilitator sees how many by team, and never who."""

import pytest
from django.utils import timezone

from tests.conftest import take_seat
from workshop.live import presence
from workshop.models import Participant, WrongStep
from workshop.screens import people, teams_here


def say(guest, workshop, ready, round=1, **said):  # noqa: A002
    return guest.client.post(
        f"/room/{workshop.pk}/ready/", {"ready": ready, "round": round, **said}
    )


def counted(workshop):
    workshop.refresh_from_db()
    return {team.name: (team.here, team.ready) for team in teams_here(workshop)}


def revision(workshop):
    workshop.stream.refresh_from_db()
    return workshop.stream.revision


def test_pat_is_ready_and_not_ready_again(live, pat, tom):
    answer = say(pat, live, "yes")
    assert answer.url == f"/room/{live.pk}/"
    assert counted(live) == {"Sales": (1, 1), "Development": (1, 0)}
    assert 'aria-pressed="true"' in pat.client.get(answer.url).text
    assert 'aria-pressed="false"' in tom.client.get(answer.url).text
    say(pat, live, "no")
    assert counted(live)["Sales"] == (1, 0)


def test_saying_it_twice_is_once_and_one_event(live, pat):
    before = revision(live)
    for _tap in range(3):
        say(pat, live, "yes")
    assert counted(live)["Sales"] == (1, 1)
    assert revision(live) == before + 1


def test_without_script_pat_comes_back_to_the_page_she_was_on(live, pat):
    poster = f"/room/{live.pk}/posters/{live.problems.first().pk}/"
    assert f'name="back" value="{poster}"' in pat.client.get(poster).text
    assert say(pat, live, "yes", back=poster).url == poster
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example",
        "javascript:alert(1)",
        "999",
    ):
        assert say(pat, live, "yes", back=elsewhere).url == f"/room/{live.pk}/"


def test_with_script_the_answer_is_ones_own_button(live, pat):
    answer = pat.client.post(
        f"/room/{live.pk}/ready/", {"ready": "yes", "round": 1}, headers={"X-Ready": "1"}
    )
    assert answer.status_code == 200
    assert 'aria-pressed="true"' in answer.text
    assert "<html" not in answer.text


@pytest.fixture
def crowd(live, sales, development, pat, tom):
    """With pat and tom five people of each team."""
    return [
        take_seat(live, f"{team.name} {number}", team)
        for number in range(4)
        for team in (sales, development)
    ]


def test_fay_asks_again_and_nobody_is_ready(fay, live, pat, tom, crowd):
    say(pat, live, "yes")
    say(tom, live, "yes")
    page = fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    assert "2 of 10 ready" in page
    assert 'name="round" value="1"' in page
    for _click in range(2):
        fay.client.post(f"/workshops/{live.pk}/cockpit/ready/again/", {"round": 1})
    assert counted(live) == {"Sales": (5, 0), "Development": (5, 0)}
    assert live.ready_round == 2
    assert 'aria-pressed="false"' in pat.client.get(f"/room/{live.pk}/").text


def test_an_answer_to_the_question_before_counts_no_more(live, pat):
    live.ask_again(seen=1)
    say(pat, live, "yes", round=1)
    assert counted(live)["Sales"] == (1, 0)
    say(pat, live, "yes", round=2)
    assert counted(live)["Sales"] == (1, 1)


@pytest.mark.parametrize(
    "odd", [{}, {"ready": "maybe", "round": 1}, {"ready": "yes", "round": "x"}]
)
def test_an_odd_request_changes_nothing(live, pat, odd):
    assert pat.client.post(f"/room/{live.pk}/ready/", odd).status_code == 302
    assert counted(live)["Sales"] == (1, 0)


def test_nobody_is_asked_in_a_pause(live, pat):
    live.pause(timezone.now())
    answer = pat.client.post(
        f"/room/{live.pk}/ready/", {"ready": "yes", "round": 1}, headers={"X-Ready": "1"}
    )
    assert answer.status_code == 409
    assert "rests just now" in answer.text
    assert counted(live)["Sales"] == (1, 0)


def test_the_wall_says_how_many_and_no_more(live, pat, crowd):
    wall = f"/wall/{live.wall_token}/"
    assert "ready" not in pat.client.get(wall).text.split("wall-foot")[1]
    say(pat, live, "yes")
    assert "1 ready" in pat.client.get(wall).text


def test_the_close_forgets_who_was_ready(fay, live, pat):
    say(pat, live, "yes")
    live.close(timezone.now(), fay.user, "Enough for today.")
    assert set(Participant.objects.values_list("ready_round", flat=True)) == {0}
    with pytest.raises(WrongStep):
        pat.seat.say_ready(True, 1)
    with pytest.raises(WrongStep):
        live.ask_again(seen=1)


def test_no_page_of_a_facilitator_says_who_is_ready(fay, live, pat, tom):
    for ready, other in ((pat, tom), (tom, pat)):
        say(ready, live, "yes")
        say(other, live, "no")
        page = fay.client.get(f"/workshops/{live.pk}/").text
        seats = page[page.index("Pat") - 200 :]
        assert "ready" not in seats.lower().replace("already", "")


def test_the_figures_cost_the_same_for_two_people_and_for_many(
    fay, live, pat, sales, django_assert_num_queries
):
    def look():
        with django_assert_num_queries(1):
            people(live)

    look()
    for number in range(20):
        say(take_seat(live, f"Kim {number}", sales), live, "yes")
    look()


def test_only_facilitators_ask_again(mia, sam, client, live, pat):
    path = f"/workshops/{live.pk}/cockpit/ready/again/"
    assert mia.client.post(path, {"round": 1}).status_code == 404
    assert sam.client.post(path, {"round": 1}).status_code == 404
    for browser in (client, pat.client):
        assert browser.post(path, {"round": 1}).url.startswith("/accounts/login/")
    live.refresh_from_db()
    assert live.ready_round == 1


def shown(workshop):
    """Of each team and of everybody: who is ready, and who is connected."""
    drawn = people(workshop)
    return [(each.ready, each.connected) for each in (*drawn["teams_here"], drawn["everybody"])]


@pytest.mark.parametrize(
    ("sellers", "developers", "wanted"),
    [
        pytest.param(1, 0, [(None, None), (0, 0), (None, None)], id="one person"),
        pytest.param(2, 2, [(None, None), (None, None), (None, None)], id="four people"),
        pytest.param(1, 5, [(None, None), (None, None), (2, 2)], id="one would be the rest"),
        pytest.param(5, 5, [(1, 1), (1, 1), (2, 2)], id="enough of each"),
    ],
)
def test_no_figure_is_about_fewer_than_five_people(
    live, fay, sales, development, monkeypatch, sellers, developers, wanted
):
    monkeypatch.setattr(presence, "connected", lambda _stream: {sales.pk: 1, development.pk: 1})
    for team, number in ((sales, sellers), (development, developers)):
        for place in range(number):
            guest = take_seat(live, f"{team.name} {place}", team)
            if place == 0:
                say(guest, live, "yes")
    live.refresh_from_db()
    assert shown(live) == wanted
    page = fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    assert ("too few to say" in page) == ((None, None) in wanted[:2])
    assert ("Ask again" in page) == (wanted[2] != (0, 0))
