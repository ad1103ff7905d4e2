"""A facilitator opens a workshop for joining, changes its code, puts it away and brings it back."""

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError
from django.utils import timezone

from tests.conftest import take_seat
from workshop.models import FormerCode, Workshop
from workshop.people.models import AuditEntry
from workshop.seat import cookie_name

STEPS = ["open", "archive", "unarchive", "change-code"]


def step(person, workshop, name, **said):
    return person.client.post(f"/workshops/{workshop.pk}/{name}/", said)


def told(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def acts():
    return list(
        AuditEntry.objects.filter(act__startswith="workshop.").values_list("act", flat=True)
    )


def test_fay_opens_a_workshop_for_joining(fay, draft):
    answer = step(fay, draft, "open")
    draft.refresh_from_db()
    assert draft.status == "joining"
    assert answer.url == f"/workshops/{draft.pk}/"
    assert told(answer) == ["Open. People can join with the code or the QR code."]
    assert acts() == ["workshop.opened"]


def test_opening_twice_is_the_same_as_once(fay, draft):
    step(fay, draft, "open")
    assert step(fay, draft, "open").status_code == 302
    draft.refresh_from_db()
    assert draft.status == "joining"


def test_opening_needs_two_teams(fay, draft, sales):
    draft.teams.set([sales])
    answer = step(fay, draft, "open")
    assert told(answer) == ["A workshop needs two teams or more. Add one first."]
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert acts() == []


def test_a_live_or_closed_workshop_is_not_opened_again(fay, live):
    assert told(step(fay, live, "open")) == ["People can join it already."]
    live.close(timezone.now(), fay.user, "Enough for today.")
    # Messages that nobody has looked at yet stay; the last one is new.
    assert told(step(fay, live, "open"))[-1] == "This workshop is closed. It stays as it was."
    live.refresh_from_db()
    assert live.status == "closed"


def test_fay_puts_a_workshop_away_and_brings_it_back(fay, draft):
    step(fay, draft, "archive")
    assert list(Workshop.objects.listed()) == []
    assert list(Workshop.objects.put_away()) == [draft]
    step(fay, draft, "unarchive")
    assert list(Workshop.objects.listed()) == [draft]
    assert sorted(acts()) == ["workshop.archived", "workshop.brought-back"]


def test_a_live_workshop_is_not_put_away(fay, live):
    assert told(step(fay, live, "archive")) == ["Close it first; then it can be put away."]
    assert list(Workshop.objects.listed()) == [live]


def test_fay_changes_the_code(fay, live, sales):
    pat = take_seat(live, "Pat", sales)
    code, wall = live.code, live.wall_token
    answer = step(fay, live, "change-code", code=code)

    live.refresh_from_db()
    assert live.code != code
    assert live.wall_token != wall
    assert FormerCode.objects.get().code == code
    assert told(answer) == [
        "The code and the wall’s address are new. Open the wall again from here."
    ]
    assert live.stream.events.filter(kind="access").exists()
    assert pat.client.get(f"/j/{live.code}/").url == f"/room/{live.pk}/"


def test_tapping_twice_changes_the_code_once(fay, draft):
    old = draft.code
    step(fay, draft, "change-code", code=old)
    draft.refresh_from_db()
    new = draft.code
    step(fay, draft, "change-code", code=old)
    draft.refresh_from_db()
    assert draft.code == new


@pytest.mark.parametrize("name", STEPS)
def test_looking_changes_nothing(fay, draft, name):
    before = Workshop.objects.values().get()
    assert fay.client.get(f"/workshops/{draft.pk}/{name}/").status_code == 405
    assert Workshop.objects.values().get() == before


@pytest.mark.parametrize("name", STEPS)
def test_only_facilitators_of_the_organisation_step(mia, sam, client, live, pat, name):
    before = Workshop.objects.values().get()
    assert step(mia, live, name).status_code == 404
    assert step(sam, live, name).status_code == 404
    for browser in (client, pat.client):
        away = browser.post(f"/workshops/{live.pk}/{name}/")
        assert away.url.startswith("/accounts/login/")
    assert Workshop.objects.values().get() == before


def test_fay_sends_somebody_out_and_lets_them_back_in(fay, live, pat):
    answer = fay.client.post(f"/workshops/{live.pk}/seats/{pat.seat.pk}/out/")
    pat.seat.refresh_from_db()
    assert pat.seat.sent_out
    assert told(answer) == ["Pat’s seat is closed. What was written stays."]
    assert "seat closed" in fay.client.get(answer.url).text

    fay.client.post(f"/workshops/{live.pk}/seats/{pat.seat.pk}/in/")
    pat.seat.refresh_from_db()
    assert not pat.seat.sent_out


def test_the_record_names_no_participant(fay, live, pat):
    fay.client.post(f"/workshops/{live.pk}/seats/{pat.seat.pk}/out/")
    entry = AuditEntry.objects.get(act="workshop.seat-closed")
    assert entry.about == "Malmö in February"
    assert entry.actor == fay.user


def test_a_seat_of_another_workshop_is_not_found(fay, live, pat, sales, development):
    other = live.copy(live.date)
    for way in ("in", "out"):
        assert (
            fay.client.post(f"/workshops/{other.pk}/seats/{pat.seat.pk}/{way}/").status_code == 404
        )


def test_seats_stay_as_they_were_at_the_close(fay, live, pat):
    live.close(timezone.now(), fay.user, "Enough for today.")
    answer = fay.client.post(f"/workshops/{live.pk}/seats/{pat.seat.pk}/out/")
    assert told(answer) == ["This workshop is closed. It stays as it was."]
    pat.seat.refresh_from_db()
    assert not pat.seat.sent_out


def test_only_facilitators_of_the_organisation_send_out(mia, sam, client, live, pat, tom):
    for way in ("in", "out"):
        path = f"/workshops/{live.pk}/seats/{pat.seat.pk}/{way}/"
        assert mia.client.post(path).status_code == 404
        assert sam.client.post(path).status_code == 404
        assert client.post(path).url.startswith("/accounts/login/")
        assert tom.client.post(path).url.startswith("/accounts/login/")
    pat.seat.refresh_from_db()
    assert not pat.seat.sent_out


def test_the_audit_log_says_it_in_words(ada, fay, draft, organisation):
    step(fay, draft, "open")
    shown = ada.client.get(f"/o/{organisation.slug}/audit/")
    assert "opened a workshop for joining" in shown.text
    assert cookie_name(draft.pk) not in shown.text


@pytest.mark.parametrize("change", [{"key": None}, {"status": "closed"}])
def test_the_key_is_there_until_the_close_and_no_longer(live, change):
    with pytest.raises(IntegrityError, match="workshop_key_until_closed"):
        Workshop.objects.filter(pk=live.pk).update(**change)
