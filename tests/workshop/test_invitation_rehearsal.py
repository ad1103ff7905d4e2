"""A rehearsal has made-up people: no mail about it reaches anybody."""

import pytest
import time_machine
from django.urls import reverse

from problems.rehearsal.copy import rehearse
from tests.workshop.conftest import NOW
from workshop.models import Invitation, InvitationMail, Kind
from workshop.tasks import send_invitation_mails

SENTENCE = "This is a rehearsal with made-up people. Nobody is invited to it."


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def rehearsal(draft):
    return rehearse(draft, NOW)


def test_fay_puts_nobody_on_the_list_of_a_rehearsal(fay, rehearsal, sales):
    page = reverse("invitations-add", args=[rehearsal.pk])
    response = fay.client.post(page, {"team": sales.pk, "text": "gun@example.org"})
    assert response.status_code == 422
    assert SENTENCE in response.content.decode()
    assert not rehearsal.invitations.exists()


def test_the_pages_of_a_rehearsal_offer_no_invitation(fay, rehearsal):
    shown = fay.client.get(reverse("invitations", args=[rehearsal.pk])).content.decode()
    assert SENTENCE in shown
    assert reverse("invitations-add", args=[rehearsal.pk]) not in shown
    adding = fay.client.get(reverse("invitations-add", args=[rehearsal.pk])).content.decode()
    assert SENTENCE in adding
    assert "<textarea" not in adding
    prepared = fay.client.get(reverse("workshop", args=[rehearsal.pk])).content.decode()
    assert reverse("invitations", args=[rehearsal.pk]) not in prepared


@pytest.mark.parametrize("page", ["send", "remind", "tell"])
def test_nobody_is_asked_or_told_anything_whoever_is_on_the_list(fay, rehearsal, gun, page):
    Invitation.objects.update(workshop=rehearsal)
    address = reverse(f"invitations-{page}", args=[rehearsal.pk])
    assert SENTENCE in fay.client.post(address, follow=True).content.decode()
    assert not InvitationMail.objects.exists()


def test_a_mail_that_waits_all_the_same_is_not_sent(rehearsal, gun, ove, sink):
    InvitationMail.queue([gun, ove], Kind.INVITATION, NOW)
    Invitation.objects.filter(pk=gun.pk).update(workshop=rehearsal)
    send_invitation_mails()
    assert sink.to == ["ove@example.org"]
    assert not InvitationMail.objects.waiting().exists()
