import pytest
from django.core import mail
from django.test import Client

from tests.conftest import PASSWORD, make_user
from tests.people.conftest import link_in

pytestmark = pytest.mark.django_db


def test_ada_signs_in_and_out(client):
    user = make_user("ada")

    response = client.post("/accounts/login/", {"login": "ADA@example.org", "password": PASSWORD})
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.session["_auth_user_id"] == str(user.pk)
    response = client.post("/accounts/logout/", follow=True)
    assert "You&#x27;re signed out." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_does_not_say_whether_the_account_exists(client):
    make_user("ada")

    known = client.post("/accounts/login/", {"login": "ada@example.org", "password": "no"})
    unknown = client.post("/accounts/login/", {"login": "eve@example.org", "password": "no"})

    for response in (known, unknown):
        assert "That e-mail and password don&#x27;t fit together." in response.content.decode()


def test_guessing_is_throttled_by_account_even_from_many_places(client):
    make_user("ada")
    for place in range(5):
        guesser = Client(REMOTE_ADDR=f"192.0.2.{place + 1}")
        response = guesser.post(
            "/accounts/login/", {"login": "ada@example.org", "password": "guess"}
        )
        assert "don&#x27;t fit together" in response.content.decode()

    response = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})

    assert "That was a lot of tries. Wait five minutes" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_guessing_is_throttled_by_place_even_at_many_accounts(client):
    for number in range(10):
        client.post("/accounts/login/", {"login": f"{number}@example.org", "password": "guess"})

    response = client.post("/accounts/login/", {"login": "11@example.org", "password": "guess"})

    assert "That was a lot of tries. Wait five minutes" in response.content.decode()


def test_a_flood_gets_a_page_of_its_own(client):
    statuses = [client.post("/accounts/login/", {}).status_code for _try in range(31)]

    assert statuses == [200] * 30 + [429]
    assert "One moment" in client.post("/accounts/login/", {}).content.decode()


def test_ada_chooses_a_new_password_by_mail(client):
    user = make_user("ada")

    response = client.post("/accounts/password/reset/", {"email": "ada@example.org"}, follow=True)
    assert "Look in your mail" in response.content.decode()
    assert mail.outbox[0].subject == "Choose a new password"

    page = client.get(link_in(mail.outbox[0]), follow=True)
    form_at = page.redirect_chain[-1][0]
    assert (
        "This password is too short"
        in client.post(form_at, {"password1": "short"}).content.decode()
    )
    client.post(form_at, {"password1": "quite another sentence"})

    user.refresh_from_db()
    assert user.check_password("quite another sentence")
    assert mail.outbox[1].subject == "You have a new password"
    again = client.get(link_in(mail.outbox[0]), follow=True)
    assert "This link has run out" in again.content.decode()


def test_an_unknown_address_gets_the_same_page_and_a_mail_that_explains(client):
    response = client.post("/accounts/password/reset/", {"email": "eve@example.org"}, follow=True)

    assert "If there is an account with this address" in response.content.decode()
    assert mail.outbox[0].subject == "There is no account with this address"


def test_a_switched_off_account_is_told_so(client):
    user = make_user("ada")
    user.is_active = False
    user.save()

    response = client.post(
        "/accounts/login/", {"login": "ada@example.org", "password": PASSWORD}, follow=True
    )

    assert "This account is switched off" in response.content.decode()


def test_anonymous_is_sent_to_sign_in_and_back(client):
    make_user("ada")

    response = client.get("/account/")
    assert response.url == "/accounts/login/?next=/account/"

    page = client.get(response.url).content.decode()
    assert 'name="next" value="/account/"' in page
    response = client.post(
        "/accounts/login/",
        {"login": "ada@example.org", "password": PASSWORD, "next": "/account/"},
    )
    assert response.url == "/account/"


def test_anonymous_can_change_the_language(client):
    response = client.post("/language/", {"language": "sv", "next": "/"})

    assert response.url == "/"
    assert client.cookies["django_language"].value == "sv"
