"""The questions before the day, at the close and on day 90: answered, changed, deleted, over."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.conftest import take_seat
from tests.followup.pairs import close, make_pair
from tests.followup.pulse.figures import BEFORE, DAY, at, sent
from workshop.followup.delivery import look
from workshop.followup.models import CheckIn, NinetyDays, PulseAnswer, Question
from workshop.followup.pulse.models import NetworkMember
from workshop.followup.tasks import forget_unheld_pulses
from workshop.invitations.mail import Sender, composed
from workshop.models import Invitation, InvitationLetter, InvitationMail, Said, WorkshopKey
from workshop.models.key import scrub_keys


@pytest.fixture(autouse=True)
def some_weeks_before():
    with time_machine.travel(BEFORE, tick=False) as clock:
        yield clock


def answers():
    return [(each.safety, each.across, each.team.name) for each in PulseAnswer.objects.all()]


def test_gun_reads_first_what_happens_with_her_answers(gun):
    page = Client().get(at("pulse", gun.token))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Nobody is told whether you answer" in text
    assert "Then your single answers are destroyed." in text
    assert "I can say “I got that wrong”" in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert not PulseAnswer.objects.exists(), "looking writes nothing"


def test_gun_answers_without_an_account_and_once(gun, sales):
    client = Client()
    for _click in range(2):
        answer = client.post(at("pulse", gun.token), sent(4, 2))
        assert answer.status_code == 302
        assert answer["Location"] == at("pulse", gun.token)
    assert answers() == [([4] * 4, [2] * 7, "Sales")]
    assert "Thank you. Your answers are in." in client.get(at("pulse", gun.token)).content.decode()


def test_gun_changes_her_answers(gun):
    Client().post(at("pulse", gun.token), sent(4, 2))
    page = Client().get(at("pulse", gun.token))
    assert page.context["form"]["safety-3"].value() == 4
    Client().post(at("pulse", gun.token), sent((1, 2, 3, 4)))
    assert answers() == [([1, 2, 3, 4], [], "Sales")]


def test_gun_deletes_her_answers(gun):
    Client().post(at("pulse", gun.token), sent(4, 2))
    for _click in range(2):
        page = Client().post(at("pulse", gun.token), {"forget": "yes"})
        assert "Your answers are deleted." in page.content.decode()
    assert answers() == []
    assert Client().get(at("pulse", gun.token)).status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (sent((4, 4, 4)), "This one, too, or none of this part."),
        ({}, "Answer one of the parts at least."),
        (sent((9, 4, 4, 4)), "Select a valid choice"),
    ],
)
def test_a_part_is_answered_whole_or_left_out(gun, said, sentence):
    page = Client().post(at("pulse", gun.token), said)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert answers() == []


def test_nothing_of_gun_stands_beside_her_figures(gun, draft):
    Client().post(at("pulse", gun.token), sent(4, 2))
    row = PulseAnswer.objects.values().get()
    assert set(row) == {"id", "workshop_id", "round", "team_id", "mark", "safety", "across", "goal"}
    # Not even with the workshop's key from a copy of the database.
    assert row["mark"] != draft.key.mark("pulse", "before", "invitation", gun.pk)


@pytest.mark.parametrize("over", ["taken back", "passed", "begun", "not asked"])
def test_a_link_that_is_over_takes_nothing(gun, draft, fay, some_weeks_before, over):
    Client().post(at("pulse", gun.token), sent(4, 2))
    if over == "taken back":
        gun.withdraw(BEFORE)
        assert answers() == [], "what was said goes with the invitation"
    elif over == "passed":
        some_weeks_before.move_to(DAY + timedelta(days=2))
    elif over == "begun":
        draft.start_day(BEFORE)
    else:
        InvitationLetter.objects.create(workshop=draft, language="en", asks_before=False)
    kept = answers()
    answer = Client().post(at("pulse", gun.token), sent(1, 1))
    assert answer.status_code == (404 if over == "taken back" else 410)
    assert answers() == kept


def test_gun_can_still_delete_when_the_day_has_begun(gun, draft):
    Client().post(at("pulse", gun.token), sent(4, 2))
    draft.start_day(BEFORE)
    assert "Delete your answers" in Client().get(at("pulse", gun.token)).content.decode()
    Client().post(at("pulse", gun.token), {"forget": "yes"})
    assert answers() == []


def test_another_address_finds_nothing_of_who_had_the_link_before(gun):
    Client().post(at("pulse", gun.token), sent(4, 2))
    gun.mend("other@example.org", BEFORE)
    assert answers() == []
    assert Client().get(at("pulse", gun.token)).context["said"] is None


def test_gun_sees_and_deletes_all_that_is_kept(gun):
    Client().post(at("pulse", gun.token), sent((1, 2, 3, 4)))
    page = Client().get(f"/invited/{gun.token}/data/").content.decode()
    assert "1, 2, 3, 4" in page
    taken = Client().get(f"/invited/{gun.token}/data/?format=json").json()
    assert taken["answers_before"] == ["1, 2, 3, 4"]
    Client().post(f"/invited/{gun.token}/data/")
    assert answers() == []


def test_fay_sees_how_many_and_never_who(gun, ove, draft, fay):
    Invitation.ask(draft, BEFORE)
    Client().post(at("pulse", gun.token), sent(4, 2))
    page = fay.client.get(f"/workshops/{draft.pk}/invitations/").content.decode()
    assert "1 of 2 answered." in page
    one = fay.client.get(f"/workshops/{draft.pk}/invitations/{gun.pk}/").content.decode()
    other = fay.client.get(f"/workshops/{draft.pk}/invitations/{ove.pk}/").content.decode()
    assert ("answered" in one) is ("answered" in other) is False


def letter_to(invitation, draft):
    mail = InvitationMail(pk=1, invitation=invitation, kind="invitation")
    return composed(mail, Sender.of(InvitationLetter.of(draft)), BEFORE)


def test_the_mail_leads_to_the_questions_unless_fay_leaves_them_out(gun, draft, fay):
    shown = f"/workshops/{draft.pk}/invitations/letter/"
    letter = letter_to(gun, draft)
    for text in (letter.body, letter.alternatives[0][0]):
        assert at("pulse", gun.token) in text
    assert "Before the day, if you like" in fay.client.get(shown).context["mail"].body
    said = {"language": "en", "subject": "", "text": "", "ends": ""}
    assert fay.client.post(shown, said).status_code == 302
    assert "Before the day" not in fay.client.get(shown).context["mail"].body
    assert "/pulse/" not in letter_to(gun, draft).body
    assert "Before the day" not in Client().get(f"/invited/{gun.token}/").content.decode()


def test_answers_before_a_day_that_never_came_go_with_the_addresses(
    gun, draft, settings, some_weeks_before, django_capture_on_commit_callbacks
):
    Client().post(at("pulse", gun.token), sent(4, 2))
    NetworkMember.objects.create(invitation=gun, name="Gun")
    NinetyDays.objects.create(workshop=draft, key=WorkshopKey.objects.create())
    some_weeks_before.move_to(DAY + timedelta(days=settings.ADDRESSES_KEPT_DAYS - 1))
    forget_unheld_pulses()
    assert len(answers()) == 1
    some_weeks_before.move_to(DAY + timedelta(days=settings.ADDRESSES_KEPT_DAYS + 1))
    for run in range(2):
        with django_capture_on_commit_callbacks() as afterwards:
            forget_unheld_pulses()
        assert (scrub_keys in afterwards) is (run == 0), "a destroyed key is swept at once"
        assert answers() == []
        assert not NetworkMember.objects.exists()
        assert WorkshopKey.objects.count() == 1, "the workshop's own"


def test_pat_answers_from_the_phone_in_the_room(pat, live):
    room = pat.client.get(f"/room/{live.pk}/").content.decode()
    assert f"/room/{live.pk}/pulse/" in room
    address = f"/room/{live.pk}/pulse/"
    assert pat.client.get(address).status_code == 200
    for _click in range(2):
        assert pat.client.post(address, sent(5, 5)).status_code == 302
    assert answers() == [([5] * 4, [5] * 7, "Sales")]
    pat.client.post(address, {"forget": "yes"})
    assert answers() == []


def test_about_the_goal_people_are_asked_as_the_day_ends_and_never_before(pat, live, gun):
    address = f"/room/{live.pk}/pulse/"
    assert "I am committed to our goal." in pat.client.get(address).content.decode()
    assert pat.client.post(address, sent(goal=4)).status_code == 302
    assert PulseAnswer.objects.get().goal == [4, 4, 4, 4]
    before = Client().get(at("pulse", gun.token)).content.decode()
    assert "our goal" not in before
    live.goal = ""
    live.save(update_fields=["goal"])
    assert "our goal" not in pat.client.get(address).content.decode()


def test_tom_sees_nothing_of_pat(pat, tom, live):
    pat.client.post(f"/room/{live.pk}/pulse/", sent(5, 5))
    assert tom.client.get(f"/room/{live.pk}/pulse/").context["said"] is None
    tom.client.post(f"/room/{live.pk}/pulse/", {"forget": "yes"})
    assert len(answers()) == 1


def test_fay_reads_how_many_answered_before_she_closes(pat, tom, live, fay):
    pat.client.post(f"/room/{live.pk}/pulse/", sent(5, 5))
    page = fay.client.get(f"/workshops/{live.pk}/cockpit/close/").content.decode()
    assert "1 of 2 people have answered the questions at the end." in page


def test_after_the_close_no_single_answer_is_left(pat, live, fay):
    pat.client.post(f"/room/{live.pk}/pulse/", sent(5, 5))
    live.close(datetime.now(UTC), fay.user, "The test ends here")
    assert answers() == []
    page = pat.client.post(f"/room/{live.pk}/pulse/", sent(1, 1))
    assert page.status_code == 410
    assert "the answers are counted" in page.content.decode()
    assert answers() == []


def test_a_seat_of_no_day_yet_is_told_when(draft, sales):
    draft.open_for_joining()
    guest = take_seat(draft, "Pia", sales)
    assert guest.client.get(f"/room/{draft.pk}/pulse/").status_code == 410


CLOSED_AT = datetime(2026, 2, 6, 15, tzinfo=UTC)
DAY_90 = datetime(2026, 5, 7, 8, tzinfo=UTC)


@pytest.fixture
def una(live, sales, problem, fay):
    """Invited, said yes, and asked on day 90; a pair was there, too."""
    (invitation,) = Invitation.put_on_the_list(live, sales, [("una@example.org", "Una")])
    invitation.answer(Said.YES, CLOSED_AT)
    make_pair(problem)
    close(live, fay, CLOSED_AT, only=None)
    return CheckIn.objects.with_story().get(
        recipient__email="una@example.org", question=Question.CUSTOMER
    )


def test_una_answers_on_day_90(una, some_weeks_before):
    some_weeks_before.move_to(DAY_90)
    page = Client().get(una.get_absolute_url()).content.decode()
    assert at("later", una.token) in page
    for _click in range(2):
        assert Client().post(at("later", una.token), sent(3, 3)).status_code == 302
    assert answers() == [([3] * 4, [3] * 7, "Sales")]
    Client().post(at("later", una.token), {"forget": "yes"})
    assert answers() == []


def test_who_signed_answers_for_the_team_they_signed_for(una, some_weeks_before):
    some_weeks_before.move_to(DAY_90)
    alex = CheckIn.objects.get(recipient__email="alex@example.org", question=Question.CUSTOMER)
    Client().post(at("later", alex.token), sent(3, 3))
    assert answers() == [([3] * 4, [3] * 7, "Development")]


def test_the_mail_of_day_90_leads_there(una, live, some_weeks_before):
    mail.outbox.clear()
    CheckIn.objects.exclude(question=Question.CUSTOMER).delete()
    look(DAY_90, 200)
    (letter,) = [each for each in mail.outbox if each.to == ["una@example.org"]]
    for text in (letter.body, letter.alternatives[0][0]):
        assert at("later", una.token) in text


def test_after_the_count_day_90_takes_nothing(una, some_weeks_before):
    some_weeks_before.move_to(DAY_90 + timedelta(days=15))
    assert Client().post(at("later", una.token), sent(3, 3)).status_code == 410
    assert answers() == []


def test_no_other_day_asks_the_pulse(una, some_weeks_before):
    some_weeks_before.move_to(DAY_90)
    made = CheckIn.objects.get(recipient__email="una@example.org", question=Question.MADE)
    month = CheckIn.objects.get(recipient__email="una@example.org", question=Question.BELIEF_ALL)
    for check_in in (made, month):
        assert Client().get(at("later", check_in.token)).status_code == 404
