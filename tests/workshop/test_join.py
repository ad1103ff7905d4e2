"""Somebody joins a workshop on their phone."""

import re
from threading import Thread

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import take_seat
from workshop.models import Participant, Workshop, WrongStep
from workshop.models.key import WorkshopKey
from workshop.people.models import Role, Team
from workshop.people.tokens import new_token, token_digest
from workshop.seat import cookie_name


def ticket_in(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def join(client, workshop, team, name="Kim", **more):
    said = {"name": name, "team": team.pk, "token": ticket_in(client.get(f"/j/{workshop.code}/"))}
    return client.post(f"/j/{workshop.code}/", said | more)


def test_a_workshop_that_was_put_away_admits_nobody(client, draft, sales):
    draft.open_for_joining()
    token = ticket_in(client.get(f"/j/{draft.code}/"))
    Workshop.objects.get(pk=draft.pk).archive(timezone.now())
    form = {"name": "Kim", "team": sales.pk, "token": token}
    assert client.post(f"/j/{draft.code}/", form).status_code == 409
    with pytest.raises(WrongStep):
        Participant.admit(draft, "Kim", sales, timezone.now())  # on an older page
    assert not Participant.objects.exists()
    shown = client.get(f"/j/{draft.code}/")
    assert shown.status_code == 404
    assert "This workshop was put away." in shown.text


def test_pat_joins_with_name_and_team(client, live, sales):
    answer = join(client, live, sales)

    seat = Participant.objects.get()
    assert answer.url == f"/room/{live.pk}/"
    assert (seat.workshop, seat.name, seat.team, seat.user) == (live, "Kim", sales, None)
    cookie = answer.cookies[cookie_name(live.pk)]
    assert token_digest(cookie.value) == seat.digest
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 180 * 24 * 3600
    assert not cookie["secure"]
    assert live.stream.events.filter(kind="people").exists()


def test_the_cookie_is_secure_over_https(client, live, sales, settings):
    settings.SECURE = True
    assert join(client, live, sales).cookies[cookie_name(live.pk)]["secure"]


def test_the_door_shows_goal_teams_and_ground_rules(client, live):
    live.ground_rules = "\n".join(f"Rule {n}." for n in range(1, 9))
    live.save()
    shown = client.get(f"/j/{live.spoken_code}/")
    assert "Two problems." in shown.text
    assert "Two teams that need each other." in shown.text
    assert live.goal in shown.text
    assert "Sales" in shown.text
    first, rest = shown.text.split("and 5 more")
    assert "Rule 3." in first
    assert "Rule 4." not in first
    assert "Rule 8." in rest
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.parametrize("status", ["open", "live", "paused"])
def test_pat_may_join_before_during_and_in_a_pause(client, draft, sales, status):
    draft.open_for_joining()
    if status != "open":
        draft.start_day(timezone.now())
    if status == "paused":
        draft.pause(timezone.now())
    assert join(client, draft, sales).status_code == 302


def test_a_double_tap_makes_one_seat(client, live, sales):
    ticket = ticket_in(client.get(f"/j/{live.code}/"))
    said = {"name": "Kim", "team": sales.pk, "token": ticket}
    first = client.post(f"/j/{live.code}/", said)
    again = Client().post(f"/j/{live.code}/", said)  # sent before the first answer arrived
    third = client.post(f"/j/{live.code}/", said)
    assert Participant.objects.count() == 1
    assert first.url == again.url == third.url == f"/room/{live.pk}/"
    name = cookie_name(live.pk)
    assert first.cookies[name].value == again.cookies[name].value


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_make_one_seat(live, sales):
    ticket = ticket_in(Client().get(f"/j/{live.code}/"))
    said = {"name": "Kim", "team": sales.pk, "token": ticket}
    answers = []

    def tap():
        answers.append(Client().post(f"/j/{live.code}/", said).status_code)
        connections.close_all()

    taps = [Thread(target=tap) for _tap in range(4)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert answers == [302] * 4
    assert Participant.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_joins_while_it_closes_is_in_before_or_hears_that_it_is_closed(live, sales, fay):
    tickets = [ticket_in(Client().get(f"/j/{live.code}/")) for _phone in range(6)]
    answers = []

    def tap(ticket):
        said = {"name": "Kim", "team": sales.pk, "token": ticket}
        answers.append(Client().post(f"/j/{live.code}/", said).status_code)
        connections.close_all()

    def close():
        type(live).objects.get(pk=live.pk).close(timezone.now(), fay.user, "Enough for today.")
        connections.close_all()

    acts = [Thread(target=tap, args=[ticket]) for ticket in tickets]
    acts.insert(3, Thread(target=close))
    for each in acts:
        each.start()
    for each in acts:
        each.join()
    live.refresh_from_db()
    assert live.is_closed
    assert set(answers) <= {302, 409}
    assert Participant.objects.count() == answers.count(302)
    assert set(Participant.objects.values_list("name", flat=True)) <= {""}


@pytest.mark.parametrize("weak", ["", "1", "guess-me", "x:y", "\x00"])
def test_nobody_chooses_a_weak_token(client, live, sales, weak):
    answer = join(client, live, sales, token=weak)
    token = answer.cookies[cookie_name(live.pk)].value
    assert answer.status_code == 302
    assert len(token) >= 32
    assert token != weak


def test_a_ticket_of_one_door_opens_no_seat_at_another(client, live, sales):
    other = live.copy(live.date)
    other.open_for_joining()
    ticket = ticket_in(client.get(f"/j/{live.code}/"))
    join(client, live, sales, token=ticket)
    join(Client(), other, sales, token=ticket)
    assert Participant.objects.count() == 2


def test_the_same_phone_goes_straight_to_its_room(client, live, sales):
    join(client, live, sales)
    assert client.get(f"/j/{live.code}/").url == f"/room/{live.pk}/"


def test_a_seat_opens_one_door_only(client, live, sales):
    other = live.copy(live.date)
    other.open_for_joining()
    join(client, live, sales)
    assert client.get(f"/j/{other.code}/").status_code == 200


def test_fay_joins_with_one_tap(fay, live, sales):
    shown = fay.client.get(f"/j/{live.code}/")
    assert "Welcome, Fay. One tap and you’re in." in shown.text
    assert '<input type="hidden" name="name" value="Fay">' in shown.text
    assert f'<button class="button primary wide" name="team" value="{sales.pk}">' in shown.text

    join(fay.client, live, sales, name="Fay")

    seat = Participant.objects.get()
    assert (seat.name, seat.user) == ("Fay", fay.user)
    other_browser = Client()
    other_browser.force_login(fay.user)
    assert other_browser.get(f"/j/{live.code}/").url == f"/room/{live.pk}/"


def test_sam_joins_as_a_guest(sam, live, sales):
    assert "Welcome, Sam" not in sam.client.get(f"/j/{live.code}/").text
    join(sam.client, live, sales, name="Sam")
    assert Participant.objects.get().user is None


def test_a_name_and_a_team_are_asked_for(client, live):
    answer = client.post(f"/j/{live.code}/", {"name": "\u200b "})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "name": ["What shall we call you? A first name is enough."],
        "team": ["Which team do you bring?"],
    }
    assert not Participant.objects.exists()


def test_a_long_name_says_how_long_it_is_and_comes_back(client, live, sales):
    answer = join(client, live, sales, name="K" * 41)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "name": ["This is 41 characters. There is room for 40."]
    }
    assert "K" * 41 in answer.text


