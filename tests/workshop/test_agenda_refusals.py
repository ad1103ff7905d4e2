"""What no page of ours sends to an agenda is refused in so many words, and changes nothing."""

from datetime import date, time

import pytest

from tests.workshop.test_agenda import at
from workshop.agenda.plans import HALF_DAY, ONE_DAY, PLANS
from workshop.models import AgendaTemplate, Workshop, agenda


@pytest.fixture
def planned(draft) -> Workshop:
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    return draft


@pytest.fixture
def theirs(sam) -> Workshop:
    """A workshop of another organisation, with an agenda and a template of its own."""
    organisation = sam.user.memberships.get().organisation
    workshop = Workshop.create(
        organisation, [], title="Theirs", goal="Theirs", date=date(2030, 2, 6), start=time(9),
        time_zone="Europe/Stockholm",
    )  # fmt: skip
    agenda.lay_out(workshop, HALF_DAY.lines, HALF_DAY.minutes)
    agenda.keep(workshop, "Their day")
    return workshop


def state(*workshops: Workshop) -> list:
    return [
        (
            list(workshop.phases.values()),
            *Workshop.objects.filter(pk=workshop.pk).values_list("booked_minutes", "step"),
        )
        for workshop in workshops
    ]


@pytest.mark.parametrize("booked", [None, "", "ten", "1.5", "-1", "1441", "9" * 30])
def test_booked_minutes_that_cannot_be(fay, planned, booked):
    before = state(planned)
    answer = fay.client.post(at(planned, "booked/"), {} if booked is None else {"booked": booked})
    assert answer.status_code == 422
    assert "Up to a day, in minutes." in answer.text
    assert state(planned) == before


@pytest.mark.parametrize("plan", [None, "", "two-days", "own-", "own-x", "own-999999", "theirs"])
def test_a_plan_that_is_not_there_or_is_of_another_organisation(fay, planned, theirs, plan):
    if plan == "theirs":
        plan = f"own-{AgendaTemplate.objects.get(organisation=theirs.organisation_id).pk}"
    before = state(planned)
    answer = fay.client.post(at(planned, "plan/"), {} if plan is None else {"plan": plan})
    assert answer.status_code == 422
    assert "Their day" not in answer.text
    assert state(planned) == before


@pytest.mark.parametrize("path", ["{}/", "{}/skip/"])
def test_a_phase_of_another_workshop_is_not_found(fay, planned, theirs, path):
    before = state(planned, theirs)
    for pk in (theirs.phases.first().pk, 999_999):
        for said in ({"minutes": "5", "title": "Ours"}, {"back": "yes"}, {}):
            answer = fay.client.post(at(planned, path.format(pk)), said)
            assert answer.status_code == 404
    assert state(planned, theirs) == before


@pytest.mark.parametrize("direction", ["up", "down"])
def test_a_move_of_what_is_not_on_this_agenda_is_not_found(fay, planned, theirs, direction):
    before = state(planned, theirs)
    for pk in ("", "x", "-1", "9" * 30, "²", theirs.phases.first().pk):
        assert fay.client.post(at(planned, "order/"), {direction: pk}).status_code == 404
    assert state(planned, theirs) == before


def test_a_deletion_of_what_is_on_another_agenda_deletes_nothing(fay, planned, theirs):
    before = state(planned, theirs)
    fay.client.post(at(planned, f"{theirs.phases.first().pk}/delete/"))
    assert state(planned, theirs) == before


@pytest.mark.parametrize("kind", [None, "", "lunch", "SOLVE"])
def test_a_phase_of_no_kind_is_not_added(fay, planned, kind):
    before = state(planned)
    said = {"minutes": "5"} | ({} if kind is None else {"kind": kind})
    assert fay.client.post(at(planned, "add/"), said).status_code == 422
    assert state(planned) == before


@pytest.mark.parametrize("path", ["next/", "back/", "to/{phase}/"])
@pytest.mark.parametrize("turn", [None, "", "x", "-1", "0-0", "theirs"])
def test_a_turn_that_nobody_could_have_seen_moves_nothing(fay, planned, theirs, path, turn):
    fay.client.post(f"/workshops/{planned.pk}/cockpit/start/")
    before = state(planned)
    if turn == "theirs":
        turn = f"{theirs.phases.first().pk}-0"
    address = f"/workshops/{planned.pk}/cockpit/{path.format(phase=planned.phases.last().pk)}"
    answer = fay.client.post(address, {} if turn is None else {"turn": turn})
    assert answer.url == f"/workshops/{planned.pk}/cockpit/"  # which shows where the room is
    assert state(planned) == before
    assert not planned.acts.exists()


def test_a_turn_to_a_phase_of_another_workshop_is_not_found(fay, planned, theirs):
    fay.client.post(f"/workshops/{planned.pk}/cockpit/start/")
    planned.refresh_from_db()
    address = f"/workshops/{planned.pk}/cockpit/to/{theirs.phases.first().pk}/"
    assert fay.client.post(address, {"turn": planned.turn}).status_code == 404
    assert not planned.acts.exists()


def test_a_template_goes_through_the_phases_of_the_day_in_its_order():
    whole = ["arrive", "walk", "reveal", "goal", "solve", "choose", "commit", "doors", "close"]
    for name, left_out in (("one-day", set()), ("half-day", set()), ("remote", {"walk", "goal"})):
        kinds = [str(line.kind) for line in PLANS[name].lines if line.kind != "break"]
        assert list(dict.fromkeys(kinds)) == [kind for kind in whole if kind not in left_out]
