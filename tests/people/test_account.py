import pytest
from django.core import mail

from tests.conftest import PASSWORD
from tests.people.conftest import link_in

pytestmark = pytest.mark.django_db


def test_ada_changes_her_name(ada):
    response = ada.client.post("/account/", {"name": "  Ada L. "})

    assert response.url == "/account/"
    ada.user.refresh_from_db()
    assert ada.user.name == "Ada L."


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_name_that_cannot_be_used_is_not_saved(ada, name):
    response = ada.client.post("/account/", {"name": name})

    assert response.status_code == 422
    ada.user.refresh_from_db()
    assert ada.user.name == "Ada"


def test_ada_sees_her_organisations_and_ways_to_sign_in(ada, organisation):
    page = ada.client.get("/account/").content.decode()

    assert organisation.name in page
    assert "Admin" in page
    for address in ("email/", "password/change/", "2fa/", "2fa/webauthn/"):
        assert f'href="/accounts/{address}"' in page
    assert "/accounts/3rdparty/" not in page


def test_sam_sees_nothing_of_other_organisations(sam, organisation):
    assert organisation.name not in sam.client.get("/account/").content.decode()


def test_anonymous_is_sent_to_sign_in(client):
    assert client.get("/account/").url == "/accounts/login/?next=/account/"


def test_ada_changes_her_password_and_hears_of_it_by_mail(ada):
    form = {"oldpassword": "not it", "password1": "quite another sentence"}
    page = ada.client.post("/accounts/password/change/", form).content.decode()
    assert "That isn&#x27;t the password you have now." in page

    ada.client.post("/accounts/password/change/", form | {"oldpassword": PASSWORD})

    ada.user.refresh_from_db()
    assert ada.user.check_password("quite another sentence")
    assert [sent.subject for sent in mail.outbox] == ["Your password has changed"]
    assert "127.0.0.1" in mail.outbox[0].body
    assert ada.client.get("/account/").status_code == 200


def test_ada_moves_to_another_address(ada):
    email = "ada@new.example"
    ada.client.post("/accounts/email/", {"action_add": "1", "email": email})
    assert mail.outbox[0].to == [email]
    ada.client.post(link_in(mail.outbox[0]))
    ada.client.post("/accounts/email/", {"action_primary": "1", "email": email})
    ada.client.post("/accounts/email/", {"action_remove": "1", "email": "ada@example.org"})

    ada.user.refresh_from_db()
    assert ada.user.email == email
    assert ada.user.verified_addresses() == [email]


def test_the_address_we_write_to_stays(ada):
    response = ada.client.post(
        "/accounts/email/", {"action_remove": "1", "email": "ada@example.org"}, follow=True
    )

    assert "We write to ada@example.org." in response.content.decode()
    assert ada.user.verified_addresses() == ["ada@example.org"]
