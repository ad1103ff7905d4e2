"""What the invited do, without an account: answer, ask, come in, stop the mails, delete."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.workshop.conftest import NOW
from workshop.models import Invitation, InvitationMail, InvitationQuestion, Kind, Participant

DAY = NOW.replace(month=2, day=6, hour=8)


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def phone():
    return Client()


def at(page, invitation):
    return reverse(page, args=[invitation.token])


def said(invitation):
    invitation.refresh_from_db()
    return invitation.said


@pytest.mark.parametrize("answer", ["yes", "no", "question", "", "nonsense"])
def test_looking_changes_nothing(phone, gun, answer):
    """A scanner in the mail's way opens every link."""
    before = list(Invitation.objects.values())
    for page in ("invited-answer", "invited-seat", "invited-stop", "invited-data"):
        for _look in range(2):
            assert phone.get(at(page, gun), {"answer": answer}).status_code == 200
            assert phone.head(at(page, gun), {"answer": answer}).status_code == 200
    assert list(Invitation.objects.values()) == before
    assert not InvitationMail.objects.exists()
    assert not Participant.objects.exists()


def test_gun_says_yes_with_one_tap_and_a_confirmation_and_no_later(phone, gun):
    page = phone.get(at("invited-answer", gun), {"answer": "yes"}).content.decode()
    assert "You are coming?" in page
    response = phone.post(at("invited-answer", gun), {"answer": "yes"})
    assert response.status_code == 302
    assert "Good, we keep a seat for you." in phone.get(response["Location"]).content.decode()
    assert (said(gun), gun.said_at) == ("yes", NOW)
    phone.post(at("invited-answer", gun), {"answer": "no"})
    assert said(gun) == "no"
    assert "Thank you for telling us." in phone.get(at("invited-answer", gun)).content.decode()


def test_an_answer_that_is_none_is_shown_the_page_again(phone, gun):
    assert phone.post(at("invited-answer", gun), {"answer": "maybe"}).status_code == 422
    assert phone.post(at("invited-answer", gun), {"answer": "question"}).status_code == 422
    assert said(gun) == ""


def test_gun_asks_first_and_says_yes_later(phone, gun, fay):
    asked = {"text": "Is there lunch?"}
    for _tap in range(2):
        assert phone.post(at("invited-question", gun), asked).status_code == 302
    question = InvitationQuestion.objects.get()
    assert (question.text, said(gun)) == ("Is there lunch?", "question")
    assert InvitationMail.objects.get().kind == Kind.QUESTION
    question.answer("Yes, soup.", fay.user, NOW)
    assert said(gun) == ""
    assert not gun.workshop.invitations.to_remind(NOW).exists()
    assert gun in gun.workshop.invitations.to_remind(NOW + timedelta(days=3))
    assert "Yes, soup." in phone.get(at("invited-answer", gun)).content.decode()
    phone.post(at("invited-answer", gun), {"answer": "yes"})
    phone.post(at("invited-question", gun), {"text": "Vegan, too?"})
    assert said(gun) == "yes"


def test_a_question_has_an_end_and_there_are_not_too_many(phone, gun):
    long = phone.post(at("invited-question", gun), {"text": "x" * 501})
    assert long.status_code == 422
    assert "This is 501 characters." in long.content.decode()
    for number in range(6):
        last = phone.post(at("invited-question", gun), {"text": f"Question {number}?"})
    assert last.status_code == 422
    assert "A reply comes by mail." in last.content.decode()
    assert InvitationQuestion.objects.count() == 5


@pytest.mark.parametrize("end", ["taken back", "closed", "put away", "passed"])
def test_a_link_that_has_ended_says_so_and_takes_nothing(phone, gun, fay, end):
    workshop, then = gun.workshop, NOW
    if end == "taken back":
        gun.withdraw(NOW)
    elif end == "put away":
        workshop.archive(NOW)
    elif end == "closed":
        workshop.start_day(NOW)
        workshop.close(NOW, fay.user, override_reason="The test ends here")
    else:
        then = DAY + timedelta(days=1)
    with time_machine.travel(then, tick=False):
        for page in ("invited-answer", "invited-seat"):
            shown = phone.get(at(page, gun))
            assert shown.status_code == 410
            assert at("invited-data", gun) in shown.content.decode()
            assert phone.post(at(page, gun), {"answer": "yes"}).status_code == 410
        assert phone.post(at("invited-question", gun), {"text": "Why?"}).status_code == 410
    assert said(gun) == ""


