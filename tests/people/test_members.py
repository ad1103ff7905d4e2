import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import make_user
from tests.people.conftest import acts
from workshop.people.models import Organisation, Role

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/people/"


def test_ada_sees_everybody_and_may_change_things(ada, fay, mia):
    page = ada.client.get(PAGE).content.decode()

    for person in (ada, fay, mia):
        assert person.user.email in page
    assert "Invite a colleague" in page
    assert "/role/" in page


@pytest.mark.parametrize("who", ["fay", "mia"])
def test_colleagues_see_everybody_and_change_nothing(who, ada, organisation, request):
    person = request.getfixturevalue(who)
    member = organisation.memberships.get(user=ada.user)

    page = person.client.get(PAGE).content.decode()
    assert "ada@example.org" in page
    assert "/role/" not in page
    assert "Invite a colleague" not in page

    assert person.client.post(f"{PAGE}{member.pk}/role/", {"role": "manager"}).status_code == 404
    assert person.client.post(f"{PAGE}{member.pk}/remove/").status_code == 404
    assert organisation.role_of(ada.user) == Role.ADMIN


def test_sam_sees_nobody_and_changes_nobody(sam, fay, organisation):
    member = organisation.memberships.get(user=fay.user)

    assert sam.client.get(PAGE).status_code == 404
    for action in ("role", "remove"):
        for slug in ("customer-platform", "elsewhere"):
            response = sam.client.post(
                f"/o/{slug}/people/{member.pk}/{action}/", {"role": "manager"}
            )
            assert response.status_code == 404
    assert organisation.role_of(fay.user) == Role.FACILITATOR


def test_anonymous_is_sent_to_sign_in(client, organisation):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"


def test_ada_changes_a_role(ada, fay, organisation):
    member = organisation.memberships.get(user=fay.user)

    response = ada.client.post(f"{PAGE}{member.pk}/role/", {"role": "admin"})

    assert response.url == PAGE
    assert organisation.role_of(fay.user) == Role.ADMIN
    assert acts(organisation) == [("membership.role", "fay@example.org: admin")]


def test_an_invented_role_is_refused(ada, fay, organisation):
    member = organisation.memberships.get(user=fay.user)

    response = ada.client.post(f"{PAGE}{member.pk}/role/", {"role": "owner"}, follow=True)

    assert "Choose one of the three roles." in response.content.decode()
    assert organisation.role_of(fay.user) == Role.FACILITATOR


def test_the_last_admin_stays_admin(ada, fay, organisation):
    member = organisation.memberships.get(user=ada.user)

    response = ada.client.post(f"{PAGE}{member.pk}/role/", {"role": "manager"}, follow=True)

    assert "An organisation keeps at least one admin." in response.content.decode()
    assert organisation.role_of(ada.user) == Role.ADMIN


def test_ada_removes_a_colleague(ada, fay, organisation):
    member = organisation.memberships.get(user=fay.user)
    assert ada.client.get(f"{PAGE}{member.pk}/remove/").status_code == 200
    assert organisation.role_of(fay.user) == Role.FACILITATOR

    response = ada.client.post(f"{PAGE}{member.pk}/remove/")

    assert response.url == PAGE
    assert organisation.role_of(fay.user) is None
    assert acts(organisation) == [("membership.ended", "fay@example.org")]
    assert fay.client.get(PAGE).status_code == 404
    assert ada.client.post(f"{PAGE}{member.pk}/remove/").status_code == 404


def test_ada_who_removes_herself_is_led_to_leaving(ada, organisation):
    member = organisation.memberships.get(user=ada.user)

    response = ada.client.post(f"{PAGE}{member.pk}/remove/")

    assert response.url == "/o/customer-platform/leave/"
    assert organisation.role_of(ada.user) == Role.ADMIN


def test_an_admin_here_is_only_a_manager_there(sam, mia, organisation):
    elsewhere = Organisation.objects.get(name="Elsewhere")
    elsewhere.memberships.create(user=mia.user, role=Role.ADMIN)
    member = elsewhere.memberships.get(user=sam.user)

    assert mia.client.get("/o/elsewhere/settings/").status_code == 200
    assert mia.client.get("/o/customer-platform/settings/").status_code == 404
    crossed = f"{PAGE}{member.pk}/role/"
    assert mia.client.post(crossed, {"role": "manager"}).status_code == 404
    assert elsewhere.role_of(sam.user) == Role.ADMIN
    page = mia.client.get(PAGE).content.decode()
    assert "sam@elsewhere.example" not in page


@pytest.mark.parametrize(
    ("who", "tabs"),
    [
        ("ada", ["People", "Teams", "Settings", "Audit log"]),
        ("fay", ["People", "Teams"]),
        ("mia", ["People"]),
    ],
)
def test_everybody_sees_the_tabs_they_may_open(who, tabs, organisation, request):
    page = request.getfixturevalue(who).client.get(PAGE).content.decode()

    nav = page.split('class="tabs"')[1].split("</nav>")[0]
    for tab in ("People", "Teams", "Settings", "Audit log"):
        assert (f">{tab}<" in nav) == (tab in tabs)


def test_thirty_people_take_as_many_queries_as_one(ada, organisation):
    with CaptureQueriesContext(connection) as one:
        ada.client.get(PAGE)
    for number in range(29):
        organisation.memberships.create(user=make_user(f"p{number}"), role=Role.MANAGER)
        organisation.colleague_invitations.model.ask(
            organisation, f"i{number}@example.org", Role.MANAGER, ada.user, timezone.now()
        )
    with CaptureQueriesContext(connection) as thirty:
        ada.client.get(PAGE)

    assert len(thirty) == len(one)
