"""The doors hold until every problem has its answer, or leaves openly."""

from datetime import UTC, datetime

import pytest

from problems.doors import doors_of
from problems.models import Build, NotOursYet, Solution
from workshop.models import DoorRule, Override, Status

NOW = datetime.now(UTC)


def close(fay, live, **fields):
    return fay.client.post(f"/workshops/{live.pk}/cockpit/close/", fields)


def open_every_door(live, pat, tom) -> None:
    for problem in live.problems.all():
        solution = Solution.post(problem, pat.seat, "An idea", f"idea-{problem.pk}", NOW)
        Build.post(solution, tom.seat, "Yes, and more", f"build-{problem.pk}", NOW)


def test_fay_is_refused_with_the_list_of_shut_doors(live, problem, pat, fay):
    Solution.post(problem, pat.seat, "Alone", "a-key-of-pat", NOW)
    answer = close(fay, live)
    assert answer.status_code == 409
    assert answer.context["shut"] == [
        "1. Export stops at 10,000 rows: Waiting for a second team",
        "2. No VAT number: Locked · no ideas yet",
    ]
    live.refresh_from_db()
    assert live.status == Status.LIVE
    assert live.key is not None


def test_fay_closes_when_every_door_is_open_and_once_only(live, pat, tom, fay):
    open_every_door(live, pat, tom)
    for _twice in range(2):
        assert close(fay, live).status_code == 302
    live.refresh_from_db()
    assert (live.status, live.key, live.stream.sealed) == (Status.CLOSED, None, True)
    assert live.organisation.audit_entries.filter(act="workshop.closed").count() == 1
    assert live.figures.figures


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_needs_a_reason(live, fay, reason):
    answer = close(fay, live, reason=reason)
    assert answer.status_code == 422
    assert not Override.objects.exists()


def test_an_override_stays_on_the_record(live, fay, mia):
    assert close(fay, live, reason="The train leaves").status_code == 302
    override = Override.objects.get()
    assert (override.reason, override.by, len(override.shut)) == ("The train leaves", fay.user, 2)
    page = mia.client.get(f"/workshops/{live.pk}/outcomes/").content.decode()
    assert "The train leaves" in page


@pytest.mark.parametrize(
    ("rule", "states"),
    [
        (DoorRule.ONE, ["open", "open"]),
        (DoorRule.JOINT, ["open", "waiting"]),
        (DoorRule.OWNED, ["waiting", "waiting"]),
    ],
)
def test_each_rule_opens_what_it_says(live, pat, tom, rule, states):
    first, second = live.problems.all()
    solution = Solution.post(first, pat.seat, "An idea", "a-key-of-pat", NOW)
    Build.post(solution, tom.seat, "Yes, and more", "a-key-of-tom", NOW)
    Solution.post(second, pat.seat, "Alone", "another-of-pat", NOW)
    live.door_rule = rule
    live.save(update_fields=["door_rule"])
    assert [door.state for door in doors_of(live)] == states


def test_a_problem_leaves_openly_with_a_question_and_a_pair(
    live, pat, tom, fay, sales, development
):
    first, second = live.problems.all()
    solution = Solution.post(first, pat.seat, "An idea", "a-key-of-pat", NOW)
    Build.post(solution, tom.seat, "Yes, and more", "a-key-of-tom", NOW)
    address = f"/workshops/{live.pk}/cockpit/posters/{second.pk}/not-ours-yet/"
    said = {
        "reason": "The tax people sit elsewhere", "question": "What do they need?",
        "owner": "Pat", "owner_team": sales.pk, "other_owner": "Tom", "other_team": sales.pk,
    }  # fmt: skip
    assert fay.client.post(address, said).status_code == 422
    assert fay.client.post(address, said | {"other_team": development.pk}).status_code == 302
    assert NotOursYet.objects.get().question == "What do they need?"
    doors = doors_of(live)
    assert [door.state for door in doors] == ["open", "not-ours-yet"]
    assert (doors.open, doors.left, doors.shut) == (1, 1, [])
    assert "1 not ours yet" in fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    assert "What do they need?" in tom.client.get(f"/wall/{live.wall_token}/").content.decode()
    assert close(fay, live).status_code == 302


def test_a_problem_comes_back(live, problem, fay, sales, development):
    NotOursYet.declare(
        problem, NOW, reason="why", question="what", owner="Pat", owner_team=sales,
        other_owner="Tom", other_team=development,
    )  # fmt: skip
    for _twice in range(2):
        fay.client.post(f"/workshops/{live.pk}/cockpit/posters/{problem.pk}/ours-again/")
    assert [door.state for door in doors_of(live)] == ["locked", "locked"]


def test_fay_pauses_until_a_day_and_goes_on(live, pat, fay):
    fay.client.post(f"/workshops/{live.pk}/cockpit/pause/", {"until": "2030-02-20"})
    page = pat.client.get(f"/room/{live.pk}/").content.decode()
    assert "Paused. We go on 20 February 2030." in page
    fay.client.post(f"/workshops/{live.pk}/cockpit/resume/")
    assert "Three quick ideas" in pat.client.get(f"/room/{live.pk}/").content.decode()


def test_a_pause_until_a_day_that_has_passed_is_refused(live, fay):
    answer = fay.client.post(f"/workshops/{live.pk}/cockpit/pause/", {"until": "2020-02-20"})
    assert answer.status_code == 422
    assert "20 February 2020 has passed" in answer.text
    live.refresh_from_db()
    assert live.status == Status.LIVE


def test_a_draft_cannot_close(draft, fay):
    assert close(fay, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_starting_with_one_team_asks_first(draft, fay, sales):
    start = f"/workshops/{draft.pk}/cockpit/start/"
    answer = fay.client.post(start)
    assert answer.status_code == 409
    assert "Only one team" in answer.content.decode() or "two teams" in answer.content.decode()
    fay.client.post(start, {"anyway": "yes"})
    draft.refresh_from_db()
    assert draft.status == Status.LIVE