def test_the_database_keeps_only_the_digest_of_the_link(gun):
    row = Invitation.objects.values().get()
    assert gun.token not in json.dumps(row, default=str)
    assert Client().get(f"/invited/{gun.seed}/").status_code == 404
    assert Client().get(f"/invited/{gun.digest}/").status_code == 404


def test_before_the_room_is_open_the_seat_page_says_when(phone, gun):
    page = phone.get(at("invited-seat", gun)).content.decode()
    assert "This workshop isn’t open yet." in page
    refused = phone.post(at("invited-seat", gun), {"name": "Gun", "team": gun.team_id})
    assert refused.status_code == 409
    assert not Participant.objects.exists()


def test_gun_takes_the_one_seat_on_phone_and_tablet(phone, gun, sales):
    gun.workshop.open_for_joining()
    page = phone.get(at("invited-seat", gun))
    assert page.context["form"]["name"].value() == "Gun Ek"
    assert "Customer first, org chart later." in page.content.decode()
    tablet = Client()
    for browser, name in [(phone, "Gun"), (tablet, "Gunilla")]:
        into = browser.post(at("invited-seat", gun), {"name": name, "team": sales.pk})
        assert into["Location"] == reverse("room", args=[gun.workshop_id])
        assert browser.get(into["Location"]).status_code == 200
    seat = Participant.objects.get()
    assert (seat.name, seat.team) == ("Gunilla", sales)
    assert said(gun) == "yes"
    assert phone.get(at("invited-seat", gun))["Location"] == into["Location"]


def test_reserved_seats_are_counted_per_team(phone, gun, fay, sales):
    gun.workshop.open_for_joining()
    phone.post(at("invited-seat", gun), {"name": "Gun", "team": sales.pk})
    page = fay.client.get(reverse("invitations", args=[gun.workshop_id])).content.decode()
    assert "1 said yes, 1 has arrived" in page


def test_a_seat_that_was_sent_out_stays_out(phone, gun, sales):
    gun.workshop.open_for_joining()
    phone.post(at("invited-seat", gun), {"name": "Gun", "team": sales.pk})
    Participant.objects.get().send_out()
    assert phone.get(at("invited-seat", gun)).status_code == 403
    other = Client().post(at("invited-seat", gun), {"name": "Gun", "team": sales.pk})
    assert other.status_code == 409


def test_a_team_that_left_the_workshop_is_chosen_anew(phone, gun, organisation, development):
    support = organisation.teams.create(name="Support", short_name="Sup")
    gun.workshop.edit([development, support])
    gun.workshop.open_for_joining()
    refused = phone.post(at("invited-seat", gun), {"name": "Gun", "team": gun.team_id})
    assert refused.status_code == 422
    phone.post(at("invited-seat", gun), {"name": "Gun", "team": support.pk})
    assert Participant.objects.get().team == support


def test_one_click_ends_the_mails_and_the_page_starts_them_again(phone, gun):
    one_click = {"List-Unsubscribe": "One-Click"}
    for _click in range(2):
        assert phone.post(at("invited-stop", gun), one_click).status_code == 200
    gun.refresh_from_db()
    assert gun.no_more_mail_at == NOW
    assert Invitation.ask(gun.workshop, NOW) == 0
    phone.post(at("invited-stop", gun), {"page": "yes", "resume": "yes"})
    assert Invitation.ask(gun.workshop, NOW) == 1


def test_gun_takes_her_data_along_and_deletes_them(phone, gun):
    InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    kept = phone.get(at("invited-data", gun), {"format": "json"}).json()
    assert (kept["email"], kept["team"]) == ("gun@example.org", "Sales")
    assert kept["questions"][0]["question"] == "Is there lunch?"
    assert phone.post(at("invited-data", gun)).status_code == 200
    assert not Invitation.objects.exists()
    assert not InvitationQuestion.objects.exists()
    assert phone.get(at("invited-answer", gun)).status_code == 404


def test_one_guests_pages_show_nothing_of_another(phone, gun, ove):
    InvitationQuestion.ask(ove, "Will Gun come?", NOW)
    for page in ("invited-answer", "invited-seat", "invited-stop", "invited-data"):
        shown = phone.get(at(page, gun))
        assert "ove@example.org" not in shown.content.decode()
        assert "Will Gun come?" not in shown.content.decode()
        assert shown["Referrer-Policy"] == "no-referrer"
        assert "no-store" in shown["Cache-Control"]
