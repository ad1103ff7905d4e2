"""Two ideas that are nearly the same are shown as one, and can be taken apart again."""

import pytest

from problems.choosing import outcome_of
from problems.doors import OPEN, doors_of
from problems.models import Build, Commitment, Dot, Solution, Vote
from tests.conftest import take_seat
from tests.followup.pairs import close
from tests.problems.solve.conftest import NOW, built, doubt, fresh, step, write
from workshop.agenda.kinds import Kind
from workshop.live import fragments
from workshop.models import WrongStep, agenda
from workshop.outcomes.models import Figures


@pytest.fixture
def ideas(live, fay, problem, pat, tom):
    """Nearly the same from both teams, and a third of tom's."""
    step(live, fay, "write")
    one, two = write(pat, problem, "Count the rows"), write(tom, problem, "Say how many rows")
    third = write(tom, problem, "Split the file")
    step(live, fay, "talk")
    return one, two, third


def merge(fay, idea, into):
    return fay.client.post(
        f"/workshops/{idea.problem.workshop_id}/cockpit/ideas/{idea.pk}/merge/", {"into": into.pk}
    )


def apart(fay, idea):
    room = idea.problem.workshop_id
    return fay.client.post(f"/workshops/{room}/cockpit/ideas/{idea.pk}/apart/")


def promise(idea) -> None:
    """Two people take it on."""
    sales, development = idea.problem.workshop.teams.order_by("position")
    Commitment(
        solution=idea, lead="Una", lead_email="una@example.org", lead_team=sales, partner="Ove",
        partner_email="ove@example.org", partner_team=development, cue="c", step="s",
        first_step_on=NOW.date(), serves_goal="g", belief="b", test="t", change_mind="c", confidence=50,
    ).make(NOW)  # fmt: skip


def phone(guest, idea) -> str:
    return guest.client.get(f"/room/{idea.problem.workshop_id}/posters/{idea.problem_id}/").text


def idea_in(page: str, idea) -> str:
    return page.split(f'id="solution-{idea.pk}"')[1].split("</article>", maxsplit=1)[0]


def door(live, problem):
    return doors_of(fresh(live), [problem.pk])[0]


def test_both_texts_and_the_builds_of_both_are_read_together(live, fay, ideas, pat, tom, sales):
    one, two, _third = ideas
    built(tom, one, "On the first")
    built(pat, two, "On the second")
    doubt(pat, two, "On the second, too")
    assert merge(fay, one, two).status_code == 302
    kim = take_seat(live, "Kim", sales)
    page = phone(kim, two)
    shown = idea_in(page, two)
    for words in ("Count the rows", "together with", "On the first", "On the second, too"):
        assert words in shown
    assert f'id="solution-{one.pk}"' not in page
    assert "shown together with another idea" in idea_in(phone(pat, one), one)
    cockpit = fay.client.get(f"/workshops/{live.pk}/cockpit/posters/{one.problem_id}/").text
    assert "Count the rows" in idea_in(cockpit, two)
    assert "Take the two apart" in idea_in(cockpit, two)


def test_two_teams_that_were_merged_open_the_door_with_one_solution(live, fay, problem, ideas):
    one, two, third = ideas
    third.withdraw()
    merge(fay, one, two)
    met = door(live, problem)
    assert (met.state, met.solutions, len(met.teams)) == (OPEN, 1, 2)


def test_a_build_on_either_is_shown_with_both(live, fay, ideas, tom):
    one, two, _third = ideas
    merge(fay, one, two)
    built(tom, one, "Still on the first")
    assert "Still on the first" in idea_in(phone(tom, two), two)


def test_pairs_follow_and_stay_when_they_are_taken_apart(live, fay, ideas, pat, tom):
    one, two, _third = ideas
    promise(one)
    merge(fay, one, two)
    assert "Taken on by two teams" in idea_in(phone(pat, two), two)
    apart(fay, one)
    assert "Taken on by two teams" not in idea_in(phone(pat, two), two)
    assert "Taken on by two teams" in idea_in(phone(tom, one), one)


def test_undo_brings_back_what_was(live, fay, ideas):
    one, two, third = ideas
    merge(fay, one, two)
    merge(fay, two, third)
    assert set(Solution.objects.filter(merged_into=third)) == {one, two}
    for _each in range(2):
        room = fresh(live)
        room.undo_last(NOW, room.acts.first().pk)
        one.refresh_from_db()
        two.refresh_from_db()
    assert (one.merged_into, two.merged_into) == (None, None)


