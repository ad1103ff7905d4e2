"""A facilitator lays out the day: plans, phases, their order, and what will be missing."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from workshop.agenda.kinds import STEPS, Kind
from workshop.agenda.plans import ONE_DAY, PLANS
from workshop.models import AgendaTemplate, DoorRule, Workshop, WrongStep, agenda


def kinds(workshop):
    return list(workshop.phases.values_list("kind", flat=True))


def at(workshop, path=""):
    return f"/workshops/{workshop.pk}/agenda/{path}"


@pytest.fixture
def planned(draft):
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    return draft


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_a_plan_fills_the_time_that_is_booked(plan):
    assert sum(line.minutes for line in plan.lines) == plan.minutes


def test_the_day_of_the_story_takes_what_its_table_says(planned):
    minutes = {}
    for phase in planned.phases.all():
        minutes[phase.kind] = minutes.get(phase.kind, 0) + phase.minutes
    assert minutes == {
        "arrive": 15, "walk": 25, "reveal": 15, "goal": 30, "solve": 125, "choose": 35,
        "commit": 45, "doors": 10, "close": 30, "break": 90,
    }  # fmt: skip


def test_the_steps_of_a_phase_share_its_minutes(planned):
    for phase in planned.phases.all():
        seconds = [phase.seconds_of(index) for index in range(len(phase.steps))]
        assert sum(seconds) == phase.minutes * 60
        assert all(seconds)
    round_of_solve = planned.phases.filter(kind=Kind.SOLVE).first()
    assert [round_of_solve.seconds_of(n) // 60 for n in range(4)] == [5, 6, 9, 5]
    assert round_of_solve.label(6) == "Solve · round 2 of 3 · talk"


def test_fay_makes_a_workshop_with_the_agenda_of_a_day(fay, organisation, draft):
    page = fay.client.get(f"/o/{organisation.slug}/workshops/new/")
    fields = page.context["form"].initial | {
        "title": "Next", "goal": "Together", "date": "2031-03-03", "start": "09:00",
        "teams": [team.pk for team in draft.teams.all()],
    }  # fmt: skip
    answer = fay.client.post(f"/o/{organisation.slug}/workshops/new/", fields)
    made = Workshop.objects.get(title="Next")
    assert answer.url == made.get_absolute_url()
    assert kinds(made) == [line.kind for line in ONE_DAY.lines]
    assert made.booked_minutes == 420


def test_a_copy_has_the_same_agenda_without_what_was_left_out(fay, planned):
    agenda.skip(planned.phases.get(kind=Kind.WALK), skipped=True)
    fay.client.post(f"/workshops/{planned.pk}/copy/", {"date": "2031-03-03"})
    copy = Workshop.objects.exclude(pk=planned.pk).get()
    assert kinds(copy) == [line.kind for line in ONE_DAY.lines if line.kind != Kind.WALK]


def test_fay_moves_lengthens_renames_adds_and_deletes(fay, planned):
    goal = planned.phases.get(kind=Kind.GOAL)
    fay.client.post(at(planned, "order/"), {"up": goal.pk})
    assert kinds(planned)[:4] == ["arrive", "walk", "goal", "reveal"]
    fay.client.post(at(planned, f"{goal.pk}/"), {"minutes": "40", "title": "Why we are here"})
    fay.client.post(at(planned, "add/"), {"kind": "own", "minutes": "5", "title": "A song"})
    goal.refresh_from_db()
    assert (goal.minutes, goal.name) == (40, "Why we are here")
    assert planned.phases.last().name == "A song"
    for _twice in range(2):
        fay.client.post(at(planned, f"{planned.phases.get(kind='walk').pk}/delete/")) if (
            planned.phases.filter(kind="walk")
        ) else None
    assert list(planned.phases.values_list("position", flat=True)) == list(range(1, 14))


def test_fay_drags_the_whole_order(fay, planned):
    order = list(planned.phases.values_list("pk", flat=True))
    order.insert(0, order.pop())
    fay.client.post(at(planned, "order/"), {"order": ",".join(map(str, order))})
    assert list(planned.phases.values_list("pk", flat=True)) == order


def test_an_order_of_other_phases_changes_nothing(fay, planned):
    before = kinds(planned)
    for order in ("1,2,3", "x", ""):
        answer = fay.client.post(at(planned, "order/"), {"order": order})
        assert "changed meanwhile" in str(next(iter(get_messages(answer.wsgi_request))))
    assert kinds(planned) == before


@pytest.mark.parametrize("minutes", ["0", "481", "-5", "", "ten", "9" * 30])
def test_a_length_that_cannot_be_is_refused(fay, planned, minutes):
    answer = fay.client.post(at(planned, "add/"), {"kind": "break", "minutes": minutes})
    assert answer.status_code == 422
    assert "one minute to eight hours" in answer.text
    assert planned.phases.count() == len(ONE_DAY.lines)


def test_what_will_be_missing_is_said(fay, planned):
    assert planned.missing(planned.phases.all()) == []
    agenda.skip(planned.phases.get(kind=Kind.WALK), skipped=True)
    assert "no poster walk before the reveal" in fay.client.get(at(planned)).text
    for solve in planned.phases.filter(kind=Kind.SOLVE):
        agenda.skip(solve, skipped=True)
    assert len(planned.missing(planned.held_phases)) == 4


def test_a_door_rule_that_wants_a_pair_wants_a_commit_phase(fay, planned):
    agenda.skip(planned.phases.get(kind=Kind.COMMIT), skipped=True)
    said = "no pair"
    assert said not in fay.client.get(at(planned)).text
    Workshop.objects.update(door_rule=DoorRule.OWNED)
    assert said in fay.client.get(at(planned)).text


def test_the_agenda_of_a_remote_day_says_how_its_walk_takes_place(fay, draft):
    agenda.lay_out(draft, PLANS["remote"].lines, 90)
    said = "Open the workshop for joining some days ahead"
    assert said in fay.client.get(at(draft)).text
    draft.start_day(timezone.now())
    assert said not in fay.client.get(at(draft)).text


def test_the_sum_is_held_against_what_is_booked(fay, planned):
    agenda.add(planned, "break", 12)
    page = fay.client.get(at(planned)).text
    assert "432 minutes on the" in page
    assert "12 minutes too many" in " ".join(page.split())


def test_what_has_begun_stays_before_what_comes(planned, fay):
    planned.start_day(timezone.now())
    first, second = planned.phases.all()[:2]
    with pytest.raises(WrongStep, match="What has begun stays"):
        agenda.move(second, -1)
    with pytest.raises(WrongStep, match="has begun, so it stays"):
        agenda.remove(first)
    with pytest.raises(WrongStep, match="The room is in this phase"):
        agenda.skip(first, skipped=True)
    with pytest.raises(WrongStep, match="one by one"):
        agenda.lay_out(planned, ONE_DAY.lines, 0)


def test_what_was_jumped_over_neither_holds_up_the_rest_nor_comes_back_between(planned, fay):
    planned.start_day(timezone.now())
    goal, choose = (planned.phases.get(kind=kind) for kind in (Kind.GOAL, Kind.CHOOSE))
    planned.go_to(choose, timezone.now(), fay.user, planned.turn, "")
    agenda.move(planned.phases.get(kind=Kind.DOORS), -1)
    assert kinds(planned)[-3:] == ["doors", "commit", "close"]
    agenda.remove(planned.phases.get(kind=Kind.WALK))
    assert "walk" not in kinds(planned)
    with pytest.raises(WrongStep, match="What has begun stays"):
        agenda.move(planned.phases.get(kind=Kind.DOORS), -1)
    agenda.arrange(
        planned,
        [
            *(phase.pk for phase in planned.phases.all() if phase.pk != goal.pk),
            goal.pk,
        ],
    )
    assert kinds(planned)[-1] == "goal"


def test_a_phase_that_began_while_fay_looked_at_it_stays_with_its_rounds(planned, fay):
    seen = planned.phases.filter(kind=Kind.SOLVE).first()
    seen.workshop = planned
    planned.start_day(timezone.now())
    planned.go_to(seen, timezone.now(), fay.user, planned.turn, "")
    agenda.change(seen, minutes=60, rounds=9, title="")
    with pytest.raises(WrongStep, match="has begun, so it stays"):
        agenda.remove(seen)
    assert (planned.phases.get(pk=seen.pk).minutes, planned.phases.get(pk=seen.pk).rounds) == (
        60,
        3,
    )


def test_the_booked_time_of_a_closed_workshop_stays_and_cockpits_hear_of_a_new_one(planned, fay):
    planned.start_day(timezone.now())
    agenda.book(planned, 300)
    assert planned.stream.events.last().kind == "agenda"
    planned.close(timezone.now(), fay.user, "Enough for today.")
    with pytest.raises(WrongStep, match="is closed"):
        agenda.book(Workshop.objects.get(pk=planned.pk), 100)


def test_fay_keeps_an_agenda_for_the_organisation_and_begins_with_it(fay, planned, organisation):
    agenda.add(planned, "own", 7, title="A song")
    for _twice in range(2):
        fay.client.post(at(planned, "keep/"), {"title": "Our day"})
    template = AgendaTemplate.objects.get()
    lines, minutes = agenda.plan_named(organisation, f"own-{template.pk}")
    assert (lines[-1].title, minutes) == ("A song", 420)
    assert f"own-{template.pk}" in fay.client.get(f"/o/{organisation.slug}/workshops/new/").text


def test_sam_cannot_begin_with_a_template_of_ours(sam, fay, planned):
    fay.client.post(at(planned, "keep/"), {"title": "Our day"})
    slug = sam.user.memberships.get().organisation.slug
    assert "Our day" not in sam.client.get(f"/o/{slug}/workshops/new/").text


def test_every_kind_has_steps_and_every_step_a_word_for_the_wall():
    assert set(STEPS) == set(Kind.values)
    for kind, steps in STEPS.items():
        assert all(step.wall and step.prompt for step in steps) or kind == Kind.OWN