@pytest.mark.parametrize("name", ["مريم", "😀", "<b>Kim</b>", "{{ 7|add:7 }}", "O'Hara; --"])
def test_any_name_is_a_name(client, live, sales, name):
    join(client, live, sales, name=name)
    assert Participant.objects.get().name == name


@pytest.mark.parametrize("whose", ["another workshop's", "another organisation's", "x", "9" * 30])
def test_the_team_is_one_of_the_workshops(client, live, sam, organisation, whose):
    other = organisation.teams.create(name="Support", short_name="Sup", colour=3)
    teams = {
        "another workshop's": other.pk,
        "another organisation's": Team.objects.get(name="Their sales").pk,
    }
    answer = client.post(f"/j/{live.code}/", {"name": "Kim", "team": teams.get(whose, whose)})
    assert answer.status_code == 422
    assert answer.context["form"].errors["team"] == [
        "That team doesn’t belong here. Choose among the teams below."
    ]
    assert "Their sales" not in answer.text
    assert not Participant.objects.exists()


def test_a_draft_is_not_open_yet(client, draft):
    answer = client.get(f"/j/{draft.code}/")
    assert answer.status_code == 404
    assert "This workshop isn’t open yet. The facilitator opens it on the day." in answer.text
    assert draft.title not in answer.text
    assert draft.goal not in answer.text


