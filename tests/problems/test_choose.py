"""Dots: given, moved, hidden from everybody until they are counted, and counted once."""

import contextlib
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from problems.choosing import outcome_of
from problems.models import Build, Dot, Problem, Solution, Tally, Vote, VoteResult
from problems.models.vote import Turnout, turnout_of
from tests.conftest import take_seat
from tests.workshop.goal_day import NOW, people
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.live import fragments
from workshop.models import NotYet, Participant, WrongStep, agenda


@pytest.fixture
def day(draft, sales, development):
    """A day that begins with choosing: two posters, three ideas on the first, one on the second."""
    for position, title in enumerate(["Export stops", "No VAT number"], start=1):
        problem = Problem.objects.create(workshop=draft, position=position, title=title)
        problem.stuck_between.set([sales, development])
        for number in range(4 - 2 * position + 1):
            Solution.objects.create(
                problem=problem, team=sales, text=f"Idea {number} on {position}", at=NOW
            )
    agenda.lay_out(draft, [Line(Kind.CHOOSE, 35), Line(Kind.BREAK, 10)], 45)
    draft.open_for_joining()
    draft.start_day(NOW)
    return draft


@pytest.fixture
def voting(day, fay):
    go_on(day, fay)
    return day


@pytest.fixture
def ideas(day) -> list[Solution]:
    return list(Solution.objects.order_by("pk"))


def go_on(workshop, fay, reason=""):
    workshop.refresh_from_db()
    workshop.go_on(NOW, fay.user, workshop.turn, reason)


def give(guest, idea, kind=Dot.HELPS, **headers):
    address = f"/room/{guest.seat.workshop_id}/ideas/{idea.pk}/dots/"
    return guest.client.post(address, {"give": kind}, headers=headers)


def take(guest, idea, kind=Dot.HELPS):
    address = f"/room/{guest.seat.workshop_id}/ideas/{idea.pk}/dots/"
    return guest.client.post(address, {"take": kind})


def counted(workshop) -> dict[str, tuple[int, int]]:
    workshop.refresh_from_db()
    outcome = outcome_of(workshop, workshop.phases.get(kind=Kind.CHOOSE))
    return {
        choice.solution.text: (choice.helps, choice.boldest)
        for poster in outcome.posters
        for choice in poster.choices
        if choice.helps or choice.boldest
    }


def test_pat_gives_three_dots_and_no_fourth(voting, ideas):
    (pat,) = people(voting, Sal=1)
    for idea in ideas[:3]:
        answer = give(pat, idea)
        assert answer.status_code == 302
        assert answer["Location"].endswith(f"?poster={idea.problem_id}#choice-{idea.pk}")
    answer = give(pat, ideas[3])
    assert answer.status_code == 409
    assert "All three dots are given. Take one back first." in answer.text
    assert Vote.objects.count() == 3


def test_one_dot_of_a_kind_on_each_idea_however_often_it_is_pressed(voting, ideas):
    (pat,) = people(voting, Sal=1)
    for _each in range(4):
        give(pat, ideas[0])
        give(pat, ideas[0], Dot.BOLDEST)
    assert sorted(Vote.objects.values_list("kind", flat=True)) == ["boldest", "helps"]


