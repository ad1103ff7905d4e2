from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from tests.conftest import PASSWORD, make_user, signed_in
from tests.people.conftest import acts, link_in
from workshop.people.models import ColleagueInvitation, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(ada, organisation):
    invitation, token = ColleagueInvitation.ask(
        organisation, "bo@example.org", Role.FACILITATOR, ada.user, timezone.now()
    )
    invitation.page = f"/colleagues/{token}/"
    return invitation


@pytest.fixture
def bo(db):
    return signed_in(make_user("bo"))


def test_bo_reads_the_invitation_and_only_the_button_accepts(bo, invitation, organisation):
    page = bo.client.get(invitation.page).content.decode()
    assert "Ada invites you to Customer Platform" in page
    assert "<strong>facilitator</strong>" in page
    assert organisation.role_of(bo.user) is None

    response = bo.client.post(invitation.page)

    assert response.url == organisation.get_absolute_url()
    assert organisation.role_of(bo.user) == Role.FACILITATOR
    assert acts(organisation)[-1] == ("colleague.accepted", "bo@example.org")


def test_accepting_twice_is_accepting_once(bo, invitation, organisation):
    bo.client.post(invitation.page)

    response = bo.client.post(invitation.page)

    assert response.url == organisation.get_absolute_url()
    assert organisation.memberships.filter(user=bo.user).count() == 1
    assert [act for act, _about in acts(organisation)].count("colleague.accepted") == 1
    assert "You belong here already." in bo.client.get(invitation.page).content.decode()


def test_somebody_who_belongs_keeps_the_role_they_have(mia, ada, organisation):
    invitation, _token = ColleagueInvitation.ask(
        organisation, "mia@example.org", Role.ADMIN, ada.user, timezone.now()
    )

    mia.client.post(f"/invitations/{invitation.pk}/accept/")

    assert organisation.role_of(mia.user) == Role.MANAGER


def test_somebody_new_signs_up_from_the_invitation_and_comes_back(
    client, invitation, organisation, django_user_model
):
    page = client.get(invitation.page)
    sign_up = (
        f"/accounts/signup/?next={invitation.page.replace('/', '%2F')}&amp;email=bo%40example.org"
    )
    assert sign_up in page.content.decode()

    form = client.get(sign_up.replace("&amp;", "&")).content.decode()
    assert 'value="bo@example.org"' in form
    assert f'name="next" value="{invitation.page}"' in form
    fields = {"name": "Bo", "email": "bo@example.org", "password1": "four words in a row"}
    client.post("/accounts/signup/", fields | {"next": invitation.page})
    response = client.post(link_in(mail.outbox[0]))
    assert response.url == invitation.page
    client.post(invitation.page)

    user = django_user_model.objects.get(email="bo@example.org")
    assert organisation.role_of(user) == Role.FACILITATOR


def test_anonymous_with_an_account_signs_in_and_comes_back(client, invitation):
    make_user("bo")

    response = client.post(invitation.page)
    assert response.url == f"/accounts/login/?next={invitation.page}"

    response = client.post(
        "/accounts/login/",
        {"login": "bo@example.org", "password": PASSWORD, "next": invitation.page},
    )
    assert response.url == invitation.page


def test_sam_with_another_address_is_told_so(sam, invitation, organisation):
    sentence = "is for bo@example.org, and you are signed in as sam@elsewhere.example."
    assert sentence in sam.client.get(invitation.page).content.decode()

    response = sam.client.post(invitation.page)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert organisation.role_of(sam.user) is None


def test_an_address_that_is_not_confirmed_does_not_count(sam, invitation, organisation):
    sam.user.emailaddress_set.create(email="bo@example.org", verified=False)

    assert sam.client.post(invitation.page).status_code == 422
    assert organisation.role_of(sam.user) is None


def test_a_second_confirmed_address_counts(sam, invitation, organisation):
    sam.user.emailaddress_set.create(email="bo@example.org", verified=True)

    sam.client.post(invitation.page)

    assert organisation.role_of(sam.user) == Role.FACILITATOR


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "has run out"),
        ({"withdrawn_at": timezone.now()}, "has taken this invitation back"),
        ({"accepted_at": timezone.now()}, "has been accepted already"),
    ],
)
def test_an_invitation_that_is_over_says_why(
    bo, invitation, organisation, client, change, sentence
):
    ColleagueInvitation.objects.update(**change)

    for browser in (client, bo.client):
        assert sentence in browser.get(invitation.page).content.decode()
    response = bo.client.post(invitation.page)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert organisation.role_of(bo.user) is None


def test_an_unknown_link_is_nothing(bo, client, invitation):
    assert client.get("/colleagues/unknown/").status_code == 404
    assert bo.client.post("/colleagues/unknown/").status_code == 404


def test_what_is_kept_does_not_open_the_invitation(bo, invitation):
    assert bo.client.get(f"/colleagues/{invitation.digest}/").status_code == 404
