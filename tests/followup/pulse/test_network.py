"""Whom could you ring? Only people who put themselves on the list, each pair asked once."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.followup.pairs import close
from tests.followup.pulse.figures import BEFORE, at
from workshop.followup.delivery import look
from workshop.followup.models import CheckIn, NetworkAnswer, NetworkMember, NinetyDays, Question
from workshop.followup.pulse.models import answer_mark, rung_mark
from workshop.models import Invitation, Said

CLOSED_AT = datetime(2030, 2, 6, 15, tzinfo=UTC)
DAY_30 = datetime(2030, 3, 11, 9, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


@pytest.fixture
def invited(draft, sales, development):
    """Twelve people of two teams, asked and coming."""
    people = [
        Invitation.put_on_the_list(draft, team, [(f"{name}@example.org".lower(), name)])[0]
        for place, name in enumerate("ABCDEFGHIJKL")
        for team in [[sales, development][place % 2]]
    ]
    Invitation.ask(draft, BEFORE)
    Invitation.objects.update(said=Said.YES)
    return people


def join(invitation, name=""):
    answer = Client().post(at("network", invitation.token), {"name": name or invitation.name})
    assert answer.status_code == 302
    return NetworkMember.objects.get(invitation=invitation)


def names(page):
    return [m.name for people in page.context["choose"].teams.values() for m, _chosen in people]


def test_nobody_is_on_the_list_before_they_say_so(invited):
    page = Client().get(at("network", invited[0].token))
    text = page.content.decode()
    assert "Yes, put my name on the list" in text
    assert "Whom you tick is shown to nobody" in text
    assert not NetworkMember.objects.exists(), "looking writes nothing"
    for other in invited[1:]:
        assert f">{other.name}<" not in text


def test_each_is_asked_about_those_who_came_before(invited):
    a, b, c = (join(each) for each in invited[:3])
    first, second, third = (Client().get(at("network", each.token)) for each in invited[:3])
    assert "You are the first on the list." in first.content.decode()
    assert names(second) == ["A"]
    assert names(third) == ["A", "B"]
    assert [member.pk for member in c.before()] == [a.pk, b.pk]


def test_c_chooses_changes_and_keeps_it_to_herself(invited):
    a, b, c = (join(each) for each in invited[:3])
    address = at("network", invited[2].token)
    for _click in range(2):
        assert Client().post(address, {"rings": [a.pk, b.pk]}).status_code == 302
    assert NetworkAnswer.objects.count() == 1
    Client().post(address, {"rings": [b.pk]})
    assert NetworkAnswer.said(c, "before") == [b]
    page = Client().get(address).content.decode()
    assert "Thank you. It is noted." in page
    assert NetworkAnswer.said(b, "before") is None
    for other in invited[:2]:
        assert "checked" not in Client().get(at("network", other.token)).content.decode()


def test_nobody_can_be_named_who_is_not_on_the_list_before_one(invited, sam):
    a, b = (join(each) for each in invited[:2])
    late = join(invited[2])
    elsewhere = Invitation.objects.get(pk=invited[3].pk)
    for wrong in (late.pk, b.pk, elsewhere.pk, 10**17, "x"):
        page = Client().post(at("network", invited[1].token), {"rings": [a.pk, wrong]})
        assert page.status_code == 422, wrong
    assert not NetworkAnswer.objects.exists()


def test_the_database_alone_does_not_tell_who_named_whom(invited, settings):
    a, b = (join(each) for each in invited[:2])
    Client().post(at("network", invited[1].token), {"rings": [a.pk]})
    row = NetworkAnswer.objects.get()
    key = NinetyDays.objects.get().key
    assert (row.mark, row.rings) == (answer_mark(key, "before", b), [rung_mark(key, a)])
    settings.SECRET_KEY = "another server that has a copy of the database" * 2
    assert row.mark != answer_mark(key, "before", b)
    assert row.rings != [rung_mark(key, a)]


@pytest.mark.parametrize("way", ["the page", "all of it", "taken back", "another address"])
def test_who_leaves_takes_all_along(invited, way):
    a, _b = (join(each) for each in invited[:2])
    c = join(invited[2])
    Client().post(at("network", invited[1].token), {"rings": [a.pk]})
    Client().post(at("network", invited[2].token), {"rings": [a.pk]})
    gone = invited[0]
    if way == "the page":
        page = Client().post(at("network", gone.token), {"forget": "yes"})
        assert "You are off the list." in page.content.decode()
    elif way == "all of it":
        Client().post(f"/invited/{gone.token}/data/")
    elif way == "taken back":
        gone.withdraw(BEFORE)
    else:
        gone.mend("another@example.org", BEFORE)
    assert not NetworkMember.objects.filter(pk=a.pk).exists()
    assert [answer.rings for answer in NetworkAnswer.objects.all()] == [[], []]
    assert NetworkAnswer.said(c, "before") == []


def test_own_answers_go_with_who_gave_them(invited):
    a, _b = (join(each) for each in invited[:2])
    Client().post(at("network", invited[1].token), {"rings": [a.pk]})
    kept = Client().get(f"/invited/{invited[1].token}/data/?format=json").json()
    assert (kept["name_on_the_list"], kept["could_ring_before"]) == (["B"], ["A"])
    Client().post(at("network", invited[1].token), {"forget": "yes"})
    assert not NetworkAnswer.objects.exists()


def test_where_few_are_invited_it_is_not_asked(draft, invited):
    invited[0].withdraw(BEFORE)
    page = Client().post(at("network", invited[1].token), {"name": "B"})
    assert page.status_code == 410
    assert "where 12 people or more are invited" in page.content.decode()
    assert not NetworkMember.objects.exists()


def test_nobody_joins_once_the_day_has_begun(draft, invited):
    a, _b = (join(each) for each in invited[:2])
    draft.start_day(BEFORE)
    assert Client().post(at("network", invited[2].token), {"name": "C"}).status_code == 410
    assert Client().post(at("network", invited[1].token), {"rings": [a.pk]}).status_code == 410
    assert NetworkMember.objects.count() == 2
    assert not NetworkAnswer.objects.exists()


def test_a_name_is_asked_for(invited):
    page = Client().post(at("network", invited[0].token), {"name": " "})
    assert page.status_code == 422
    assert "How do the others call you?" in page.content.decode()


def test_fay_sees_how_many_take_part_and_no_name(invited, draft, fay):
    join(invited[0], "A Secret Name")
    page = fay.client.get(f"/workshops/{draft.pk}/invitations/").content.decode()
    assert "1 of 12 take part in “whom could you ring?”." in page
    assert "A Secret Name" not in page
    one = fay.client.get(f"/workshops/{draft.pk}/invitations/{invited[0].pk}/").content.decode()
    assert "A Secret Name" not in one


@pytest.fixture
def month(draft, invited, fay, clock):
    """A and B are on the list, and a month has passed since the close."""
    for each in invited[:2]:
        join(each)
    draft.start_day(CLOSED_AT)
    close(draft, fay, CLOSED_AT, only=None)
    clock.move_to(DAY_30)
    return {
        check_in.recipient.email[0]: check_in
        for check_in in CheckIn.objects.with_story().filter(question=Question.BELIEF_ALL)
    }


def test_those_on_the_list_are_asked_again_on_day_30(month):
    mail.outbox.clear()
    CheckIn.objects.exclude(question=Question.BELIEF_ALL).delete()
    look(DAY_30, 200)
    told = {letter.to[0][0]: letter.body for letter in mail.outbox}
    assert at("network-later", month["b"].token) in told["b"]
    assert "/network/" not in told["c"]
    assert at("network-later", month["b"].token) in (
        Client().get(f"{month['b'].get_absolute_url()}?reply=").content.decode()
    )


def test_b_answers_on_day_30(month):
    a = NetworkMember.objects.get(name="A")
    address = at("network-later", month["b"].token)
    assert Client().post(address, {"rings": [a.pk]}).status_code == 302
    b = NetworkMember.objects.get(name="B")
    assert NetworkAnswer.said(b, "day-30") == [a]
    assert NetworkAnswer.said(b, "before") is None


def test_who_is_not_on_the_list_is_not_asked_later(month):
    address = at("network-later", month["c"].token)
    page = Client().post(address, {"name": "C"})
    assert page.status_code == 410
    assert not NetworkMember.objects.filter(name="C").exists()


def test_the_question_waits_for_no_answer_to_the_other_ones(invited):
    page = Client().get(at("pulse", invited[0].token)).content.decode()
    assert at("network", invited[0].token) in page
