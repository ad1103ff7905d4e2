"""What another tab, the guest or a worker did meanwhile is seen, and not written over."""

from datetime import date, timedelta

import pytest
import time_machine

from tests.workshop.conftest import NOW
from workshop.invitations.facts import facts_of, tell_everyone
from workshop.models import (
    Invitation,
    InvitationLetter,
    InvitationMail,
    Kind,
    Said,
    Workshop,
    WrongStep,
)
from workshop.tasks import send_invitation_mails


def again(row):
    """The same row, as another page read it a while ago."""
    return type(row).objects.get(pk=row.pk)


def end(workshop, fay):
    workshop.start_day(NOW)
    workshop.close(NOW, fay.user, override_reason="The test ends here")


def test_nobody_comes_on_the_list_of_a_workshop_that_closed_meanwhile(draft, sales, fay):
    old = again(draft)
    end(draft, fay)
    with pytest.raises(WrongStep):
        Invitation.put_on_the_list(old, sales, [("gun@example.org", "")])
    assert not Invitation.objects.exists()


def test_who_comes_back_on_the_list_keeps_what_they_wished_meanwhile(draft, gun):
    gun.withdraw(NOW)
    old = again(gun)
    gun.stop_mail(NOW)
    Invitation.objects.update(told="{}", sequence=7)
    old.renew()
    gun.refresh_from_db()
    assert (gun.withdrawn_at, gun.no_more_mail_at) == (None, NOW)
    assert (gun.told, gun.sequence) == ("{}", 7)


def test_everybody_is_told_the_day_as_it_is_and_not_as_a_page_knew_it(draft, gun, ove):
    told = facts_of(InvitationLetter.of(draft))
    old = again(draft)
    draft.edit(list(draft.teams.all()), date=date(2030, 2, 13))
    moved = facts_of(InvitationLetter.of(draft))
    Invitation.objects.update(asked_at=NOW)
    Invitation.objects.filter(pk=gun.pk).update(told=told)
    Invitation.objects.filter(pk=ove.pk).update(told=moved)
    assert tell_everyone(old, NOW) == 1
    assert InvitationMail.objects.get(kind=Kind.CHANGE).invitation == gun


def test_nobody_is_told_anything_after_the_close(draft, gun, fay):
    Invitation.objects.update(asked_at=NOW, told='{"off": false}')
    old = again(draft)
    end(draft, fay)
    with pytest.raises(WrongStep):
        tell_everyone(old, NOW)
    assert not InvitationMail.objects.exists()


def test_an_invitation_that_was_taken_back_meanwhile_is_not_mended(draft, gun):
    Invitation.ask(draft, NOW)
    old = again(gun)
    gun.withdraw(NOW)
    with pytest.raises(WrongStep):
        old.mend("gunnel@example.org", NOW)
    gun.refresh_from_db()
    assert (gun.email, gun.withdrawn_at) == ("gun@example.org", NOW)
    assert not InvitationMail.objects.filter(kind=Kind.INVITATION).waiting().exists()


def test_an_invitation_that_was_deleted_meanwhile_is_not_mended(draft, gun):
    old = again(gun)
    gun.forget()
    with pytest.raises(WrongStep):
        old.mend("gunnel@example.org", NOW)
    assert not Invitation.objects.exists()


def test_after_the_close_no_address_is_mended(draft, gun, fay):
    old = again(gun)
    end(draft, fay)
    with pytest.raises(WrongStep):
        old.mend("gunnel@example.org", NOW)


def test_who_was_asked_meanwhile_is_asked_at_the_mended_address(draft, gun):
    old = again(gun)
    Invitation.ask(draft, NOW)
    old.mend("gunnel@example.org", NOW)
    mail = InvitationMail.objects.get()
    assert (mail.invitation.email, mail.invitation.asked_at) == ("gunnel@example.org", NOW)


def test_the_second_of_two_who_mend_an_address_mends_what_the_first_wrote(draft, gun):
    old = again(gun)
    gun.mend("gunnel@example.org", NOW)
    link = again(gun).link()
    old.mend("gunnel@example.org", NOW)
    assert again(gun).link() == link
    old.mend("gun@example.org", NOW)
    assert again(gun).email == "gun@example.org"


def test_who_answers_before_the_reminder_goes_out_gets_none(draft, fay, gun, ove, sink):
    InvitationLetter.of(draft).answer_for(fay.user)
    then = NOW + timedelta(days=4)
    Invitation.objects.update(asked_at=NOW)
    assert Invitation.remind(draft, then) == 2
    gun.answer(Said.YES, then)
    with time_machine.travel(then, tick=False):
        send_invitation_mails()
    assert sink.to == ["ove@example.org"]


# One rule about the questions before the day, for mail, page and answers alike


CHANGES = {
    "silent": (lambda _draft, _gun: None, True),
    "yes": (lambda _draft, gun: gun.answer(Said.YES, NOW), True),
    "no": (lambda _draft, gun: gun.answer(Said.NO, NOW), False),
    "not asked": (lambda _draft, _gun: InvitationLetter.objects.update(asks_before=False), False),
    "begun": (lambda draft, _gun: draft.start_day(NOW), False),
    "put away": (lambda draft, _gun: draft.archive(NOW), False),
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_questions_before_the_day_are_offered_by_one_rule(draft, fay, gun, client, sink, what):
    change, offered = CHANGES[what]
    InvitationLetter.of(draft).answer_for(fay.user)
    Invitation.ask(draft, NOW)
    with time_machine.travel(NOW, tick=False):
        send_invitation_mails()
        change(draft, gun)
        # Put away, the mail says that it is off; else that the place is another.
        Workshop.objects.filter(pk=draft.pk).update(venue="The harbour")
        assert tell_everyone(draft, NOW) == 1
        send_invitation_mails()
        mail = sink.mails[-1].get_body(("plain",)).get_content()
        page = client.get(f"/invited/{gun.token}/").content.decode()
    assert ("/pulse/" in page, "/pulse/" in mail) == (offered, offered)
