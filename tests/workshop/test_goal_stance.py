"""Can we stand behind it? The rule that holds the room, what changes with other words, and what
nobody learns of anybody."""

import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import take_seat
from tests.workshop.goal_day import NOW, REASON, at_goal, go_on, people, room, stand, step_to
from workshop.goal.support import support_of
from workshop.live import fragments
from workshop.models import FormerGoal, GoalDraft, GoalPlace, GoalStance, NotYet, WrongStep
from workshop.models.goal_draft import FOURS, STAND
from workshop.people.models import Team

WHY = "it promises a date that Support can’t keep"


@pytest.fixture
def day(draft):
    return at_goal(draft)


@pytest.fixture
def asked(day, fay):
    """At the step that asks; who is here comes in afterwards."""
    step_to(day, fay, STAND)
    return day


def surfaces(workshop, fay, client, *guests) -> dict[str, str]:
    """Everything that anybody is sent: pages, fragments of every kind, and for every audience."""
    found = {
        "wall": client.get(f"/wall/{workshop.wall_token}/").text,
        "cockpit": fay.client.get(f"/workshops/{workshop.pk}/cockpit/").text,
        "reword": fay.client.get(f"/workshops/{workshop.pk}/cockpit/goal/").text,
        "workshop": fay.client.get(f"/workshops/{workshop.pk}/").text,
    }
    for guest in guests:
        for name in ("", "goal/", "goal/mine/", "goal/drafts/", "posters/"):
            address = f"/room/{workshop.pk}/{name}"
            found[f"{guest.seat.name} {name}"] = guest.client.get(address).text
    targets = [str(pk) for pk in workshop.goal_drafts.values_list("pk", flat=True)]
    for kind in ("stage", "workshop", "turn", "goal", "people", "agenda", "draft"):
        for audience in ("wall", "room", "cockpit"):
            drawn = fragments.render(
                kind, workshop.stream_id, targets if kind == "draft" else [""],
                frozenset({audience}), "en",
            )  # fmt: skip
            found[f"{kind} {audience}"] = "".join(p.get(audience, "") for p in drawn.values())
    return found


def test_the_room_moves_on_when_every_team_stands_behind_it(asked, fay):
    pat, pia, tom = people(asked, Sal=2, Dev=1)
    for guest in (pat, tom):
        assert stand(guest, asked).status_code == 302
    with pytest.raises(NotYet, match="Not every team stands behind the goal yet") as held:
        go_on(asked, fay)
    assert held.value.needs_reason
    stand(pia, asked)
    go_on(asked, fay)
    assert asked.kind == "break"


def test_an_open_objection_holds_the_room_until_its_author_takes_it_back(asked, fay):
    pat, pia, pelle, tom = people(asked, Sal=3, Dev=1)
    for guest in (pat, pia, tom):
        stand(guest, asked)
    stand(pelle, asked, WHY)
    with pytest.raises(NotYet, match="1 “I can’t live with it” is open"):
        go_on(asked, fay)
    assert WHY in room(tom)
    stand(pelle, asked)
    assert WHY not in room(tom)
    go_on(asked, fay)
    assert asked.kind == "break"


def test_going_on_all_the_same_takes_a_reason_that_stays_on_the_record(asked, fay):
    pat, _tom = people(asked, Sal=1, Dev=1)
    stand(pat, asked, WHY)
    with pytest.raises(NotYet):
        go_on(asked, fay, "")
    go_on(asked, fay, REASON)
    override = asked.overrides.get()
    assert override.reason == REASON
    assert override.by == fay.user
    assert WHY not in str(override.shut)


def test_who_passes_over_the_question_needs_a_reason_too(day, fay):
    people(day, Sal=1, Dev=1)
    day.refresh_from_db()
    pause = day.phases.get(kind="break")
    with pytest.raises(NotYet, match="Nobody was asked yet"):
        day.go_to(pause, NOW, fay.user, day.turn)
    day.go_to(pause, NOW, fay.user, day.turn, REASON)
    assert day.kind == "break"


def test_pat_changes_her_mind_as_often_as_she_likes_and_has_one_stance(asked):
    (pat,) = people(asked, Sal=1)
    for because in (WHY, "", WHY, "something else", "something else"):
        assert stand(pat, asked, because).status_code == 302
    stance = GoalStance.objects.get()
    assert (stance.stands, stance.because) == (False, "something else")
    before = asked.stream.events.count()
    stand(pat, asked, "something else")
    assert asked.stream.events.count() == before


