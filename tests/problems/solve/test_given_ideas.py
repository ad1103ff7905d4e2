"""The idea of another team that everybody is given to build on first."""

from collections import Counter
from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.models import Build, Gift
from problems.models.gift import mark_of
from tests.conftest import take_seat
from tests.problems.solve.conftest import (
    NOW,
    back,
    build,
    built,
    fresh,
    hang,
    seated,
    step,
    write,
)
from workshop.agenda.kinds import Kind
from workshop.agenda.plans import Line
from workshop.models import Participant, Workshop, agenda

CARD = "Someone gave you this."


def gift_of(seat) -> Gift | None:
    seat = Participant.objects.select_related("workshop__key", "workshop__phase").get(pk=seat.pk)
    return Gift.objects.of(seat)


@pytest.fixture
def at_build(live, fay, problem, pat, tom):
    """Pat and tom sit at a table, each has written, and the build step has begun."""
    step(live, fay, "write")
    poster = pat.client.get(f"/room/{live.pk}/").context["door"].problem
    ideas = write(pat, poster, "From sales"), write(tom, poster, "From development")
    step(live, fay, "build")
    return ideas


def test_pat_is_given_toms_idea_and_tom_pats(live, at_build, pat, tom):
    ours, theirs = at_build
    for guest, given_idea in ((pat, theirs), (tom, ours)):
        page = guest.client.get(f"/room/{live.pk}/")
        assert CARD in page.text
        assert page.context["gift"].solution == given_idea


def test_first_the_gift_then_whatever_one_likes(live, at_build, pat):
    ours, theirs = at_build
    refused = build(pat, ours, "On my own first")
    assert refused.status_code == 409
    assert "First the idea that somebody gave you" in refused.text
    assert "On my own first" in refused.text
    assert built(pat, theirs).given
    assert CARD not in pat.client.get(f"/room/{live.pk}/").text
    assert not built(pat, ours).given


def test_pat_has_nothing_to_add_and_chooses_freely(live, at_build, pat, tom):
    ours, _theirs = at_build
    gift = gift_of(pat.seat)
    for _twice in range(2):
        answer = pat.client.post(f"/room/{live.pk}/gifts/{gift.pk}/pass/")
        assert (answer.status_code, answer["Location"]) == (302, f"/room/{live.pk}/")
    assert not built(pat, ours).given
    assert not gift_of(tom.seat).settled


def test_nobody_passes_a_gift_of_somebody_else_or_of_an_earlier_round(
    live, fay, at_build, pat, tom
):
    old = gift_of(pat.seat)
    tom.client.post(f"/room/{live.pk}/gifts/{old.pk}/pass/")
    assert not gift_of(pat.seat).settled
    step(live, fay, "round 2 of 3 · build")
    pat.client.post(f"/room/{live.pk}/gifts/{old.pk}/pass/")
    assert gift_of(pat.seat).pk != old.pk
    assert not gift_of(pat.seat).settled


def test_the_same_build_twice_is_one_and_is_never_refused(live, fay, at_build, pat):
    ours, theirs = at_build
    built(pat, theirs)
    for _twice in range(2):
        assert build(pat, ours, "Twice", key="the-same-key").status_code == 302
    step(live, fay, "round 2 of 3 · build")  # with a new gift, the old post comes once more
    assert build(pat, ours, "Twice", key="the-same-key").status_code == 302
    assert Build.objects.filter(text="Twice").count() == 1


def test_later_a_build_on_what_was_given_is_still_no_free_choice(live, fay, at_build, pat):
    _ours, theirs = at_build
    step(live, fay, "talk")
    assert built(pat, theirs, "Only now").given


def test_who_has_built_is_not_asked_again_when_that_idea_goes(
    live, at_build, pat, tom, sales, development
):
    ours, theirs = at_build
    built(pat, theirs)
    write(tom, ours.problem, "Another from development")
    theirs.problem.workshop = fresh(live)
    theirs.hide()
    take_seat(live, "Kim", sales)
    assert gift_of(pat.seat).settled
    assert gift_of(pat.seat).solution == theirs
    assert CARD not in pat.client.get(f"/room/{live.pk}/").text
    assert not built(pat, ours).given


def test_in_talk_everybody_chooses(live, fay, at_build, pat):
    ours, _theirs = at_build
    step(live, fay, "talk")
    assert CARD not in pat.client.get(f"/room/{live.pk}/").text
    assert not built(pat, ours).given


