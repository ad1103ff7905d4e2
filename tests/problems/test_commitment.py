"""A pair takes a solution on."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from problems.models import Commitment, Solution
from tests.conftest import take_seat

NOW = datetime.now(UTC)


@pytest.fixture
def idea(live, problem, pat) -> Solution:
    return Solution.post(problem, pat.seat, "Say how many rows", "a-key-of-pat", NOW)


@pytest.fixture
def said(sales, development) -> dict:
    return {
        "lead": "Tom", "lead_email": "Tom@Example.org", "lead_team": development.pk,
        "partner": "Pat", "partner_email": "pat@example.org", "partner_team": sales.pk,
        "cue": "we plan the next release", "step": "write the number beside the button",
        "first_step_on": str((NOW + timedelta(days=7)).date()), "serves_goal": "They see it",
        "belief": "customers ask less", "assumption": "", "test": "One page for a week",
        "change_mind": "As many questions as before", "confidence": "60",
        "post_key": "key-of-the-commitment",
    }  # fmt: skip


def address(live, idea) -> str:
    return f"/room/{live.pk}/ideas/{idea.pk}/commit/"


def test_tom_and_pat_sign_up_once_however_often_they_tap(live, idea, tom, said):
    for _again in range(3):
        assert tom.client.post(address(live, idea), said).status_code == 302
    commitment = Commitment.objects.get()
    assert (commitment.lead_email, commitment.partner, commitment.confidence) == (
        "tom@example.org", "Pat", 60,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"partner_email": "tom@example.org"}, "partner_email"),
        ({"confidence": "101"}, "confidence"),
        ({"confidence": "-1"}, "confidence"),
        ({"lead_email": "not an address"}, "lead_email"),
        ({"first_step_on": str((NOW + timedelta(days=30)).date())}, "first_step_on"),
        ({"first_step_on": str((NOW - timedelta(days=3)).date())}, "first_step_on"),
        ({"step": "   "}, "step"),
        ({"serves_goal": " "}, "serves_goal"),
        ({"belief": "x" * 301}, "belief"),
        ({"lead_team": "999999"}, "lead_team"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(live, idea, tom, said, change, field):
    answer = tom.client.post(address(live, idea), said | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Commitment.objects.exists()


def test_the_partner_comes_from_another_team(live, idea, tom, said, sales):
    answer = tom.client.post(address(live, idea), said | {"lead_team": sales.pk})
    assert answer.status_code == 422
    assert "another team" in str(answer.context["form"].errors["partner_team"])


def test_nobody_leads_three(live, problem, idea, tom, said):
    for number in range(2):
        tom.client.post(address(live, idea), said | {"post_key": f"another-key-{number}"})
    answer = tom.client.post(address(live, idea), said | {"lead_email": "TOM@example.org"})
    assert answer.status_code == 422
    assert "lead_email" in answer.context["form"].errors
    assert Commitment.objects.count() == 2


def test_the_second_commitment_sent_again_is_no_third(live, idea, tom, said):
    for number in range(2):
        for _again in range(2):
            answer = tom.client.post(
                address(live, idea), said | {"post_key": f"another-key-{number}"}
            )
            assert answer.status_code == 302
    assert Commitment.objects.count() == 2


def test_the_last_day_is_said_as_people_write_it(live, idea, tom, said):
    far = NOW + timedelta(days=30)
    answer = tom.client.post(address(live, idea), said | {"first_step_on": str(far.date())})
    error = str(answer.context["form"].errors["first_step_on"])
    latest = datetime.now(live.zone) + timedelta(days=14)
    assert f"{latest.day} {latest:%B %Y}" in error


def test_a_commitment_is_corrected_after_its_day(live, idea, tom, said):
    tom.client.post(address(live, idea), said)
    commitment = Commitment.objects.get()
    edit = f"/room/{live.pk}/commitments/{commitment.pk}/edit/"
    with time_machine.travel(NOW + timedelta(days=10), tick=False):
        changed = said | {"step": "ring three customers"}
        assert tom.client.post(edit, changed).status_code == 302
        too_late = {"first_step_on": str((NOW + timedelta(days=16)).date())}
        assert tom.client.post(edit, changed | too_late).status_code == 422
        passed = {"first_step_on": str((NOW + timedelta(days=8)).date())}
        assert tom.client.post(edit, changed | passed).status_code == 422
    commitment.refresh_from_db()
    assert commitment.step == "ring three customers"


def test_a_correction_kept_open_over_the_close_stays_on_the_page(live, idea, tom, said, ada):
    tom.client.post(address(live, idea), said)
    edit = f"/room/{live.pk}/commitments/{Commitment.objects.get().pk}/edit/"
    live.close(NOW, ada.user, override_reason="The test ends here")
    answer = tom.client.post(edit, said | {"step": "ring three customers"})
    assert answer.status_code == 409
    assert "has closed" in answer.text
    assert "ring three customers" in answer.text
    assert tom.client.get(edit).status_code == 404


def test_whoever_wrote_it_down_corrects_it_and_nobody_else(live, idea, tom, pat, said):
    tom.client.post(address(live, idea), said)
    edit = f"/room/{live.pk}/commitments/{Commitment.objects.get().pk}/edit/"
    assert pat.client.get(edit).status_code == 404
    assert tom.client.post(edit, said | {"step": "ring three customers"}).status_code == 302
    assert Commitment.objects.get().step == "ring three customers"


def test_fay_writes_one_down_and_takes_it_back(live, problem, idea, fay, said):
    cockpit = f"/workshops/{live.pk}/cockpit"
    fay.client.post(f"{cockpit}/ideas/{idea.pk}/commit/", said)
    commitment = Commitment.objects.get()
    page = fay.client.get(f"{cockpit}/posters/{problem.pk}/").content.decode()
    assert "Tom + Pat" in page
    fay.client.post(f"{cockpit}/commitments/{commitment.pk}/", said | {"confidence": "70"})
    commitment.refresh_from_db()
    assert commitment.confidence == 70
    fay.client.post(f"{cockpit}/commitments/{commitment.pk}/take-back/")
    assert not Commitment.objects.exists()


def test_after_the_close_what_was_typed_stays_on_the_page(live, idea, tom, said, ada):
    live.close(NOW, ada.user, override_reason="The test ends here")
    answer = tom.client.post(address(live, idea), said)
    assert answer.status_code == 409
    assert "has closed" in answer.content.decode()
    assert "write the number beside the button" in answer.content.decode()
    assert not Commitment.objects.exists()


def test_names_and_addresses_of_a_pair_are_not_in_the_room(live, problem, idea, tom, said, sales):
    tom.client.post(address(live, idea), said)
    kim = take_seat(live, "Kim", sales)
    for page in (
        f"/room/{live.pk}/",
        f"/room/{live.pk}/posters/{problem.pk}/",
        f"/wall/{live.wall_token}/",
    ):
        assert "@example.org" not in kim.client.get(page).content.decode().lower()