def test_an_objection_without_words_is_asked_for_them(asked):
    (pat,) = people(asked, Sal=1)
    answer = pat.client.post(f"/room/{asked.pk}/goal/", {"stands": "no", "version": 1})
    assert answer.status_code == 422
    assert "Say what is in the way" in answer.text
    assert not GoalStance.objects.exists()


def test_nobody_but_its_author_takes_an_objection_back(asked, fay, sam):
    pat, tom = people(asked, Sal=1, Dev=1)
    stand(pat, asked, WHY)
    stand(tom, asked)
    for client in (fay.client, sam.client):
        answer = client.post(f"/room/{asked.pk}/goal/", {"stands": "yes", "version": 1})
        assert answer.status_code == 404
    pat.seat.send_out()
    assert support_of(asked).objections, "somebody who is sent out is not made to agree"


def test_stances_are_seen_by_nobody_but_oneself(asked, fay, client, organisation):
    """Whoever of the seven says yes, all screens but one's own are the same to the letter."""
    guests = people(asked, Sal=5, Dev=5)
    said = {}
    for who in (guests[0], guests[4]):
        stand(who, asked)
        said[who.seat.name] = surfaces(asked, fay, client, *guests[1:4], *guests[5:])
        asked.stances.all().delete()
    one, other = said.values()
    for name, page in one.items():
        assert bare(page) == bare(other[name]), name


def bare(page: str) -> str:
    """Without what differs with every request: tokens and where the stream stands."""
    kept = [
        line for line in page.splitlines()
        if "csrfmiddlewaretoken" not in line and "data-revision" not in line
    ]  # fmt: skip
    return "\n".join(kept)


def test_an_objection_shows_neither_name_nor_small_team(asked, fay, client):
    guests = people(asked, Sal=8, Dev=3)
    stand(guests[0], asked, WHY)
    shown = support_of(asked).objections
    assert [objection.shown_team for objection in shown] == [None], (
        "beside a team of three, even the team of eight would tell theirs"
    )
    wall = client.get(f"/wall/{asked.wall_token}/").text
    assert WHY in wall
    assert guests[0].seat.name not in wall
    people(asked, Dev=5)
    team = support_of(asked).objections[0].shown_team
    assert team == Team.objects.get(short_name="Sal")


def test_support_is_yes_or_not_yet_from_five_people_and_never_a_number(asked, fay, client):
    guests = people(asked, Sal=5, Dev=5)
    for guest in guests[:3]:
        stand(guest, asked)
    support = support_of(asked)
    assert [(each.team.short_name, each.behind) for each in support.teams] == [
        ("Sal", True), ("Dev", False),
    ]  # fmt: skip
    wall = client.get(f"/wall/{asked.wall_token}/").text
    assert "3 of 10 have answered" in " ".join(wall.split())


def test_a_team_of_one_counts_and_is_not_shown(asked, fay, client):
    guests = people(asked, Sal=6, Dev=1)
    for guest in guests:
        stand(guest, asked)
    support = support_of(asked)
    assert [each.behind for each in support.teams] == [None, None]
    assert support.by_every_team
    stand(guests[-1], asked, WHY)
    assert not support_of(asked).by_every_team


def test_other_words_ask_everybody_again_and_keep_counts_only(asked, fay):
    guests = people(asked, Sal=3, Dev=3)
    for guest in guests[:4]:
        stand(guest, asked)
    stand(guests[4], asked, WHY)
    asked.refresh_from_db()
    asked.reword("Together we want something else.", 1)
    assert not GoalStance.objects.exists()
    former = FormerGoal.objects.get()
    assert (former.people, former.stood, former.objected) == (6, 4, 1)
    assert support_of(asked).answered == 0
    page = room(guests[0])
    assert "Together we want something else." in page
    assert "You stand behind it" not in page


def test_counts_of_few_people_are_not_kept(asked, fay):
    (pat,) = people(asked, Sal=1)
    stand(pat, asked, WHY)
    asked.refresh_from_db()
    asked.reword("Other words.", 1)
    assert (FormerGoal.objects.get().stood, FormerGoal.objects.get().objected) == (None, None)


