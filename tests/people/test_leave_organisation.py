import pytest

from tests.people.conftest import acts
from workshop.people.models import Role

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/leave/"


def test_mia_leaves(mia, organisation):
    assert mia.client.get(PAGE).status_code == 200
    assert organisation.role_of(mia.user) == Role.MANAGER

    response = mia.client.post(PAGE)

    assert response.url == "/"
    assert organisation.role_of(mia.user) is None
    assert acts(organisation) == [("membership.left", "mia@example.org")]
    assert mia.client.get("/o/customer-platform/people/").status_code == 404


def test_the_last_admin_is_told_why_she_cannot_leave(ada, fay, organisation):
    response = ada.client.post(PAGE, follow=True)

    assert "You are the only admin." in response.content.decode()
    assert organisation.role_of(ada.user) == Role.ADMIN
    assert acts(organisation) == []


def test_an_admin_leaves_when_there_is_another(ada, fay, organisation):
    organisation.memberships.get(user=fay.user).change_role(Role.ADMIN, ada.user)

    ada.client.post(PAGE)

    assert organisation.role_of(ada.user) is None


def test_sam_cannot_leave_what_he_does_not_belong_to(sam, organisation):
    assert sam.client.get(PAGE).status_code == 404
    assert sam.client.post(PAGE).status_code == 404


def test_anonymous_is_sent_to_sign_in(client, organisation):
    assert client.post(PAGE).url == f"/accounts/login/?next={PAGE}"
