import pytest

from tests.people.conftest import acts

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/settings/"


def test_ada_renames_the_organisation(ada, organisation):
    response = ada.client.post(PAGE, {"name": "Customer Party"})

    assert response.url == PAGE
    organisation.refresh_from_db()
    assert (organisation.name, organisation.slug) == ("Customer Party", "customer-platform")
    assert acts(organisation) == [("organisation.renamed", "Customer Platform → Customer Party")]


def test_saving_the_same_name_is_no_act(ada, organisation):
    ada.client.post(PAGE, {"name": organisation.name})

    assert acts(organisation) == []


def test_an_empty_name_is_said_and_changes_nothing(ada, organisation):
    response = ada.client.post(PAGE, {"name": " "})

    assert response.status_code == 422
    assert "Customer Platform" in response.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Customer Platform"


@pytest.mark.parametrize("who", ["fay", "mia", "sam"])
def test_others_find_no_settings(who, organisation, request):
    person = request.getfixturevalue(who)

    assert person.client.get(PAGE).status_code == 404
    assert person.client.post(PAGE, {"name": "Mine"}).status_code == 404
    organisation.refresh_from_db()
    assert organisation.name == "Customer Platform"


def test_anonymous_is_sent_to_sign_in(client, organisation):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"
