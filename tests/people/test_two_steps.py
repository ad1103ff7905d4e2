import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ADA = {"login": "ada@example.org", "password": PASSWORD}


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def secret(ada) -> str:
    """Ada uses an authenticator app."""
    ada.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = ada.client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml' in page.content.decode()
    ada.client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    return secret


def test_ada_is_asked_for_her_password_first(ada):
    response = ada.client.get("/accounts/2fa/totp/activate/")

    assert response.url.startswith("/accounts/reauthenticate/?next=")
    page = ada.client.post("/accounts/reauthenticate/", {"password": "wrong"})
    assert "That isn&#x27;t your password." in page.content.decode()


@pytest.mark.django_db(transaction=True)  # the mail leaves after the commit
def test_ada_starts_an_app_and_gets_recovery_codes(ada, secret):
    page = ada.client.get("/accounts/2fa/").content.decode()

    assert "After your password we ask for the code from your app." in page
    assert "10 codes are left" in page
    subjects = [sent.subject for sent in mail.outbox]
    assert "Your authenticator app is in use" in subjects
    assert "with an app" in ada.client.get("/account/").content.decode()


def test_a_wrong_code_starts_nothing(ada):
    ada.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    ada.client.get("/accounts/2fa/totp/activate/")

    response = ada.client.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert "That code doesn&#x27;t fit." in response.content.decode()
    assert "Use an app" in ada.client.get("/accounts/2fa/").content.decode()


def test_signing_in_takes_a_code_too(ada, secret, client, settings):
    response = client.post("/accounts/login/", ADA)
    assert response.url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "One more step" in client.get(response.url).content.decode()

    page = client.post(response.url, {"code": "000000"}).content.decode()
    assert "That code doesn&#x27;t fit." in page

    # A code works once; the one that started the app is spent in this half minute.
    settings.MFA_TOTP_TOLERANCE = 1
    later = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[-1]))
    assert client.post(response.url, {"code": later}).url == "/"
    assert client.session["_auth_user_id"] == str(ada.user.pk)


def test_a_recovery_code_works_once(ada, secret, client):
    code = ada.client.get("/accounts/2fa/recovery-codes/").context["unused_codes"][0]
    client.post("/accounts/login/", ADA)

    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/"

    client.logout()
    client.post("/accounts/login/", ADA)
    page = client.post("/accounts/2fa/authenticate/", {"code": code})
    assert "That code doesn&#x27;t fit." in page.content.decode()


def test_ada_saves_and_renews_her_recovery_codes(ada, secret):
    old = ada.client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    saved = ada.client.get("/accounts/2fa/recovery-codes/download/")
    assert saved.content.decode().split() == old

    assert ada.client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    ada.client.post("/accounts/2fa/recovery-codes/generate/")

    new = ada.client.get("/accounts/2fa/recovery-codes/").context["unused_codes"]
    assert not set(old) & set(new)


def test_ada_stops_using_the_app(ada, secret, client):
    assert "Stop using" in ada.client.get("/accounts/2fa/totp/deactivate/").content.decode()

    ada.client.post("/accounts/2fa/totp/deactivate/")

    assert client.post("/accounts/login/", ADA).url == "/"
    assert mail.outbox[-1].subject == "Your authenticator app is no longer in use"


def test_guessing_codes_is_throttled(ada, secret, client):
    client.post("/accounts/login/", ADA)
    for _try in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    page = client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})

    assert "That was a lot of tries." in page.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", ["", "totp/activate/", "recovery-codes/", "webauthn/"])
def test_anonymous_is_sent_to_sign_in(client, page):
    assert client.get(f"/accounts/2fa/{page}").url.startswith("/accounts/login/")
