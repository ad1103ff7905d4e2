import pytest
from django.test import Client
from django.views.defaults import bad_request, server_error

pytestmark = pytest.mark.django_db


def test_an_unknown_page_says_so_in_our_look(ada):
    response = ada.client.get("/o/nothing/people/")

    assert response.status_code == 404
    assert "There is no door here" in response.content.decode()
    assert "css/app.css" in response.content.decode()


def test_a_form_that_is_too_old_asks_to_send_it_again(ada):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada.user)

    response = strict.post("/account/", {"name": "Eve"})

    assert response.status_code == 403
    assert "Send it once more" in response.content.decode()
    ada.user.refresh_from_db()
    assert ada.user.name == "Ada"


def test_what_went_wrong_is_said_without_anything_that_could_go_wrong(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "That went wrong on our side" in response.content.decode()


def test_what_cannot_be_read_is_said(rf):
    response = bad_request(rf.get("/"), Exception())

    assert response.status_code == 400
    assert "We couldn't read that" in response.content.decode()


@pytest.mark.parametrize("token", ["%00", "a%00b", "%20", "%E2%80%AE", "a" * 65])
@pytest.mark.parametrize("page", ["/wall/", "/check-ins/", "/colleagues/"])
def test_a_token_that_cannot_be_is_not_found(client, page, token):
    """PostgreSQL takes no NUL, so such a token must not reach a query."""
    assert client.get(f"{page}{token}/").status_code == 404


def test_who_opens_the_address_of_a_button_finds_a_way_on(fay, organisation):
    response = fay.client.get(f"/o/{organisation.slug}/teams/presets/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Only a button leads here" in response.content.decode()
    assert response["Content-Length"] == str(len(response.content))
    assert "Content-Security-Policy" in response
