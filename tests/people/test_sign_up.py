import pytest
from django.core import mail
from django.test import Client

from tests.conftest import PASSWORD, make_user
from tests.people.conftest import link_in
from workshop.people.models import User

pytestmark = pytest.mark.django_db
FORM = {"name": "Bo Ek", "email": "Bo@Example.org", "password1": "four words in a row"}


def test_somebody_signs_up_and_is_in_once_the_address_is_confirmed(client):
    response = client.post("/accounts/signup/", FORM, follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/confirm-email/"
    assert "Look in your mail" in response.content.decode()
    assert "_auth_user_id" not in client.session
    assert [sent.to for sent in mail.outbox] == [["bo@example.org"]]
    assert mail.outbox[0].subject == "Confirm your address"

    page = client.get(link_in(mail.outbox[0]))
    assert "bo@example.org" in page.content.decode()
    assert User.objects.get().verified_addresses() == []

    response = client.post(link_in(mail.outbox[0]), follow=True)
    assert response.redirect_chain[-1][0] == "/"
    user = User.objects.get(email="bo@example.org")
    assert (user.name, user.verified_addresses()) == ("Bo Ek", ["bo@example.org"])
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "Found your organisation" in response.content.decode()


def test_somebody_comes_back_to_where_they_were_going(client):
    client.post("/accounts/signup/", FORM | {"next": "/account/"})

    response = client.post(link_in(mail.outbox[0]))

    assert response.url == "/account/"


def test_the_link_opened_in_another_browser_confirms_but_does_not_sign_in(client):
    client.post("/accounts/signup/", FORM)
    other = Client()

    response = other.post(link_in(mail.outbox[0]))

    assert response.url == "/accounts/login/"
    assert User.objects.get().verified_addresses() == ["bo@example.org"]
    assert "_auth_user_id" not in other.session


def test_nobody_signs_in_before_the_address_is_confirmed(client):
    client.post("/accounts/signup/", FORM)

    response = client.post(
        "/accounts/login/", {"login": FORM["email"], "password": FORM["password1"]}
    )

    assert response.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_an_address_that_has_an_account_hears_of_it_by_mail_only(client):
    make_user("bo")

    response = client.post("/accounts/signup/", FORM, follow=True)

    assert "Look in your mail" in response.content.decode()
    assert mail.outbox[0].subject == "You have an account already"
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password1": "short"}, "This password is too short"),
        ({"email": "bo"}, "Enter a valid email address"),
        ({"name": "   "}, "Some words are missing here"),
        ({"name": "x" * 81}, "There is room for 80"),
    ],
)
def test_what_cannot_be_used_is_said_and_the_rest_is_kept(client, change, sentence):
    response = client.post("/accounts/signup/", FORM | change)

    assert sentence in response.content.decode()
    assert not User.objects.exists()
    if "name" not in change:
        assert 'value="Bo Ek"' in response.content.decode()


def test_an_old_link_says_that_it_has_run_out(client):
    assert "This link has run out" in client.get("/accounts/confirm-email/none/").content.decode()


def test_sign_up_survives_a_mail_server_that_is_away(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    response = client.post("/accounts/signup/", FORM, follow=True)

    assert response.status_code == 200
    assert "Our mail didn&#x27;t get away just now" in response.content.decode()
    assert User.objects.get().email == "bo@example.org"