def test_who_comes_in_the_middle_of_building_is_given_one_too(live, at_build, sales):
    late = take_seat(live, "Kim", sales)
    assert late.client.get(f"/room/{live.pk}/").context["gift"].solution == at_build[1]


def test_a_step_back_and_on_keeps_what_was_given(live, fay, at_build, pat):
    before = gift_of(pat.seat)
    back(live, fay)
    step(live, fay, "build")
    assert gift_of(pat.seat) == before


def test_a_gift_that_is_hidden_binds_nobody(live, at_build, pat):
    ours, theirs = at_build
    theirs.hide()
    assert CARD not in pat.client.get(f"/room/{live.pk}/").text
    assert build(pat, ours).status_code == 302


def test_without_an_idea_of_another_team_everybody_chooses(live, fay, pat, tom):
    step(live, fay, "write")
    poster = pat.client.get(f"/room/{live.pk}/").context["door"].problem
    idea = write(pat, poster)
    step(live, fay, "build")
    assert CARD not in pat.client.get(f"/room/{live.pk}/").text
    assert build(pat, idea).status_code == 302


def test_gifts_are_even_and_from_ones_own_poster(live, fay):
    hang(live, 3)
    guests = seated(live, 6, 6)
    step(live, fay, "write")
    posters = {}
    for guest in guests:
        posters[guest.seat.pk] = guest.client.get(f"/room/{live.pk}/").context["door"].problem
        write(guest, posters[guest.seat.pk])
    step(live, fay, "build")
    gifts = [gift_of(guest.seat) for guest in guests]
    for guest, gift in zip(guests, gifts, strict=True):
        assert gift.solution.team_id != guest.seat.team_id
        assert gift.solution.problem_id == posters[guest.seat.pk].pk
    assert set(Counter(gift.solution_id for gift in gifts).values()) == {1}


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.lists(st.integers(0, 2), min_size=1, max_size=12), st.lists(st.integers(0, 2), max_size=8)
)
def test_nobody_is_ever_given_an_idea_of_their_own_team(room_of, people, ideas):
    workshop, teams, problem, fay = room_of()
    guests = [take_seat(workshop, f"P{n}", teams[place]) for n, place in enumerate(people)]
    step(workshop, fay, "write")
    for place in ideas:
        writer = next((guest for guest in guests if guest.seat.team == teams[place]), None)
        if writer:
            write(writer, problem)
    step(workshop, fay, "build")
    written = set(problem.solutions.values_list("team", flat=True))
    for guest in guests:
        gift = gift_of(guest.seat)
        others = written - {guest.seat.team_id}
        assert (gift is not None) == bool(others)
        assert gift is None or gift.solution.team_id in others


@pytest.fixture
def room_of(organisation, sales, development, fay):
    """A new room of three teams each time, in its first minute."""
    support = organisation.teams.create(name="Support", short_name="Sup", colour=3, position=3)
    teams = [sales, development, support]

    def make():
        workshop = Workshop.create(
            organisation, teams, title="Room", goal="A goal", date=date(2030, 2, 6), start=time(9),
            time_zone="Europe/Stockholm",
        )  # fmt: skip
        agenda.lay_out(workshop, [Line(Kind.ARRIVE, 5), Line(Kind.SOLVE, 25)], 30)
        hang(workshop, 1)
        workshop.start_day(NOW)
        return workshop, teams, workshop.problems.get(), fay

    return make


def test_the_rows_name_no_seat_and_lie_in_the_order_of_their_marks(live, fay):
    guests = seated(live, 4, 4)
    step(live, fay, "write")
    for guest in guests:
        write(guest, live.problems.first())
    step(live, fay, "build")
    marks = list(Gift.objects.order_by("pk").values_list("mark", flat=True))
    assert len(marks) == 8
    assert marks == sorted(marks)
    room = fresh(live)
    own = {mark_of(guest.seat, room.key, room.phase_id, 1) for guest in guests}
    assert own == set(marks)


def test_the_close_takes_gifts_and_what_they_tell_of_builds(live, fay, at_build, pat):
    built(pat, at_build[1])
    assert Build.objects.filter(given=True).exists()
    fresh(live).close(NOW, fay.user, "The test ends here")
    assert not Gift.objects.exists()
    assert not Build.objects.filter(given=True).exists()


def test_no_fragment_says_what_was_given_to_whom(live, at_build, pat, tom, fay):
    for client, address in (
        (fay.client, f"/workshops/{live.pk}/cockpit/"),
        (fay.client, f"/wall/{live.wall_token}/"),
        (tom.client, f"/room/{live.pk}/posters/"),
    ):
        assert CARD not in client.get(address).text