def test_a_closed_workshop_says_so(client, live, fay):
    live.close(timezone.now(), fay.user, "Enough for today.")
    answer = client.get(f"/j/{live.code}/")
    assert answer.status_code == 410
    assert "This workshop is closed. What came out of it is with its facilitator." in answer.text


def test_a_door_kept_open_over_the_close_keeps_what_was_typed(client, live, sales, fay):
    ticket = ticket_in(client.get(f"/j/{live.code}/"))
    live.close(timezone.now(), fay.user, "Enough for today.")
    answer = client.post(f"/j/{live.code}/", {"name": "Kim", "team": sales.pk, "token": ticket})
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors() == [
        "This workshop is closed. What came out of it is with its facilitator."
    ]
    assert 'value="Kim"' in answer.text
    assert not Participant.objects.exists()


def test_closing_between_look_and_seat_admits_nobody(live, sales, fay):
    stale = type(live).objects.get(pk=live.pk)
    live.close(timezone.now(), fay.user, "Enough for today.")
    with pytest.raises(WrongStep, match="is closed"):
        Participant.admit(stale, "Kim", sales, timezone.now())
    live.stream.sealed = True
    type(live).objects.filter(pk=live.pk).update(
        status="live", closed_at=None, key=WorkshopKey.objects.create()
    )  # as a reader sees it whose transaction began before the close
    with pytest.raises(WrongStep, match="is closed"):
        Participant.admit(stale, "Kim", sales, timezone.now())
    assert not Participant.objects.exists()


def test_somebody_sent_out_hears_it_kindly(client, live, sales):
    join(client, live, sales)
    Participant.objects.get().send_out()
    answer = client.get(f"/j/{live.code}/")
    assert answer.status_code == 403
    assert "The facilitator closed your seat." in answer.text
    assert client.post(f"/j/{live.code}/", {"name": "Kim", "team": sales.pk}).status_code == 403
    assert Participant.objects.count() == 1

    Participant.objects.get().let_back_in()
    assert client.get(f"/j/{live.code}/").url == f"/room/{live.pk}/"


def test_a_member_sent_out_cannot_come_in_by_another_browser(organisation, live, sales, fay):
    join(fay.client, live, sales)
    Participant.objects.get().send_out()
    other = Client()
    other.force_login(fay.user)
    assert other.post(f"/j/{live.code}/", {"name": "F", "team": sales.pk}).status_code == 403
    with pytest.raises(WrongStep, match="closed this seat"):
        Participant.admit(live, "F", sales, timezone.now(), user=fay.user)
    assert Participant.objects.count() == 1


def test_the_same_token_is_the_same_seat_with_the_newest_words(live, sales, development):
    token = new_token()
    first, _token = Participant.admit(live, "Kim", sales, timezone.now(), token=token)
    second, _token = Participant.admit(live, "Kim B.", development, timezone.now(), token=token)
    assert first.pk == second.pk
    assert (second.name, second.team) == ("Kim B.", development)


def test_a_manager_joins_like_everybody(mia, live, sales, organisation):
    assert organisation.role_of(mia.user) == Role.MANAGER
    join(mia.client, live, sales, name="Mia")
    assert Participant.objects.get().user == mia.user


def test_the_door_asks_as_many_questions_with_thirty_in_the_room(client, live, sales):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/j/{live.code}/")
        return len(asked)

    one = questions()
    for number in range(29):
        take_seat(live, f"Guest {number}", sales)
    assert questions() == one