def test_undoing_the_second_keeps_the_first(live, fay, ideas):
    one, two, third = ideas
    merge(fay, one, two)
    merge(fay, two, third)
    room = fresh(live)
    room.undo_last(NOW, room.acts.first().pk)
    one.refresh_from_db()
    assert one.merged_into == two


def test_merging_twice_is_merging_once(live, fay, ideas):
    one, two, _third = ideas
    merge(fay, one, two)
    acts = fresh(live).acts.count()
    two.problem.workshop = one.problem.workshop = fresh(live)
    again = Solution.objects.select_related("problem__workshop__stream").get(pk=one.pk)
    assert not again.merge_into(two)
    assert fresh(live).acts.count() == acts
    merge(fay, one, two)
    assert live.organisation.audit_entries.filter(act="post.merged").count() == 1


def test_what_is_off_the_wall_or_merged_is_not_merged(live, fay, ideas):
    one, two, third = ideas
    merge(fay, one, two)
    assert merge(fay, third, one).status_code == 422
    two.hide()
    assert merge(fay, third, two).status_code == 422
    assert merge(fay, third, third).status_code == 422


def test_a_head_that_goes_leaves_the_other_standing(live, fay, ideas, pat, tom):
    one, two, _third = ideas
    merge(fay, one, two)
    two.refresh_from_db()
    two.problem.workshop = fresh(live)
    two.hide()
    assert "together with" not in idea_in(phone(tom, one), one)
    assert f'data-into="ideas-{one.problem_id}"' in idea_in(phone(tom, one), one)
    two.hide(hidden=False)
    assert "Count the rows" in idea_in(phone(pat, two), two)


def test_every_screen_hears_of_it(live, fay, problem, ideas):
    one, two, _third = ideas
    merge(fay, one, two)
    both = frozenset({"room", "cockpit"})
    drawn = fragments.render("solution", live.stream_id, [str(one.pk)], both, "en")[str(one.pk)]
    assert f'id="solution-{one.pk}" class="idea is-merged' in drawn["room"]
    assert f'data-remove="solution-{one.pk}"' in drawn["cockpit"]
    for html in drawn.values():
        assert "together with" in idea_in(html, two)
    two.refresh_from_db()
    two.problem.workshop = fresh(live)
    two.hide()
    told = set(fresh(live).stream.events.order_by("-revision").values_list("kind", "target")[:3])
    assert told == {
        ("solution", str(one.pk)),
        ("solution", str(two.pk)),
        ("problem", str(problem.pk)),
    }
    drawn = fragments.render("solution", live.stream_id, [str(one.pk)], both, "en")[str(one.pk)]
    assert "Say how many rows" not in drawn["room"]


def test_sam_and_pat_merge_nothing(live, ideas, sam, pat):
    one, two, _third = ideas
    for guest, status in ((sam, 404), (pat, 302)):
        assert merge(guest, one, two).status_code == status
    assert not Solution.objects.exclude(merged_into=None).exists()


def test_measures_count_what_was_merged_once_and_with_all_its_teams(live, fay, problem, ideas):
    one, two, third = ideas
    third.withdraw()
    merge(fay, one, two)
    close(fresh(live), fay)
    figures = Figures.objects.get(workshop=live).figures
    assert (figures["solutions"], figures["joint"]) == (1, 1)


def test_only_builds_of_free_choice_are_measured_across_teams(
    live, fay, problem, ideas, sales, development
):
    one, _two, _third = ideas
    guests = [take_seat(live, f"P{n}", team) for team in (sales, development) for n in range(3)]
    for n in range(24):
        built(guests[n % 6], one, f"Build {n}")
    Build.objects.filter(text__in=["Build 0", "Build 3"]).update(given=True)
    close(fresh(live), fay)
    told = Figures.objects.get(workshop=live).figures["cross_building"]
    assert (told["builds"], told["across"]) == (22, 11)


def at_step(live, fay, kind: str, name: str = ""):
    """On, as fay presses “next”, until the room is there."""
    room = fresh(live)
    while room.kind != kind or (name and room.at_step.name != name):
        room.go_on(NOW, fay.user, room.turn, "The test goes on.")
        room = fresh(live)
    return room


