"""What a facilitator does on the day is in the audit log, in words."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from problems.models import Commitment, Problem, Solution
from tests.problems.test_import_pages import brought
from workshop.people.acts import WORDS

NOW = datetime.now(UTC)
ROOT = Path(__file__).parents[2]
RECORDED = re.compile(r"(?:record|note|step)\(([^()]*(?:\([^()]*\)[^()]*)*)\)", re.DOTALL)
ACT = re.compile(r'"([a-z]+\.[a-z-]+)"')


def acts(workshop) -> list[str]:
    return list(workshop.organisation.audit_entries.order_by("pk").values_list("act", flat=True))


def test_every_act_that_is_recorded_has_words():
    sources = [path.read_text() for name in ("workshop", "problems") for path in
               (ROOT / name).rglob("*.py")]  # fmt: skip
    named = {
        act for text in sources for call in RECORDED.findall(text) for act in ACT.findall(call)
    }
    assert "problem.not-ours-yet" in named
    assert "team.added" in named
    assert named <= WORDS.keys()
    assert {f"workshop.{done}" for done in ("started", "paused", "resumed")} <= WORDS.keys()
    assert {f"post.{act}" for act in ("hide", "show")} <= WORDS.keys()


def test_the_day_of_fay_is_on_the_record_once_each(draft, ada, fay, sales, development):
    problem = Problem.objects.create(workshop=draft, position=1, title="Export stops")
    spare = Problem.objects.create(workshop=draft, position=2, title="A double")
    problem.stuck_between.set([sales, development])
    before = len(acts(draft))
    cockpit = f"/workshops/{draft.pk}/cockpit"
    poster = f"{cockpit}/posters/{problem.pk}"
    entered = {
        "problem": problem.pk, "team": sales.pk, "text": "A secret", "post_key": "entered-once",
    }  # fmt: skip
    exit_said = {
        "reason": "Elsewhere", "question": "What?", "owner": "Pat", "owner_team": sales.pk,
        "other_owner": "Tom", "other_team": development.pk,
    }  # fmt: skip
    for _twice in range(2):
        fay.client.post(f"{cockpit}/start/", {"anyway": "yes"})
        fay.client.post(f"{cockpit}/enter/", entered)
    idea = Solution.objects.get()
    steps = [
        (f"{cockpit}/pause/", {"pause": "yes"}),
        (f"{cockpit}/resume/", {}),
        (f"{cockpit}/ideas/{idea.pk}/hide/", {}),
        (f"{cockpit}/ideas/{idea.pk}/show/", {}),
    ]
    for address, said in steps:
        for _twice in range(2):
            fay.client.post(address, said)
    fay.client.post(f"{poster}/not-ours-yet/", exit_said)
    for _twice in range(2):
        fay.client.post(f"{poster}/ours-again/")
        fay.client.post(f"/problems/{spare.pk}/delete/")
    pair = {
        "lead": "Tom", "lead_email": "tom@example.org", "lead_team": development.pk,
        "partner": "Pat", "partner_email": "pat@example.org", "partner_team": sales.pk,
        "cue": "c", "step": "s", "first_step_on": str((NOW + timedelta(days=7)).date()),
        "serves_goal": "g", "belief": "b", "test": "t", "change_mind": "c", "confidence": "60",
        "post_key": "key-of-the-pair",
    }  # fmt: skip
    for _twice in range(2):
        fay.client.post(f"{cockpit}/ideas/{idea.pk}/commit/", pair)
    commitment = f"{cockpit}/commitments/{Commitment.objects.get().pk}"
    fay.client.post(f"{commitment}/", pair | {"confidence": "70"})
    fay.client.post(f"{commitment}/take-back/")
    assert acts(draft)[before:] == [
        "workshop.started", "post.entered", "workshop.paused", "workshop.resumed", "post.hide",
        "post.show", "problem.not-ours-yet", "problem.ours-again", "problem.deleted",
        "commitment.written", "commitment.edited", "commitment.taken-back",
    ]  # fmt: skip
    assert not draft.organisation.audit_entries.filter(about__contains="secret").exists()
    page = ada.client.get(f"/o/{draft.organisation.slug}/audit/").text
    assert "hid what somebody wrote" in page
    assert "commitment.written" not in page


def test_an_import_is_on_the_record_once(draft, fay):
    preview = brought(fay, draft, "title,stuck between\nExport stops,Sales;Development\n")
    for _twice in range(2):
        fay.client.post(preview, {"confirm": "yes"})
    entry = draft.organisation.audit_entries.get(act="problem.imported")
    assert (entry.actor, entry.about) == (fay.user, "Malmö in February: 1")
