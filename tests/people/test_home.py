import pytest
from django.utils import timezone

from workshop.people.models import ColleagueInvitation, Organisation, Role

pytestmark = pytest.mark.django_db


def test_anonymous_can_type_a_code_sign_up_or_sign_in(client):
    page = client.get("/").content.decode()

    assert 'method="get" action="/j/"' in page
    assert 'name="code"' in page
    assert 'href="/accounts/signup/"' in page
    assert 'href="/accounts/login/"' in page


def test_mia_with_one_organisation_goes_straight_there(mia, organisation):
    assert mia.client.get("/").url == organisation.get_absolute_url()


def test_fay_in_two_organisations_chooses(fay, organisation):
    second = Organisation.found("Another place", fay.user)

    page = fay.client.get("/").content.decode()

    assert page.index("Another place") < page.index("Customer Platform")
    assert f'href="{second.get_absolute_url()}"' in page
    assert f'href="{organisation.get_absolute_url()}"' in page


def test_somebody_without_organisation_can_found_one(ada):
    page = ada.client.get("/").content.decode()

    assert 'action="/organisations/new/"' in page
    assert "ada@example.org" in page


def test_sam_sees_and_accepts_an_invitation_to_a_second_organisation(sam, ada, organisation):
    invitation, _token = ColleagueInvitation.ask(
        organisation, "sam@elsewhere.example", Role.MANAGER, ada.user, timezone.now()
    )

    page = sam.client.get("/").content.decode()
    assert "Ada invites you to <strong>Customer Platform</strong> as manager." in page
    response = sam.client.post(f"/invitations/{invitation.pk}/accept/")

    assert response.url == organisation.get_absolute_url()
    assert organisation.role_of(sam.user) == Role.MANAGER
    assert "Customer Platform" in sam.client.get("/").content.decode()


def test_an_invitation_to_an_address_that_is_not_confirmed_is_not_shown(sam, ada, organisation):
    invitation, _token = ColleagueInvitation.ask(
        organisation, "boss@elsewhere.example", Role.ADMIN, ada.user, timezone.now()
    )
    sam.user.emailaddress_set.create(email="boss@elsewhere.example", verified=False)

    assert sam.client.get("/").status_code == 302
    assert sam.client.post(f"/invitations/{invitation.pk}/accept/").status_code == 404
    assert organisation.role_of(sam.user) is None


def test_a_withdrawn_invitation_cannot_be_accepted_from_a_page_kept_open(sam, ada, organisation):
    invitation, _token = ColleagueInvitation.ask(
        organisation, "sam@elsewhere.example", Role.MANAGER, ada.user, timezone.now()
    )
    invitation.withdraw(ada.user, timezone.now())

    response = sam.client.post(f"/invitations/{invitation.pk}/accept/")

    assert response.url == "/"
    assert organisation.role_of(sam.user) is None
