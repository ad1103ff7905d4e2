"""Sign-in through an organisation's own OpenID Connect server; a small real one runs here."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.core import mail

from tests.conftest import make_user
from workshop.people.models import User

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/oidc/login/"


class Answers(BaseHTTPRequestHandler):
    """Discovery, token and user information, as OpenID Connect Core 1.0 has them."""

    def do_GET(self):
        issuer = self.server.issuer
        if self.path == "/.well-known/openid-configuration":
            self.say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                }
            )
        elif self.headers["Authorization"] == "Bearer opened":
            self.say(self.server.person)

    def do_POST(self):
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert (asked["code"], asked["client_secret"]) == (["right"], ["between us"])
        claims = {
            "iss": self.server.issuer,
            "aud": "ten-doors",
            "exp": int(time.time()) + 60,
            "sub": self.server.person["sub"],
        }
        id_token = jwt.encode(claims, "x" * 32, algorithm="HS256")
        self.say({"access_token": "opened", "token_type": "Bearer", "id_token": id_token})

    def say(self, answer):
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said):
        pass


@pytest.fixture
def office(settings):
    """The organisation's server, known to us; `person` is whoever signs in there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    server.person = {
        "sub": "4711",
        "name": "Bo Ek",
        "email": "bo@example.org",
        "email_verified": True,
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Åkers Platform",
                    "client_id": "ten-doors",
                    "secret": "between us",
                    "settings": {"server_url": server.issuer, "email_authentication": True},
                }
            ]
        }
    }
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def come_back(client, **answer):
    """Go to the organisation's server and come back with its answer."""
    there = urlsplit(client.post(LOGIN).url)
    state = parse_qs(there.query)["state"][0]
    return client.get(f"{LOGIN}callback/", {"state": state, **answer}, follow=True)


def test_there_is_no_button_without_settings(client):
    assert "oidc" not in client.get("/accounts/login/").content.decode()
    assert "oidc" not in client.get("/accounts/signup/").content.decode()


def test_the_button_leads_to_the_organisations_server(office, client):
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in with Åkers Platform" in page
    assert f'action="{LOGIN}?process=login"' in page

    there = urlsplit(client.post(LOGIN).url)

    assert f"{there.scheme}://{there.netloc}" == office.issuer
    asked = parse_qs(there.query)
    assert asked["client_id"] == ["ten-doors"]
    assert asked["redirect_uri"] == [f"http://testserver{LOGIN}callback/"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_somebody_new_is_in_at_once(office, client):
    page = come_back(client, code="right")

    user = User.objects.get()
    assert (user.name, user.email) == ("Bo Ek", "bo@example.org")
    assert user.verified_addresses() == ["bo@example.org"]
    assert not user.has_usable_password()
    assert client.session["_auth_user_id"] == str(user.pk)
    assert "Found your organisation" in page.content.decode()
    assert "Single sign-on" in client.get("/account/").content.decode()
    assert "Åkers Platform" in client.get("/accounts/3rdparty/").content.decode()


def test_an_address_the_server_does_not_vouch_for_is_confirmed_by_mail(office, client):
    office.person["email_verified"] = False

    page = come_back(client, code="right")

    assert "Look in your mail" in page.content.decode()
    assert [sent.subject for sent in mail.outbox] == ["Confirm your address"]
    assert "_auth_user_id" not in client.session


def test_somebody_with_an_account_comes_into_the_same_one(office, client):
    bo = make_user("bo")

    come_back(client, code="right")

    assert User.objects.get() == bo
    assert client.session["_auth_user_id"] == str(bo.pk)


def test_nobody_comes_into_an_account_by_an_address_the_server_does_not_vouch_for(office, client):
    make_user("bo")
    office.person["email_verified"] = False

    come_back(client, code="right")

    assert "_auth_user_id" not in client.session


def test_stopping_on_the_way_is_no_fault(office, client):
    page = come_back(client, error="access_denied").content.decode()

    assert "You stopped on the way" in page
    assert "_auth_user_id" not in client.session


def test_a_server_that_is_away_is_said(office, client):
    office.shutdown()
    office.server_close()

    page = client.post(LOGIN)

    assert page.status_code == 502
    assert "That didn't work this time" in page.content.decode()