def test_a_stance_to_words_that_have_changed_is_not_taken_for_one_to_the_new(asked):
    (pat,) = people(asked, Sal=1)
    asked.refresh_from_db()
    asked.reword("Other words.", 1)
    answer = stand(pat, asked, WHY, version=1)
    assert answer.status_code == 409
    assert "The goal has just got other words" in answer.text
    assert WHY in answer.text
    assert answer.context["stance_form"]["version"].value() == "2"
    assert not GoalStance.objects.exists()


def test_two_facilitators_who_change_the_words_at_once_are_told(asked, fay, ada):
    address = f"/workshops/{asked.pk}/cockpit/goal/"
    assert fay.client.post(address, {"text": "Words of fay", "version": 1}).status_code == 302
    answer = ada.client.post(address, {"text": "Words of ada", "version": 1})
    assert answer.status_code == 409
    assert "Words of fay" in answer.text
    assert "Words of ada" in answer.text
    asked.refresh_from_db()
    assert (asked.goal, asked.goal_version) == ("Words of fay", 2)
    assert ada.client.post(address, {"text": "Words of both", "version": 2}).status_code == 302


def test_pressed_twice_the_words_change_once(asked, fay):
    address = f"/workshops/{asked.pk}/cockpit/goal/"
    for _each in range(3):
        fay.client.post(address, {"text": "Words of fay", "version": 1})
    asked.refresh_from_db()
    assert asked.goal_version == 2
    assert asked.acts.filter(verb="goal").count() == 1
    assert asked.organisation.audit_entries.filter(act="workshop.goal-changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_five_people_who_answer_at_once_are_five(asked):
    guests = people(asked, Sal=5)

    def answer(guest):
        GoalStance.say(guest.seat, True, "", 1)
        connection.close()

    threads = [threading.Thread(target=answer, args=(guest,)) for guest in guests for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert GoalStance.objects.count() == 5


def test_undo_brings_the_words_before_back_and_asks_again(asked, fay):
    (pat,) = people(asked, Sal=1)
    before = asked.goal
    asked.refresh_from_db()
    asked.reword("A slip", 1)
    stand(pat, asked)
    asked.undo_last(NOW, asked.acts.first().pk)
    asked.refresh_from_db()
    assert (asked.goal, asked.goal_version) == (before, 3)
    assert not GoalStance.objects.exists()


def test_a_sentence_that_was_read_out_becomes_the_goal_everywhere(day, fay, client):
    pat, _tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, FOURS)
    four = GoalDraft.objects.of_seat(pat.seat, FOURS).get()
    forward = f"/workshops/{day.pk}/cockpit/goal/drafts/{four.pk}/forward/"
    four.workshop = day
    four.write("Together we want easy bills.", 0)
    fay.client.post(forward, {"goal": "1"})
    day.refresh_from_db()
    assert day.goal_version == 1, "before it is read out it is the four's alone"
    step_to(day, fay, "all")
    fay.client.post(forward, {"goal": "1"})
    fay.client.post(forward, {"goal": "1"})
    day.refresh_from_db()
    assert (day.goal, day.goal_version) == ("Together we want easy bills.", 2)
    for page in (room(pat), client.get(f"/wall/{day.wall_token}/").text):
        assert "Together we want easy bills." in page


def test_a_hidden_sentence_is_on_no_screen_but_the_cockpit(day, fay, client):
    pat, tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, FOURS)
    four = GoalDraft.objects.of_seat(pat.seat, FOURS).get()
    four.workshop = day
    four.write("Something rude", 0)
    step_to(day, fay, "all")
    hide = f"/workshops/{day.pk}/cockpit/drafts/{four.pk}/hide/"
    assert fay.client.post(hide).status_code == 302
    pages = surfaces(day, fay, client, tom)
    assert {name for name, page in pages.items() if "Something rude" in page} <= {
        "cockpit", "stage cockpit",
    }  # fmt: skip
    fay.client.post(hide.replace("hide", "show"))
    assert "Something rude" in room(tom)


def test_hidden_words_of_an_objection_leave_it_open(asked, fay, client):
    pat, tom = people(asked, Sal=1, Dev=1)
    stand(pat, asked, "Something rude")
    objection = GoalStance.objects.get()
    fay.client.post(f"/workshops/{asked.pk}/cockpit/objections/{objection.pk}/hide/")
    assert "Something rude" not in room(tom)
    assert "Something rude" in room(pat), "one’s own words stay with oneself"
    assert "The objection stays open" in room(tom)
    with pytest.raises(NotYet, match="is open"):
        go_on(asked, fay)


