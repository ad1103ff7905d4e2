"""A room goes through its agenda: next, back, to another phase, and what is undone."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection

from workshop.agenda import stage
from workshop.agenda.clock import clock_of
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import ONE_DAY
from workshop.models import DoorRule, NotYet, Participant, Workshop, WrongStep, agenda

NINE = datetime(2030, 2, 6, 8, tzinfo=UTC)  # 09:00 in Stockholm


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


@pytest.fixture
def day(draft):
    """The day of the story, in its first minute."""
    agenda.lay_out(draft, ONE_DAY.lines, ONE_DAY.minutes)
    draft.open_for_joining()
    draft.start_day(NINE)
    return draft


def go_on(workshop, fay, now=NINE, reason=""):
    workshop.go_on(now, fay.user, workshop.turn, reason)


def to(workshop, fay, kind, now=NINE):
    workshop.go_to(
        workshop.phases.filter(kind=kind).first(), now, fay.user, workshop.turn, "Because."
    )


def press(fay, workshop, path, **said):
    return fay.client.post(f"/workshops/{workshop.pk}/cockpit/{path}/", said)


def at_once(press_it) -> None:
    threads = [threading.Thread(target=press_it) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_day_begins_with_its_first_phase_and_its_time(day):
    assert (day.kind, day.timer_ends_at) == (Kind.ARRIVE, after(15))
    assert day.phase.began_at == NINE


def test_next_goes_through_every_step_of_every_phase(day, fay):
    labels = []
    while day.next_turn():
        go_on(day, fay, reason="Because.")
        labels.append(day.turn_label)
    assert labels[:3] == ["Poster walk", "Reveal", "Shared goal · alone"]
    assert "Solve · round 3 of 3 · challenge and repair" in labels
    assert labels[-1] == "Close · thank you"
    with pytest.raises(WrongStep, match="That was the last phase"):
        go_on(day, fay)


def test_a_phase_that_is_left_out_is_passed_over(day, fay):
    agenda.skip(day.phases.get(kind=Kind.WALK), skipped=True)
    go_on(day, fay)
    assert day.kind == Kind.REVEAL
    day.go_back(NINE, fay.user, day.turn)
    assert day.kind == Kind.ARRIVE


def test_two_facilitators_who_press_next_at_once_make_one_step(day, fay, ada):
    also = Workshop.objects.get(pk=day.pk)
    seen = day.turn
    day.go_on(NINE, fay.user, seen, "")
    also.go_on(NINE, ada.user, seen, "")
    day.refresh_from_db()
    assert day.kind == Kind.WALK


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_press_next_make_one_step(day, fay):
    seen = day.turn

    def press_it():
        Workshop.objects.get(pk=day.pk).go_on(NINE, fay.user, seen, "")
        connection.close()

    at_once(press_it)
    day.refresh_from_db()
    assert day.kind == Kind.WALK


def test_fay_goes_to_any_phase_and_undo_brings_her_back_with_the_time_that_was_left(fay, day):
    to(day, fay, Kind.SOLVE, after(5))
    assert day.turn_label == "Solve · round 1 of 3 · write"
    act = day.acts.first()
    assert day.undo_last(after(6), act.pk) == "To “Solve · round 1 of 3 · write”"
    assert (day.kind, day.timer_ends_at) == (Kind.ARRIVE, after(16))
    assert day.undo_last(after(6), act.pk) == ""


def test_ten_acts_can_be_undone_and_no_more(fay, day):
    labels = []
    for _each in range(12):
        labels.append(day.turn_label)
        go_on(day, fay, reason="Because.")
    undone = []
    while act := day.acts.first():
        assert day.undo_last(NINE, act.pk) == act.about
        undone.append(day.turn_label)
    assert undone == labels[:1:-1]
    assert len(undone) == 10


def test_two_facilitators_who_press_undo_at_once_undo_one_act(day, fay, ada):
    for _each in range(2):
        go_on(day, fay)
    seen = day.acts.first().pk
    for who in (fay, ada):
        press(who, day, "undo", act=seen)
    day.refresh_from_db()
    assert (day.kind, day.acts.count()) == (Kind.WALK, 1)


@pytest.mark.django_db(transaction=True)
def test_two_threads_that_press_undo_undo_one_act(day, fay):
    for _each in range(2):
        go_on(day, fay)
    seen, undone = day.acts.first().pk, []

    def press_it():
        undone.append(Workshop.objects.get(pk=day.pk).undo_last(NINE, seen))
        connection.close()

    at_once(press_it)
    assert sorted(map(bool, undone)) == [False, False, False, True]
    day.refresh_from_db()
    assert (day.kind, day.acts.count()) == (Kind.WALK, 1)


def test_a_day_goes_on_though_the_laptop_that_led_it_died(day, fay, ada):
    """All of it is on the server: the step, its time, and what can be undone."""
    press(fay, day, "next", turn=day.turn, reason="")
    day.refresh_from_db()
    fay.client.logout()
    page = ada.client.get(f"/workshops/{day.pk}/cockpit/").text
    assert "Poster walk" in page
    assert f'data-ends="{day.timer_ends_ms}"' in page
    press(ada, day, "undo", act=day.acts.get().pk)
    day.refresh_from_db()
    assert day.kind == Kind.ARRIVE


def test_a_pause_keeps_the_time_of_the_step(day):
    day.pause(after(5))
    assert (day.timer_ends_at, day.timer_left) == (None, 600)
    day.resume(after(65))
    assert (day.timer_ends_at, day.timer_left) == (after(75), None)


def test_the_agenda_moves_only_while_it_is_live(day, fay):
    day.pause(NINE)
    with pytest.raises(WrongStep, match="while the workshop is live"):
        go_on(day, fay)


def test_an_objection_waits_for_a_word_and_a_rule_for_a_reason(day, fay, monkeypatch):
    said = [stage.Objection("Only one team is here.")]
    monkeypatch.setattr(stage, "_exits", {Kind.ARRIVE: [lambda _workshop: said]})
    with pytest.raises(NotYet, match="Only one team"):
        day.go_on(NINE, fay.user, day.turn)
    assert day.kind == Kind.ARRIVE
    page = press(fay, day, "next", turn=day.turn)
    assert page.status_code == 409
    assert "Only one team is here." in page.text
    said[0] = stage.Objection("No team stands behind it.", needs_reason=True)
    assert press(fay, day, "next", turn=day.turn, reason=" ").status_code == 409
    assert not day.overrides.exists()
    press(fay, day, "next", turn=day.turn, reason="Lunch is getting cold.")
    day.refresh_from_db()
    assert day.kind == Kind.WALK
    assert day.overrides.get().shut == ["No team stands behind it."]
    assert day.organisation.audit_entries.filter(act="phase.overridden").exists()


def test_what_speaks_against_going_on_does_not_speak_against_going_back(day, fay, monkeypatch):
    go_on(day, fay)
    said = [stage.Objection("Not yet.", needs_reason=True)]
    monkeypatch.setattr(stage, "_exits", {Kind.WALK: [lambda _workshop: said]})
    day.go_back(NINE, fay.user, day.turn)
    assert day.kind == Kind.ARRIVE


def test_entrances_run_as_their_step_begins(day, fay, monkeypatch):
    seen = []
    monkeypatch.setattr(
        stage, "_entrances", {("goal", "pairs"): [lambda w, now: seen.append((w.turn, now))]}
    )
    to(day, fay, Kind.GOAL)
    assert seen == []
    go_on(day, fay, after(3))
    assert seen == [(day.turn, after(3))]


def test_every_step_asks_anew_who_is_ready(day, fay):
    before = day.ready_round
    go_on(day, fay)
    assert day.ready_round == before + 1


def ahead(workshop, now) -> float:
    """What plan-clock.js makes of the figures on the cockpit, in minutes."""
    clock = clock_of(Workshop.objects.get(pk=workshop.pk))
    step_ends = max(workshop.timer_ends_ms or 0, now.timestamp() * 1000)
    return (clock.booked_end_ms - step_ends) / 60_000 - clock.rest_seconds / 60


def test_the_clock_says_ahead_and_behind(day, fay):
    assert ahead(day, NINE) == 0
    assert ahead(day, after(21)) == -6
    go_on(day, fay, after(9))
    assert ahead(day, after(9)) == 6


def test_a_pause_puts_the_day_behind_by_its_own_length_and_no_more(day):
    day.pause(after(5))
    assert ahead(day, after(5)) == 0
    assert ahead(day, after(12)) == -7
    day.resume(after(12))
    assert ahead(day, after(12)) == ahead(day, after(20)) == -7


def test_a_day_that_goes_on_another_day_has_no_clock(day):
    day.pause(after(5), until=NINE.date() + timedelta(days=7))
    assert clock_of(Workshop.objects.get(pk=day.pk)) is None
    day.resume(after(7 * 24 * 60))
    assert clock_of(Workshop.objects.get(pk=day.pk)) is None


def test_posts_wait_while_a_phase_takes_no_ideas(day, fay):
    assert not day.takes_posts
    assert Workshop.objects.get(pk=day.pk).stream.held
    to(day, fay, Kind.SOLVE)
    assert day.takes_posts
    assert not Workshop.objects.get(pk=day.pk).stream.held


def test_a_cockpit_that_is_opened_again_goes_on_where_the_other_stopped(day, fay, ada):
    press(fay, day, "next", turn=day.turn, reason="")
    page = ada.client.get(f"/workshops/{day.pk}/cockpit/")
    assert "Poster walk" in page.text
    day.refresh_from_db()
    press(ada, day, "next", turn=day.turn, reason="")
    day.refresh_from_db()
    assert day.kind == Kind.REVEAL


def test_undo_from_an_old_page_does_nothing(day, fay):
    press(fay, day, "next", turn=day.turn, reason="")
    answer = press(fay, day, "undo", act="999")
    assert not list(get_messages(answer.wsgi_request))
    day.refresh_from_db()
    assert day.kind == Kind.WALK


def test_everybody_is_called_to_the_poster_in_the_spotlight(day, fay):
    press(fay, day, "gather")
    day.refresh_from_db()
    assert day.gathering == 1


def test_a_step_that_is_added_to_an_open_room_can_be_entered_and_left_again(live, fay, pat):
    agenda.add(live, Kind.CHOOSE, 20)
    assert "Next: Choose · read" in fay.client.get(f"/workshops/{live.pk}/cockpit/").text
    for _twice in range(2):
        press(fay, live, "next", turn="", reason="")
    live.refresh_from_db()
    assert live.turn_label == "Choose · read"
    assert f'data-turn="{live.turn}"' in pat.client.get(f"/room/{live.pk}/").text
    press(fay, live, "undo", act=live.acts.get().pk)
    live = Workshop.objects.get(pk=live.pk)
    assert (live.turn, live.timer_ends_at, live.takes_posts) == ("", None, True)
    assert not live.stream.held


def test_an_open_room_goes_to_any_phase_and_its_timer_comes_back_with_undo(live, fay):
    for kind in (Kind.BREAK, Kind.CHOOSE):
        agenda.add(live, kind, 20)
    live.start_timer(10, NINE)
    to(live, fay, Kind.CHOOSE, after(4))
    assert live.kind == Kind.CHOOSE
    live.undo_last(after(5), live.acts.get().pk)
    assert (live.turn, live.timer_ends_at) == ("", after(11))


def test_a_step_that_is_added_to_the_last_phase_of_a_day_can_be_entered(day, fay):
    to(day, fay, Kind.CLOSE)
    for _step in ("stay", "thanks"):
        go_on(day, fay)
    agenda.add(day, Kind.BREAK, 10, title="Cake")
    go_on(day, fay)
    assert day.turn_label == "Cake"


@pytest.fixture
def peopled(day, sales, development):
    for team in (sales, development):
        Participant.admit(day, team.name, team, NINE)
    return day


def test_a_jump_over_what_a_later_phase_needs_says_what_will_be_missing(peopled, fay):
    choose = peopled.phases.get(kind=Kind.CHOOSE)
    page = press(fay, peopled, f"to/{choose.pk}", turn=peopled.turn)
    assert page.status_code == 409
    assert "no ideas to choose from without a solve phase" in page.text
    assert "reveal" not in page.text
    press(fay, peopled, f"to/{choose.pk}", turn=peopled.turn, reason="")
    peopled.refresh_from_db()
    assert peopled.kind == Kind.CHOOSE


def test_a_jump_over_what_nothing_needs_or_what_has_been_asks_nothing(peopled, fay):
    solve = peopled.phases.filter(kind=Kind.SOLVE).first()
    peopled.go_to(solve, NINE, fay.user, peopled.turn)
    peopled.go_to(peopled.phases.get(kind=Kind.CHOOSE), NINE, fay.user, peopled.turn)
    assert peopled.kind == Kind.CHOOSE


def test_what_the_agenda_lacks_anyway_is_said_there_and_not_at_a_jump(peopled, fay):
    agenda.skip(peopled.phases.get(kind=Kind.WALK), skipped=True)
    peopled.go_to(peopled.phases.get(kind=Kind.REVEAL), NINE, fay.user, peopled.turn)
    assert peopled.kind == Kind.REVEAL


def test_where_a_door_needs_a_pair_a_jump_over_the_commit_phase_says_so(peopled, fay):
    peopled.door_rule = DoorRule.OWNED
    peopled.save()
    peopled.go_to(peopled.phases.filter(kind=Kind.SOLVE).first(), NINE, fay.user, peopled.turn)
    with pytest.raises(NotYet, match="no pair"):
        peopled.go_to(peopled.phases.get(kind=Kind.DOORS), NINE, fay.user, peopled.turn)