def test_where_the_room_chooses_the_words_of_both_are_read(live, fay, client, ideas, tom):
    one, two, third = ideas
    built(tom, one, "On the first")
    merge(fay, one, two)
    room = at_step(live, fay, Kind.CHOOSE, "read")
    place = f"/room/{live.pk}/?poster={one.problem_id}"
    card = tom.client.get(place).text.split(f'id="choice-{two.pk}"')[1].split("</article>")[0]
    for words in (one.text, two.text, "together with", "On the first"):
        assert words in card
    wall = client.get(f"/wall/{room.wall_token}/").text
    shown = wall.split(two.text)[1].split("</li>")[0]
    assert one.text in shown
    at_step(live, fay, Kind.CHOOSE, "vote")
    ballot = fay.client.get(f"/workshops/{live.pk}/cockpit/votes/").text
    assert f"{two.text} + {one.text}" in ballot
    assert f"{two.text} (Development) + {one.text} (Sales)" in (
        fay.client.get(f"/workshops/{live.pk}/cockpit/ideas/{third.pk}/merge/").text
    )
    for guest in (take_seat(live, f"P{n}", tom.seat.team) for n in range(3)):
        Vote.give(guest.seat, two, Dot.HELPS)
    at_step(live, fay, Kind.CHOOSE, "result")
    for page in (
        tom.client.get(f"/room/{live.pk}/").text,
        client.get(f"/wall/{room.wall_token}/").text,
        fay.client.get(f"/workshops/{live.pk}/cockpit/").text.split("tallies")[1],
    ):
        assert one.text in page
        assert two.text in page


def test_where_pairs_commit_the_words_of_both_are_read(live, fay, ideas, pat, tom, problem):
    one, two, _third = ideas
    built(tom, one, "On the first")
    promise(one)
    merge(fay, one, two)
    agenda.add(fresh(live), Kind.COMMIT, 20)
    at_step(live, fay, Kind.COMMIT)
    page = tom.client.get(f"/room/{live.pk}/").text
    card = page.split(two.text)[1].split("</article>")[0]
    for words in (one.text, "1 build", "a pair has it"):
        assert words in " ".join(card.split())
    kept = Commitment.objects.get()
    for form in (
        tom.client.get(f"/room/{live.pk}/ideas/{two.pk}/commit/"),
        fay.client.get(f"/workshops/{live.pk}/cockpit/ideas/{two.pk}/commit/"),
        fay.client.get(f"/workshops/{live.pk}/cockpit/commitments/{kept.pk}/"),
    ):
        assert one.text in form.text
        assert two.text in form.text


def test_while_dots_are_out_ideas_stay_as_people_read_them(live, fay, ideas, tom):
    one, two, third = ideas
    at_step(live, fay, Kind.CHOOSE, "vote")
    merge(fay, one, two)
    Vote.give(tom.seat, third, Dot.HELPS)
    refused = merge(fay, third, two)
    assert refused.status_code == 422
    assert "not counted yet" in refused.text
    apart(fay, one)
    one.refresh_from_db()
    assert one.merged_into == two
    room = fresh(live)
    with pytest.raises(WrongStep, match="not counted yet"):
        room.undo_last(NOW, room.acts.first().pk)
    assert Vote.objects.counted().count() == 1


def test_what_is_merged_after_the_count_has_the_dots_of_both(live, fay, client, ideas, sales, tom):
    one, two, _third = ideas
    at_step(live, fay, Kind.CHOOSE, "vote")
    guests = [take_seat(live, f"P{n}", sales) for n in range(3)]
    for guest in guests:
        Vote.give(guest.seat, one, Dot.HELPS)
    Vote.give(guests[0].seat, two, Dot.HELPS)
    Vote.give(guests[1].seat, one, Dot.BOLDEST)
    room = at_step(live, fay, Kind.CHOOSE, "result")
    merge(fay, one, two)
    first = outcome_of(room, room.phase).posters[0].choices[0]
    assert (first.solution, first.helps, first.boldest) == (two, 4, 1)
    assert "your dot" in guests[2].client.get(f"/room/{live.pk}/").text
    assert "your dot" not in tom.client.get(f"/room/{live.pk}/").text


def test_phones_that_choose_hear_of_what_was_merged(live, fay, ideas):
    one, two, _third = ideas
    every = frozenset({"room", "wall", "cockpit"})
    assert fragments.render("merged", live.stream_id, [""], every, "en") == {"": {}}
    at_step(live, fay, Kind.CHOOSE, "read")
    merge(fay, one, two)
    assert fresh(live).stream.events.filter(kind="merged").count() == 1
    drawn = fragments.render("merged", live.stream_id, [""], every, "en")
    assert drawn == {"": dict.fromkeys(("room", "cockpit"), fragments.AFRESH)}
    apart(fay, one)
    assert fresh(live).stream.events.filter(kind="merged").count() == 2
