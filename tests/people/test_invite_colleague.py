from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError
from django.utils import timezone

from tests.people.conftest import acts, link_in
from workshop.people.models import ColleagueInvitation, Role

pytestmark = pytest.mark.django_db
PAGE = "/o/customer-platform/people/"


@pytest.fixture
def invite(ada, organisation, django_capture_on_commit_callbacks):
    """Ada invites somebody; returns the answer. The mail leaves after the commit."""

    def post(email="Bo@Example.org", role="facilitator"):
        with django_capture_on_commit_callbacks(execute=True):
            return ada.client.post(PAGE, {"email": email, "role": role}, follow=True)

    return post


def test_ada_invites_a_colleague_by_mail(invite, organisation):
    page = invite().content.decode()

    assert "bo@example.org has mail." in page
    assert "Invited, not here yet" in page
    invitation = organisation.colleague_invitations.get()
    assert (invitation.email, invitation.role) == ("bo@example.org", Role.FACILITATOR)
    assert acts(organisation) == [("colleague.invited", "bo@example.org: facilitator")]
    [sent] = mail.outbox
    assert sent.to == ["bo@example.org"]
    assert sent.subject == "Join Customer Platform in Ten Doors"
    assert "Ada invites you to Customer Platform" in sent.body
    assert "You are asked to come as facilitator." in sent.body
    assert link_in(sent).startswith("/colleagues/")
    assert ColleagueInvitation.objects.with_token(link_in(sent).split("/")[2]).get() == invitation


def test_the_mail_waits_for_the_commit(ada, organisation):
    ada.client.post(PAGE, {"email": "bo@example.org", "role": "manager"})

    assert mail.outbox == []


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("bo", "manager", "Enter a valid email address"),
        ("", "manager", "This field is required"),
        ("bo@example.org", "owner", "Select a valid choice"),
        ("ADA@example.org", "manager", "ada@example.org belongs to Customer Platform already."),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(invite, organisation, email, role, sentence):
    response = invite(email, role)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "autofocus" in response.content.decode()
    assert f'value="{email}"' in response.content.decode() or not email
    assert not organisation.colleague_invitations.exists()
    assert mail.outbox == []


def test_inviting_again_replaces_the_link_and_the_role(invite, organisation):
    invite()
    invite(role="manager")

    assert organisation.colleague_invitations.get().role == Role.MANAGER
    old, new = (link_in(sent).split("/")[2] for sent in mail.outbox)
    assert not ColleagueInvitation.objects.with_token(old).exists()
    assert ColleagueInvitation.objects.with_token(new).exists()


def test_ada_sends_an_invitation_that_has_run_out_again(
    invite, ada, organisation, django_capture_on_commit_callbacks
):
    invite()
    organisation.colleague_invitations.update(expires_at=timezone.now() - timedelta(days=1))
    invitation = organisation.colleague_invitations.get()
    assert "the link has run out" in ada.client.get(PAGE).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        ada.client.post(f"{PAGE}invitations/{invitation.pk}/resend/")

    invitation.refresh_from_db()
    assert invitation.why_over(timezone.now()) == ""
    assert [sent.to for sent in mail.outbox] == [["bo@example.org"]] * 2


def test_ada_takes_an_invitation_back_once(invite, ada, organisation):
    invite()
    invitation = organisation.colleague_invitations.get()
    address = f"{PAGE}invitations/{invitation.pk}/withdraw/"

    page = ada.client.post(address, follow=True).content.decode()

    assert "The invitation to bo@example.org is taken back." in page
    assert "Invited, not here yet" not in page
    assert acts(organisation)[-1] == ("colleague.withdrawn", "bo@example.org")
    assert ada.client.post(address).status_code == 404
    assert len(acts(organisation)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_said_and_the_invitation_stays(ada, organisation, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = ada.client.post(PAGE, {"email": "bo@example.org", "role": "manager"}, follow=True)

    assert "bo@example.org is invited, but our mail didn" in page.content.decode()
    assert organisation.colleague_invitations.get().email == "bo@example.org"


@pytest.mark.parametrize("who", ["fay", "mia", "sam"])
def test_others_cannot_invite_resend_or_take_back(who, invite, organisation, request):
    invite()
    invitation = organisation.colleague_invitations.get()
    person = request.getfixturevalue(who)

    form = {"email": "eve@example.org", "role": "admin"}
    assert person.client.post(PAGE, form).status_code == 404
    for action in ("resend", "withdraw"):
        address = f"{PAGE}invitations/{invitation.pk}/{action}/"
        assert person.client.post(address).status_code == 404
    assert organisation.colleague_invitations.get() == invitation
    assert len(mail.outbox) == 1
    assert "bo@example.org" not in person.client.get(PAGE).content.decode()


def test_anonymous_is_sent_to_sign_in(client, organisation):
    response = client.post(PAGE, {"email": "eve@example.org", "role": "admin"})

    assert response.url == f"/accounts/login/?next={PAGE}"
    assert not organisation.colleague_invitations.exists()


def test_the_database_keeps_no_other_role(ada, organisation):
    ColleagueInvitation.ask(organisation, "bo@example.org", Role.MANAGER, ada.user, timezone.now())
    with pytest.raises(IntegrityError, match="colleague_invitation_role"):
        ColleagueInvitation.objects.update(role="owner")