def test_the_boldest_moves_and_dots_come_back(voting, ideas):
    (pat,) = people(voting, Sal=1)
    give(pat, ideas[0], Dot.BOLDEST)
    give(pat, ideas[1], Dot.BOLDEST)
    assert Vote.objects.get().solution == ideas[1]
    for _each in range(2):
        assert take(pat, ideas[1], Dot.BOLDEST).status_code == 302
    assert not Vote.objects.exists()
    for idea in ideas[:3]:
        give(pat, idea)
    take(pat, ideas[0])
    assert give(pat, ideas[3]).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_on_every_idea_at_once_gives_three_dots(voting, ideas):
    (pat,) = people(voting, Sal=1)

    def tap(idea):
        with contextlib.suppress(WrongStep):
            Vote.give(pat.seat, idea, Dot.HELPS)
        connection.close()

    threads = [threading.Thread(target=tap, args=(idea,)) for idea in ideas for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Vote.objects.count() == 3


def test_a_dot_on_an_idea_that_was_taken_off_is_ones_own_again(voting, ideas):
    pat, pia, tom = people(voting, Sal=2, Dev=1)
    for idea in ideas[:3]:
        give(pat, idea)
    idea = ideas[0]
    idea.problem.workshop = voting
    idea.hide()
    assert give(pat, ideas[3]).status_code == 302
    assert give(pia, ideas[0]).status_code == 409
    assert ideas[0].text not in pat.client.get(f"/room/{voting.pk}/").text
    give(pia, ideas[1])
    give(tom, ideas[1])
    go = voting.phases.get(kind=Kind.CHOOSE)
    VoteResult.freeze(go, voting, NOW)
    assert set(counted(voting)) == {ideas[1].text, ideas[2].text, ideas[3].text}


def test_nobody_sees_a_figure_before_the_vote_is_closed(voting, ideas, fay, client):
    """Whichever idea gets the dots, every screen but the voter's own is the same to the letter."""
    pat, pia, tom = people(voting, Sal=2, Dev=1)
    seen = []
    for idea in (ideas[0], ideas[3]):
        Vote.objects.all().delete()
        give(pat, idea)
        give(pat, idea, Dot.BOLDEST)
        seen.append(surfaces(voting, fay, client, ideas, pia, tom))
    assert seen[0] == seen[1]
    own = pat.client.get(f"/room/{voting.pk}/?poster={ideas[3].problem_id}").text
    assert own.count('aria-pressed="true"') == 2


def surfaces(workshop, fay, client, ideas, *guests) -> dict[str, str]:
    found = {
        "wall": client.get(f"/wall/{workshop.wall_token}/").text,
        "cockpit": fay.client.get(f"/workshops/{workshop.pk}/cockpit/").text,
        "votes": fay.client.get(f"/workshops/{workshop.pk}/cockpit/votes/").text,
        "problem": fay.client.get(f"/problems/{ideas[0].problem_id}/").text,
        "outcomes": fay.client.get(f"/workshops/{workshop.pk}/outcomes/").text,
    }
    for idea in ideas:
        page = f"/workshops/{workshop.pk}/cockpit/posters/{idea.problem_id}/"
        found[f"cockpit {idea.pk}"] = fay.client.get(page).text
        for guest in guests:
            for page in (f"?poster={idea.problem_id}", f"posters/{idea.problem_id}/"):
                address = f"/room/{workshop.pk}/{page}"
                found[f"{guest.seat.name} {page}"] = guest.client.get(address).text
    for kind in ("stage", "workshop", "voted", "solution", "problem", "posters"):
        for audience in ("wall", "room", "cockpit"):
            targets = {"solution": ideas, "problem": {i.problem for i in ideas}}.get(kind, [""])
            drawn = fragments.render(
                kind, workshop.stream_id, [str(getattr(t, "pk", t)) for t in targets],
                frozenset({audience}), "en",
            )  # fmt: skip
            found[f"{kind} {audience}"] = "".join(p.get(audience, "") for p in drawn.values())
    changing = ("csrfmiddlewaretoken", "data-revision", "post_key")
    return {
        name: "\n".join(line for line in page.splitlines() if not any(c in line for c in changing))
        for name, page in found.items()
    }


def test_only_how_many_have_voted_is_told_and_a_second_dot_tells_nothing(voting, ideas, client):
    pat, _tom = people(voting, Sal=1, Dev=1)
    before = voting.stream.events.count()
    give(pat, ideas[0])
    give(pat, ideas[1])
    assert voting.stream.events.count() == before + 1
    drawn = fragments.render("voted", voting.stream_id, [""], frozenset({"wall", "room"}), "en")
    assert "1 of 2 have voted" in " ".join(drawn[""]["wall"].split())
    assert drawn[""]["wall"] == drawn[""]["room"]
    take(pat, ideas[0])
    assert voting.stream.events.count() == before + 1
    take(pat, ideas[1])
    assert voting.stream.events.count() == before + 2


def test_the_result_ranks_by_poster_and_shows_ties_as_ties(voting, ideas, fay, client):
    guests = people(voting, Sal=3, Dev=1)
    for guest in guests:
        give(guest, ideas[1])
        give(guest, ideas[3], Dot.BOLDEST)
    for guest, idea in zip(guests, (ideas[0], ideas[2], ideas[0], ideas[2]), strict=True):
        give(guest, idea)
    go_on(voting, fay)
    outcome = outcome_of(voting, voting.phase)
    first = outcome.posters[0].choices
    assert [(c.solution.text, c.helps, c.place, c.shares_place) for c in first] == [
        ("Idea 1 on 1", 4, 1, False), ("Idea 0 on 1", 2, 2, True), ("Idea 2 on 1", 2, 2, True),
    ]  # fmt: skip
    assert [(c.solution.text, c.boldest) for c in outcome.boldest] == [("Idea 0 on 2", 4)]
    for page in (
        client.get(f"/wall/{voting.wall_token}/").text,
        guests[0].client.get(f"/room/{voting.pk}/").text,
        fay.client.get(f"/workshops/{voting.pk}/cockpit/").text,
    ):
        assert "Dots inform; owners decide" in page
        assert "Idea 1 on 1" in page


def test_all_dots_on_one_idea(voting, ideas, fay):
    guests = people(voting, Sal=5)
    for guest in guests:
        give(guest, ideas[0])
        give(guest, ideas[0], Dot.BOLDEST)
    go_on(voting, fay)
    assert counted(voting) == {ideas[0].text: (5, 5)}


def test_no_dots_at_all_say_so_kindly(voting, fay, client):
    (pat,) = people(voting, Sal=1)
    go_on(voting, fay)
    for page in (client.get(f"/wall/{voting.wall_token}/"), pat.client.get(f"/room/{voting.pk}/")):
        assert "No dots were given" in page.text


def test_dots_of_two_people_would_tell_each_the_others(voting, ideas, fay, client):
    pat, tom = people(voting, Sal=1, Dev=1)
    give(pat, ideas[0])
    give(tom, ideas[1])
    go_on(voting, fay)
    assert counted(voting) == {}
    for page in (
        client.get(f"/wall/{voting.wall_token}/"),
        tom.client.get(f"/room/{voting.pk}/"),
        fay.client.get(f"/workshops/{voting.pk}/cockpit/"),
    ):
        assert "Too few have voted" in page.text


def test_the_dots_are_counted_once_and_going_back_opens_nothing(voting, ideas, fay, client):
    guests = people(voting, Sal=3)
    for guest in guests:
        give(guest, ideas[0])
    go_on(voting, fay)
    voting.go_back(NOW, fay.user, voting.turn)
    assert give(guests[0], ideas[1]).status_code == 409
    assert take(guests[0], ideas[0]).status_code == 409
    cockpit = fay.client.get(f"/workshops/{voting.pk}/cockpit/").text
    assert "Going back hides nothing and opens nothing" in cockpit
    assert "they stay as they were given" in guests[0].client.get(f"/room/{voting.pk}/").text
    assert "they stay as they were given" in client.get(f"/wall/{voting.wall_token}/").text
    people(voting, Dev=2)
    go_on(voting, fay)
    assert VoteResult.objects.count() == 1
    assert Tally.objects.get().dots == 3
    assert VoteResult.objects.get().people == 3


def test_an_idea_that_is_hidden_after_the_count_goes_from_every_screen(voting, ideas, fay, client):
    guests = people(voting, Sal=3)
    for guest in guests:
        give(guest, ideas[0])
    go_on(voting, fay)
    ideas[0].problem.workshop = voting
    ideas[0].hide()
    for page in (
        client.get(f"/wall/{voting.wall_token}/"),
        guests[0].client.get(f"/room/{voting.pk}/"),
    ):
        assert ideas[0].text not in page.text
    both = frozenset({"wall", "room"})
    (drawn,) = fragments.render(
        "problem", voting.stream_id, [str(ideas[0].problem_id)], both, "en"
    ).values()
    assert drawn["wall"] == fragments.AFRESH
    (drawn,) = fragments.render(
        "solution", voting.stream_id, [str(ideas[0].pk)], both, "en"
    ).values()
    assert f"choice-{ideas[0].pk}" in drawn["room"]
    assert ideas[0].text not in drawn["room"]


def test_reading_takes_no_dots(day, ideas):
    (pat,) = people(day, Sal=1)
    answer = give(pat, ideas[0])
    assert answer.status_code == 409
    assert "No dots are taken just now" in answer.text
    assert "Helps most" not in answer.text


def test_everybody_begins_at_another_poster_and_reaches_all(day):
    guests = people(day, Sal=4)
    starts = [guest.client.get(f"/room/{day.pk}/").context["problem"].pk for guest in guests]
    assert len(set(starts)) == 2
    page = guests[0].client.get(f"/room/{day.pk}/")
    other = page.context["after"]
    assert guests[0].client.get(f"/room/{day.pk}/?poster={other.pk}").context["problem"] == other
    assert guests[0].client.get(f"/room/{day.pk}/?poster=none").status_code == 200


def test_who_passes_the_count_over_is_reminded(voting, ideas, fay):
    (pat,) = people(voting, Sal=1)
    give(pat, ideas[0])
    pause = voting.phases.get(kind="break")
    voting.refresh_from_db()
    with pytest.raises(NotYet, match="not counted yet") as held:
        voting.go_to(pause, NOW, fay.user, voting.turn)
    assert not held.value.needs_reason
    voting.go_to(pause, NOW, fay.user, voting.turn, "")
    assert not VoteResult.objects.exists()


def test_fay_enters_dots_for_somebody_without_a_phone(voting, ideas, fay, client):
    address = f"/workshops/{voting.pk}/cockpit/votes/"
    said = {"first": ideas[0].pk, "second": ideas[1].pk, "boldest": ideas[0].pk}
    said |= {"post_key": "the-key-of-this-form"}
    for _each in range(2):
        assert fay.client.post(address, said).status_code == 302
    assert Vote.objects.count() == 3
    wall = " ".join(client.get(f"/wall/{voting.wall_token}/").text.split())
    assert "1 entered for the room" in wall
    assert voting.organisation.audit_entries.filter(act="votes.entered").count() == 1
    for number in range(2):
        assert (
            fay.client.post(address, said | {"post_key": f"another-form-{number}"}).status_code
            == 302
        )
    go_on(voting, fay)
    assert counted(voting) == {ideas[0].text: (3, 3), ideas[1].text: (3, 0)}


def test_dots_entered_for_one_person_alone_are_not_shown(voting, ideas, fay, client):
    Vote.enter(voting, [ideas[0]], ideas[1], "a-key-of-fay")
    go_on(voting, fay)
    assert counted(voting) == {}
    assert "Too few have voted" in client.get(f"/wall/{voting.wall_token}/").text


def test_dots_of_who_was_sent_out_count_for_nothing(voting, ideas, fay, client):
    """Nobody is left to tell three from one: the last dots would be those of one person."""
    pat, tom, pia = people(voting, Sal=2, Dev=1)
    give(pat, ideas[0])
    give(tom, ideas[1])
    give(pia, ideas[1], Dot.BOLDEST)
    for gone in (pat, tom):
        Participant.objects.filter(pk=gone.seat.pk).update(sent_out=True)
    assert turnout_of(voting, voting.phase) == Turnout(voters=1, people=1, entered=0)
    Participant.objects.filter(pk=pia.seat.pk).update(sent_out=True)
    go_on(voting, fay)
    assert counted(voting) == {}
    assert not Tally.objects.exists()
    assert "No dots were given" in client.get(f"/wall/{voting.wall_token}/").text


def test_dots_for_the_room_are_undone_until_they_are_counted(voting, ideas, fay):
    assert Vote.enter(voting, [ideas[0]], None, "a-key-of-fay")
    act = voting.acts.first()
    voting.undo_last(NOW, act.pk)
    assert not Vote.objects.exists()
    Vote.enter(voting, [ideas[0]], None, "another-key")
    ballot = voting.acts.first()
    go_on(voting, fay)
    with pytest.raises(WrongStep, match="counted already"):
        ballot.undo(NOW)
    assert Vote.objects.count() == 1


@pytest.mark.parametrize(
    "said", [{}, {"first": "same", "second": "same"}, {"first": "999999"}, {"first": "nonsense"}]
)
def test_a_ballot_that_cannot_be_is_refused(voting, ideas, fay, said):
    said = {name: ideas[0].pk if value == "same" else value for name, value in said.items()}
    answer = fay.client.post(
        f"/workshops/{voting.pk}/cockpit/votes/", said | {"post_key": "a-key-of-fay"}
    )
    assert answer.status_code == 422
    assert not Vote.objects.exists()


def test_a_stranger_gives_no_dots_and_ideas_of_other_rooms_take_none(voting, ideas, fay, sam):
    (pat,) = people(voting, Sal=1)
    for client in (sam.client, fay.client):
        address = f"/room/{voting.pk}/ideas/{ideas[0].pk}/dots/"
        assert client.post(address, {"give": "helps"}).status_code == 404
    answer = pat.client.post(f"/room/{voting.pk}/ideas/999999/dots/", {"give": "helps"})
    assert answer.status_code == 404
    give(pat, ideas[0], "everything")
    assert not Vote.objects.exists()


def test_in_a_pause_nothing_moves(voting, ideas):
    (pat,) = people(voting, Sal=1)
    voting.pause(NOW)
    answer = give(pat, ideas[0])
    assert answer.status_code == 409
    assert "paused" in answer.text


def test_a_phone_with_script_gets_its_own_dots_only(voting, ideas):
    (pat,) = people(voting, Sal=1)
    answer = give(pat, ideas[0], X_Dots="1")
    assert answer.status_code == 200
    assert answer.text.count('aria-pressed="true"') == 1
    assert "<html" not in answer.text
    for idea in ideas[1:3]:
        give(pat, idea)
    answer = give(pat, ideas[3], X_Dots="1")
    assert answer.status_code == 409
    assert "All three dots are given" in answer.text


def test_dots_in_another_phase_and_after_the_close_change_nothing(voting, ideas, fay, ada):
    (pat,) = people(voting, Sal=1)
    go_on(voting, fay)
    go_on(voting, fay)
    for headers in ({}, {"X_Dots": "1"}):
        assert give(pat, ideas[0], **headers)["Location"] == f"/room/{voting.pk}/"
    voting.refresh_from_db()
    voting.close(NOW, ada.user, "The test ends here")
    assert give(pat, ideas[0]).status_code == 302
    assert not Vote.objects.exists()


def test_somebody_who_comes_late_votes_too(voting, ideas, sales):
    late = take_seat(voting, "Late", sales)
    assert give(late, ideas[0]).status_code == 302


def test_at_the_close_dots_go_and_what_they_came_to_stays(voting, ideas, fay, ada):
    guests = people(voting, Sal=3)
    for guest in guests:
        give(guest, ideas[0])
    voting.refresh_from_db()
    voting.close(NOW, ada.user, "The test ends here")
    assert not Vote.objects.exists()
    assert Tally.objects.get().dots == 3
    assert VoteResult.objects.get().voters == 3


def test_two_rounds_of_choosing_in_one_day_are_two_votes(voting, ideas, fay):
    guests = people(voting, Sal=3)
    for guest in guests:
        give(guest, ideas[0])
    go_on(voting, fay)
    again = agenda.add(voting, Kind.CHOOSE, 20)
    voting.go_to(again, NOW, fay.user, voting.turn, "")
    go_on(voting, fay)
    assert give(guests[0], ideas[0]).status_code == 302
    assert Vote.objects.filter(phase=again).count() == 1


def test_every_screen_costs_the_same_at_any_size(voting, ideas, fay, client, sales, development):
    pat, tom, pia = people(voting, Sal=2, Dev=1)
    for guest in (pat, tom, pia):
        give(guest, ideas[0])
    addresses = {
        f"/room/{voting.pk}/": pat.client,
        f"/wall/{voting.wall_token}/": client,
        f"/workshops/{voting.pk}/cockpit/": fay.client,
        f"/workshops/{voting.pk}/cockpit/votes/": fay.client,
    }

    def costs() -> list[int]:
        found = []
        for address, its in addresses.items():
            with CaptureQueriesContext(connection) as captured:
                assert its.get(address).status_code == 200
            found.append(len(captured))
        return found

    def fill():
        for position in range(3, 41):
            problem = Problem.objects.create(workshop=voting, position=position, title="P")
            for number in range(3):
                idea = Solution.objects.create(problem=problem, team=sales, text="I", at=NOW)
                Build.objects.create(solution=idea, team=development, text=f"B{number}", at=NOW)
        for guest in people(voting, Sal=30, Dev=30):
            Vote.give(guest.seat, ideas[0], Dot.BOLDEST)

    few = costs()
    fill()
    assert costs() == few
    go_on(voting, fay)
    many = costs()
    people(voting, Sal=20)
    assert costs() == many
    assert max(few + many) <= 30
