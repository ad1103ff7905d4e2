"""What the facilitator does: the list, the words, sending, reminding, telling, replying."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from tests.workshop.conftest import NOW, list_of
from workshop.invitations.facts import facts_of
from workshop.models import Invitation, InvitationLetter, InvitationMail, InvitationQuestion, Kind
from workshop.models.invitation_letter import (
    OFFERED,
    PLACEHOLDER,
    PLACEHOLDERS,
    default_subject,
    default_text,
    unknown_placeholders,
)
from workshop.people.models import AuditEntry
from workshop.tasks import forget_old_invitations


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(NOW, tick=False):
        yield


def at(name, workshop, *more):
    return reverse(name, args=[workshop.pk, *more])


def bring(person, workshop, team, text="", file=None):
    said = {"team": team.pk, "text": text} | ({"file": file} if file else {})
    return person.client.post(at("invitations-add", workshop), said)


def emails(workshop):
    return list(workshop.invitations.values_list("email", flat=True))


def test_fay_puts_addresses_on_the_list_of_a_team(fay, draft, sales):
    response = bring(fay, draft, sales, "Gun Ek <gun@example.org>, OVE@example.org")
    assert response.status_code == 302
    assert [(i.email, i.name, i.team) for i in draft.invitations.all()] == [
        ("gun@example.org", "Gun Ek", sales), ("ove@example.org", "", sales),
    ]  # fmt: skip
    page = fay.client.get(response["Location"]).content.decode()
    assert "2 addresses are on the list for Sales. Nothing is sent yet." in page
    assert not InvitationMail.objects.exists()


def test_the_good_ones_go_on_and_the_bad_ones_stay_to_be_mended(fay, draft, sales):
    response = bring(fay, draft, sales, "gun@example.org\nkim.example.org\nove@example.org, bo@x")
    page = response.content.decode()
    assert response.status_code == 422
    assert emails(draft) == ["gun@example.org", "ove@example.org"]
    assert "Line 2:" in page
    assert "There is no @ in it." in page
    assert response.context["form"]["text"].value() == "kim.example.org\nbo@x"
    assert response.context["form"]["team"].value() == sales.pk
    mended = bring(fay, draft, sales, "kim@example.org\nbo@x.org")
    assert mended.status_code == 302
    assert len(emails(draft)) == 4


def test_nobody_is_asked_twice_whatever_team_and_spelling(fay, draft, sales, development, gun):
    response = bring(fay, draft, development, "GUN@example.org gun@example.org ove@example.org")
    page = fay.client.get(response["Location"]).content.decode()
    assert "2 addresses were there already, or twice. Everybody is asked once." in page
    assert draft.invitations.get(email="gun@example.org").team == sales
    assert len(emails(draft)) == 2


def test_five_hundred_at_once_and_not_one_more(fay, draft, sales):
    many = "\n".join(f"guest{n}@example.org" for n in range(501))
    refused = bring(fay, draft, sales, many)
    assert refused.status_code == 422
    assert "These are 501 addresses. Up to 500 go on the list at once" in refused.content.decode()
    assert refused.context["form"]["text"].value() == many
    assert emails(draft) == []
    assert bring(fay, draft, sales, many.rpartition("\n")[0]).status_code == 302
    assert len(emails(draft)) == 500


def test_fay_uploads_csv_and_xlsx(fay, draft, sales):
    bring(fay, draft, sales, file=SimpleUploadedFile("a.csv", b"Name;Mail\nGun;gun@example.org\n"))
    book = Workbook()
    book.active.append(["E-mail", "Name"])
    book.active.append(["ove@example.org", "Ove Falk"])
    out = BytesIO()
    book.save(out)
    bring(fay, draft, sales, file=SimpleUploadedFile("a.xlsx", out.getvalue()))
    assert list(draft.invitations.values_list("email", "name")) == [
        ("gun@example.org", "Gun"), ("ove@example.org", "Ove Falk"),
    ]  # fmt: skip
    picture = bring(fay, draft, sales, file=SimpleUploadedFile("a.png", b"\x89PNG...."))
    assert picture.status_code == 422
    assert "isn&#x27;t a table" in picture.content.decode()
    nothing = bring(fay, draft, sales)
    assert "Paste some addresses, or choose a file." in nothing.content.decode()


def test_fay_sends_and_a_second_click_sends_nothing_more(fay, draft, gun, ove):
    for _click in range(2):
        fay.client.post(at("invitations-send", draft))
    assert sorted(InvitationMail.objects.values_list("invitation__email", "kind")) == [
        ("gun@example.org", Kind.INVITATION), ("ove@example.org", Kind.INVITATION),
    ]  # fmt: skip
    assert InvitationLetter.objects.get().host == fay.user
    entry = AuditEntry.objects.get(act="invitation.sent")
    assert entry.about == "Malmö in February: 2"
    page = fay.client.get(at("invitations", draft)).content.decode()
    assert "0 of 2 mails are out" in page
    assert 'hx-trigger="load delay:2s"' in page


def test_nobody_is_asked_to_a_day_that_passed_was_put_away_or_closed(fay, draft, gun):
    with time_machine.travel(NOW + timedelta(days=40)):
        fay.client.force_login(fay.user)
        said = fay.client.post(at("invitations-send", draft), follow=True).content.decode()
    assert "This workshop isn’t coming up, so nobody is asked to it." in said
    draft.archive(NOW)
    fay.client.post(at("invitations-send", draft))
    draft.unarchive()
    draft.start_day(NOW)
    draft.close(NOW, fay.user, override_reason="The test ends here")
    fay.client.force_login(fay.user)
    fay.client.post(at("invitations-send", draft))
    assert not InvitationMail.objects.exists()
    assert bring(fay, draft, gun.team, "new@example.org").status_code == 422


def test_the_preview_is_the_mail(fay, draft, gun, settings, mailoutbox):
    page = fay.client.get(at("invitations-letter", draft))
    shown = fay.client.get(at("invitations-letter-shown", draft))
    mail = page.context["mail"]
    assert mail.subject == "Will you join us? Malmö in February, Wednesday 6 February 2030"
    assert "Hello Gun Ek,\n" in mail.body
    assert "how Sales works" in mail.body
    assert "Tell us whether you can come. A no is fine" in shown.content.decode()
    assert "unsafe-inline" in shown["Content-Security-Policy"]
    assert "unsafe-inline" not in page["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert gun.token not in page.content.decode() + shown.content.decode()


def test_fay_writes_her_own_words(fay, draft, gun):
    said = {
        "language": "en",
        "subject": "Come, {name}",
        "text": "For {goal} at {place}.",
        "ends": "15:30",
    }
    assert fay.client.post(at("invitations-letter", draft), said).status_code == 302
    mail = fay.client.get(at("invitations-letter", draft)).context["mail"]
    assert mail.subject == "Come, Gun Ek"
    assert mail.body.startswith(f"For {draft.goal} at The library.")
    assert "09:00–15:30" in mail.body
    wrong = fay.client.post(at("invitations-letter", draft), said | {"text": "Dear {nmae}"})
    assert wrong.status_code == 422
    assert "{nmae} is filled in with nothing." in wrong.content.decode()
    assert InvitationLetter.objects.get().text == "For {goal} at {place}."


def test_default_words_follow_the_language_and_stay_default(fay, draft, gun):
    letter = InvitationLetter.of(draft)
    said = {"language": "sv", "subject": letter.subject_shown, "text": letter.text_shown}
    fay.client.post(at("invitations-letter", draft), said)
    kept = InvitationLetter.objects.get()
    assert (kept.language, kept.subject, kept.text) == ("sv", "", "")
    with translation.override("sv"):
        day = fay.client.get(at("invitations-letter", draft)).context["mail"].subject
    assert "6 februari 2030" in day


def test_without_a_name_nothing_gapes(draft, ove):
    letter = InvitationLetter.of(draft)
    assert letter.filled(letter.text_shown, ove).startswith("Hello,\n")


def test_fay_reminds_the_silent_at_most_every_three_days(fay, draft, gun, ove):
    fay.client.post(at("invitations-send", draft))
    InvitationMail.objects.update(sent_at=NOW)
    Invitation.objects.filter(pk=ove.pk).update(said="no")
    fay.client.post(at("invitations-remind", draft))
    assert InvitationMail.objects.filter(kind=Kind.REMINDER).count() == 0
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        page = fay.client.get(at("invitations", draft)).content.decode()
        assert "Remind 1 who has not answered" in page
        for _click in range(2):
            fay.client.post(at("invitations-remind", draft))
    reminder = InvitationMail.objects.get(kind=Kind.REMINDER)
    assert reminder.invitation == gun
    reminder.sent(NOW)
    with time_machine.travel(NOW + timedelta(days=5, hours=23), tick=False):
        fay.client.post(at("invitations-remind", draft))
    assert InvitationMail.objects.filter(kind=Kind.REMINDER).count() == 1
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        fay.client.post(at("invitations-remind", draft))
    assert InvitationMail.objects.filter(kind=Kind.REMINDER).count() == 2


def test_fay_sees_answers_by_team_and_what_is_missing(fay, draft, gun, ove, sales):
    more = list_of(draft, sales, 5)
    for invitation, said in zip(more, ["yes", "yes", "no", "question", ""], strict=True):
        Invitation.objects.filter(pk=invitation.pk).update(said=said, asked_at=NOW)
    Invitation.objects.filter(pk=ove.pk).update(asked_at=NOW)
    Invitation.objects.filter(pk=gun.pk).update(asked_at=NOW, trouble="550 no such user")
    answers = fay.client.get(at("invitations", draft)).context["answers"]
    by_team = {row.team.name: row.counts for row in answers.teams}
    assert by_team["Sales"] == {
        "yes": 2, "no": 1, "question": 1, "undelivered": 1, "silent": 1, "not_sent": 0,
    }  # fmt: skip
    assert [team.name for team in answers.without_yes] == ["Development"]
    page = fay.client.get(draft.get_absolute_url()).content.decode()
    assert "No yes from Development yet" in page
    assert "No yes from Sales yet" not in page
    for state, emails in {"yes": 2, "undelivered": 1, "not_sent": 0, "": 7}.items():
        listed = fay.client.get(at("invitations", draft), {"state": state}).context["page"]
        assert len(listed) == emails, state
    shown = fay.client.get(at("invitations", draft), {"state": "undelivered"}).content.decode()
    assert "550 no such user" in shown


def test_after_a_move_everyone_is_told_only_when_fay_says_so(fay, draft, gun, ove):
    Invitation.objects.update(told=facts_of(InvitationLetter.of(draft)), asked_at=NOW)
    Invitation.objects.filter(pk=ove.pk).update(said="yes")
    assert "knows another day" not in fay.client.get(draft.get_absolute_url()).content.decode()
    draft.edit(list(draft.teams.all()), date=date(2030, 2, 13))
    page = fay.client.get(draft.get_absolute_url()).content.decode()
    assert "2 invited people know another day" in page
    assert not InvitationMail.objects.exists()
    for _click in range(2):
        fay.client.post(at("invitations-tell", draft))
    assert InvitationMail.objects.filter(kind=Kind.CHANGE).count() == 2
    draft.archive(NOW)
    assert (
        "Tell everyone that it’s off"
        not in fay.client.get(at("invitations", draft)).content.decode()
    )
    InvitationMail.objects.all().delete()
    assert (
        "Tell everyone that it’s off" in fay.client.get(at("invitations", draft)).content.decode()
    )


def test_fay_mends_an_address(fay, draft, gun, ove):
    fay.client.post(at("invitations-send", draft))
    old = gun.token
    taken = fay.client.post(at("invited-mend", draft, gun.pk), {"email": "ove@example.org"})
    assert taken.status_code == 422
    bad = fay.client.post(at("invited-mend", draft, gun.pk), {"email": "gun@x"})
    assert "After the @ an ending is missing" in bad.content.decode()
    fay.client.post(at("invited-mend", draft, gun.pk), {"email": "Gun.Ek@example.org"})
    gun.refresh_from_db()
    assert gun.email == "gun.ek@example.org"
    assert gun.token != old
    assert not Invitation.objects.with_token(old).exists()
    assert gun.mails.get().kind == Kind.INVITATION


def test_fay_takes_back_asks_again_and_deletes(fay, draft, sales, gun):
    Invitation.objects.filter(pk=gun.pk).update(asked_at=NOW, told="{}", said="yes")
    old = gun.token
    for _click in range(2):
        fay.client.post(at("invited-take-back", draft, gun.pk))
    assert [mail.kind for mail in gun.mails.all()] == [Kind.WITHDRAWN]
    assert emails(draft) == ["gun@example.org"]
    bring(fay, draft, sales, "gun@example.org")
    gun.refresh_from_db()
    assert (gun.withdrawn_at, gun.said, gun.asked_at) == (None, "", None)
    assert gun.token != old
    fay.client.post(at("invited-delete", draft, gun.pk))
    assert emails(draft) == []


def test_fay_replies_once(fay, draft, gun):
    question = InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    page = fay.client.get(at("invitations", draft)).content.decode()
    assert "Is there lunch?" in page
    empty = fay.client.post(at("invited-reply", draft, gun.pk, question.pk), {"text": " "})
    assert empty.status_code == 422
    for reply in ("Yes, soup.", "No."):
        fay.client.post(at("invited-reply", draft, gun.pk, question.pk), {"text": reply})
    question.refresh_from_db()
    assert (question.reply, question.replied_by) == ("Yes, soup.", fay.user)
    assert [mail.kind for mail in question.mails.all()] == [Kind.QUESTION, Kind.REPLY]
    assert "Yes, soup." in fay.client.get(gun.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "name", ["invitations", "invitations-progress", "workshop", "invitations-letter"]
)
def test_pages_ask_as_much_of_the_database_for_five_as_for_five_hundred(
    name, fay, draft, sales, development
):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert fay.client.get(at(name, draft)).status_code == 200
        return len(asked)

    def asked(team, count, name):
        made = list_of(draft, team, count, name)
        Invitation.objects.filter(pk__in=[each.pk for each in made]).update(asked_at=NOW)
        InvitationMail.queue(made, Kind.INVITATION, NOW)
        for each in made[: count // 5]:
            InvitationQuestion.objects.create(invitation=each, text="?", asked_at=NOW)

    asked(sales, 5, "early")
    asked(development, 5, "beside")
    fay.client.get(at(name, draft))
    few = queries()
    asked(sales, 495, "late")
    assert queries() == few


def test_sam_learns_of_no_address(sam, mia, draft, gun):
    for name, more in [("invitations", ()), ("invited", (gun.pk,)), ("invitations-letter", ())]:
        for person in (sam, mia):
            response = person.client.get(at(name, draft, *more))
            assert response.status_code == 404
            assert "gun@example.org" not in response.content.decode()


def test_addresses_are_forgotten_some_months_after_the_day(fay, draft, gun, settings):
    InvitationQuestion.ask(gun, "Is there lunch?", NOW)
    day = NOW.replace(month=2, day=6)
    with time_machine.travel(day + timedelta(days=119), tick=False):
        forget_old_invitations()
    assert Invitation.objects.count() == 1
    with time_machine.travel(day + timedelta(days=120), tick=False):
        forget_old_invitations()
    assert not Invitation.objects.exists()
    assert not InvitationQuestion.objects.exists()
    assert not InvitationMail.objects.exists()


def test_the_default_letter_is_swedish_in_swedish_and_fills_in_the_same(draft, gun):
    def places(text):
        return {PLACEHOLDERS[name.lower()] for name in PLACEHOLDER.findall(text)}

    for default in (default_subject, default_text):
        english, swedish = default("en"), default("sv")
        assert places(english) == places(swedish) != set()
        assert not set(PLACEHOLDER.findall(swedish)) - set(OFFERED["sv"]) - {"team"}
        assert not unknown_placeholders(swedish)
    assert default_text("sv").startswith("Hej {namn}")
    words = set(re.findall(r"[a-zåäö]+", default_text("sv").lower()))
    assert {"och", "vi", "att"} <= words
    assert not words & {"the", "and", "you", "we", "with"}
    letter = InvitationLetter.of(draft, language="sv")
    filled = letter.filled(letter.text_shown, gun)
    assert "{" not in filled
    assert "Gun Ek" in filled