def test_going_back_from_what_was_read_out_says_so(day, fay):
    pat, _tom = people(day, Sal=1, Dev=1)
    step_to(day, fay, FOURS)
    four = GoalDraft.objects.of_seat(pat.seat, FOURS).get()
    four.workshop = day
    four.write("Read out", 0)
    step_to(day, fay, "all")
    day.go_back(NOW, fay.user, day.turn)
    cockpit = fay.client.get(f"/workshops/{day.pk}/cockpit/").text
    assert "These sentences were read out before" in cockpit


def test_a_goal_that_changes_later_in_the_day_asks_again(asked, fay):
    (pat,) = people(asked, Sal=1)
    stand(pat, asked)
    go_on(asked, fay)
    asked.reword("Other words after the break.", 1)
    page = room(pat)
    assert "The goal has new words" in page
    assert "Other words after the break." in pat.client.get(f"/room/{asked.pk}/goal/").text
    answer = stand(pat, asked)
    assert answer["Location"] == f"/room/{asked.pk}/goal/"
    assert support_of(asked).by_every_team


def test_the_edit_page_does_not_put_old_words_over_what_the_room_agreed(asked, fay):
    asked.refresh_from_db()
    asked.reword("What the room agreed on.", 1)
    with pytest.raises(WrongStep, match="Change its words in the cockpit"):
        asked.edit(list(asked.teams.all()), goal="From an old page", venue="Elsewhere")
    asked.refresh_from_db()
    assert asked.goal == "What the room agreed on."


def test_nobody_is_asked_before_the_step_or_in_a_pause(day, fay):
    (pat,) = people(day, Sal=1)
    assert stand(pat, day).status_code == 409
    assert pat.client.get(f"/room/{day.pk}/goal/").status_code == 302
    step_to(day, fay, STAND)
    day.pause(NOW)
    assert stand(pat, day, WHY).status_code == 409
    assert not GoalStance.objects.exists()


def test_at_the_close_stances_drafts_and_former_words_go_and_group_figures_stay(asked, fay, ada):
    guests = people(asked, Sal=5, Dev=5)
    for guest in guests[:8]:
        stand(guest, asked)
    stand(guests[9], asked, WHY)
    asked.goal_drafts.create(step="alone", text="Left over").places.create(mark="x" * 64)
    asked.refresh_from_db()
    asked.reword(asked.goal + " Indeed.", 1)
    for guest in guests[:8]:
        stand(guest, asked)
    stand(guests[9], asked, WHY)
    asked.close(NOW, ada.user, "The test ends here")
    assert not GoalStance.objects.exists()
    assert not GoalDraft.objects.exists()
    assert not GoalPlace.objects.exists()
    assert set(FormerGoal.objects.values_list("text", flat=True)) == {""}
    goal = asked.figures.figures["goal"]
    assert (goal["people"], goal["answered"], goal["share"]) == (10, 9, 0.8)
    assert [(team["name"], team["behind"]) for team in goal["teams"]] == [
        ("Sales", True), ("Development", True),
    ]  # fmt: skip
    page = fay.client.get(f"/workshops/{asked.pk}/outcomes/").text
    assert "80%" in page
    assert WHY not in page
    assert guests[0].client.post(
        f"/room/{asked.pk}/goal/", {"stands": "yes", "version": 2}
    ).status_code in (404, 409)


def test_every_screen_costs_the_same_at_any_size(asked, fay, client):
    pat, _tom = people(asked, Sal=1, Dev=1)
    stand(pat, asked, WHY)
    addresses = {
        f"/room/{asked.pk}/": pat.client,
        f"/wall/{asked.wall_token}/": client,
        f"/workshops/{asked.pk}/cockpit/": fay.client,
    }

    def costs() -> list[int]:
        found = []
        for address, its in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                assert its.get(address).status_code == 200
            found.append(len(captured))
        return found

    few = costs()
    for guest in people(asked, Sal=60, Dev=60)[::3]:
        stand(guest, asked, WHY)
    assert costs() == few
    assert max(few) <= 30


def test_somebody_who_comes_late_is_asked_too(asked, sales):
    late = take_seat(asked, "Late", sales)
    assert "I can stand behind this" in room(late)
    assert stand(late, asked).status_code == 302
    assert "You stand behind it" in room(late)
