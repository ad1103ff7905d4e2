"""The reveal: figures from five people on, frozen when first shown, beside one's own dots."""

import random
from collections import defaultdict
from statistics import fmean

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from problems.models import Fact, Perspective, Problem, Revealed
from problems.models.perspective import WalkShut
from problems.models.revealed import figures_of
from problems.reveal import reveal_of
from tests.conftest import take_seat
from tests.problems.opening import NINE, Kind, begin, crowd, feel, hang, say, to
from workshop.agenda.plans import REMOTE
from workshop.live import fragments
from workshop.models import agenda

ALL = frozenset({"wall", "room", "cockpit"})


@pytest.fixture
def day(draft, fay):
    hang(draft, 4)
    begin(draft)
    to(draft, fay, Kind.WALK)
    return draft


@pytest.fixture
def poster(day):
    return day.problems.first()


def stage(day) -> dict[str, str]:
    drawn = fragments.render("stage", day.stream_id, [""], ALL, "en")[""]
    return {audience: " ".join(html.split()) for audience, html in drawn.items()}


def room_felt(day, sales, development, fay, people=5):
    """Two teams at the first poster: Sales feels 8, Development 4; each guesses 2 for the other."""
    poster = day.problems.first()
    guests = [*crowd(day, sales, people), *crowd(day, development, people)]
    for guest in guests:
        feel(poster, guest, 8 if guest.seat.team == sales else 4, 2)
    to(day, fay, Kind.REVEAL)
    return guests


def test_what_was_felt_and_guessed_is_on_all_screens(day, poster, fay, sales, development):
    pat = room_felt(day, sales, development, fay)[0]
    shown = stage(day)
    for screen in ("wall", "cockpit"):
        assert "felt <b>8.0</b> · guessed <b>2.0</b>" in shown[screen]
        assert "felt <b>4.0</b> · guessed <b>2.0</b>" in shown[screen]
        assert "10 of 10 people gave dots" in shown[screen]
    table = shown["wall"].split("<table")[1]
    assert f"1. {poster.title}" in table
    page = " ".join(pat.client.get(f"/room/{day.pk}/").text.split())
    assert '<strong>You</strong> <span class="felt-figures">felt <b>8</b>' in page
    assert "Your guess for Development: 2" in page
    assert "felt <b>8.0</b> · guessed <b>2.0</b>" in page


@pytest.mark.parametrize(("other", "chance"), [(7, True), (2, False)])
def test_a_gap_that_may_be_chance_is_called_so(day, poster, fay, sales, development, other, chance):
    guests = [*crowd(day, sales, 5), *crowd(day, development, 5)]
    for guest, pain in zip(guests, [8] * 5 + [other] * 5, strict=True):
        feel(poster, guest, pain, 5)
    to(day, fay, Kind.REVEAL)
    phone = take_seat(day, "Late", sales).client.get(f"/room/{day.pk}/").text
    cockpit = stage(day)["cockpit"]
    for page in (phone, cockpit):
        assert ("how far apart teams are may be chance" in page) is chance


def test_ones_own_dot_is_on_no_other_phone(day, poster, fay, sales, development):
    pat = take_seat(day, "Pat", sales)
    feel(poster, pat, 3)
    room_felt(day, sales, development, fay)
    late = take_seat(day, "Late", sales)
    for guest, has_one in ((pat, True), (late, False)):
        page = guest.client.get(f"/room/{day.pk}/").text
        assert ("felt <b>3</b>" in page) is has_one
    assert "No dot from you here." in late.client.get(f"/room/{day.pk}/dots/").text


def test_the_three_most_misjudged_are_large_the_worst_first(day, fay, sales, development):
    guests = [*crowd(day, sales, 5), *crowd(day, development, 5)]
    for problem, guess in zip(day.problems.all(), (5, 1, 3, 0), strict=True):
        for guest in guests:
            feel(problem, guest, 6, guess)
    to(day, fay, Kind.REVEAL)
    assert [shown.problem.position for shown in reveal_of(day).misjudged] == [4, 2, 3]
    assert [shown.problem.position for shown in reveal_of(day).rest] == [1]


@pytest.mark.parametrize(
    ("sales_people", "development_people", "teams", "whole"),
    [(5, 5, 2, False), (5, 4, 0, True), (3, 2, 0, True), (2, 2, 0, False), (4, 0, 0, False)],
)
def test_figures_come_from_five_people_a_team_or_from_the_whole_group(
    day, fay, poster, sales, development, sales_people, development_people, teams, whole
):
    for guest in [*crowd(day, sales, sales_people), *crowd(day, development, development_people)]:
        feel(poster, guest, 6, 3 if development_people else None)
    to(day, fay, Kind.REVEAL)
    lines = reveal_of(day).posters[0].lines
    assert len([line for line in lines if line.team]) == teams
    assert bool([line for line in lines if line.team is None]) is whole
    if not lines:
        assert "Too few to say" in stage(day)["wall"]
        assert "Too few to say" in stage(day)["cockpit"]


def test_a_team_of_one_is_in_no_figure_and_the_others_give_it_away_to_nobody(
    day, fay, poster, sales, development, organisation
):
    alone = organisation.teams.create(name="Legal", short_name="Leg", colour=3, position=3)
    day.teams.add(alone)
    (one,) = crowd(day, alone, 1)
    feel(poster, one, 10, None)
    room_felt(day, sales, development, fay)
    shown = reveal_of(day).posters[0]
    assert [line.team.name for line in shown.lines] == ["Sales", "Development"]
    assert shown.people == 10
    assert "10.0" not in stage(day)["wall"]


def test_results_are_frozen_once_shown(day, poster, fay, sales, development):
    pat = room_felt(day, sales, development, fay)[0]
    frozen = Revealed.objects.get()
    with pytest.raises(WalkShut, match="so the dots stay as they are"):
        feel(poster, pat, 1)
    to(day, fay, Kind.WALK)
    answer = say(poster, pat, pain="1", fact="Too late")
    assert answer.status_code == 409
    assert "the dots stay as they are" in answer.text
    assert "Too late" in answer.text
    late = take_seat(day, "Late", sales)
    assert say(poster, late, pain="1").status_code == 409
    to(day, fay, Kind.REVEAL)
    assert Revealed.objects.get().figures == frozen.figures
    assert Perspective.objects.filter(pain=1).count() == 0


def test_going_back_says_that_it_stays_shown(day, fay, sales, development):
    pat = room_felt(day, sales, development, fay)[0]
    day.go_back(NINE, fay.user, day.turn)
    shown = stage(day)
    assert "has been shown" in shown["wall"]
    assert "it stays shown, and no dot can be added or changed" in shown["cockpit"]
    page = pat.client.get(f"/room/{day.pk}/").text
    assert "See what we felt and guessed" in page
    assert "felt <b>8.0</b>" in pat.client.get(f"/room/{day.pk}/dots/").text


def test_undo_after_the_reveal_hides_nothing(day, poster, fay, sales, development):
    pat = room_felt(day, sales, development, fay)[0]
    day.undo_last(NINE, day.acts.first().pk)
    assert day.kind == Kind.WALK
    with pytest.raises(WalkShut):
        feel(poster, pat, 1)


def test_where_nothing_could_be_shown_the_dots_stay_open(day, poster, fay, sales, development):
    """Somebody pressed next too early: nothing was published, so nothing is frozen."""
    (pat,) = crowd(day, sales, 1)
    feel(poster, pat, 5)
    to(day, fay, Kind.REVEAL)
    assert not Revealed.objects.exists()
    to(day, fay, Kind.WALK)
    feel(poster, pat, 6)
    room_felt(day, sales, development, fay)
    assert Revealed.objects.exists()


def test_a_poster_that_comes_after_the_reveal_has_no_figures(day, fay, sales, development):
    pat = room_felt(day, sales, development, fay)[0]
    day.problems.first().delete()
    Problem.objects.create(workshop=day, position=9, title="Late")
    assert "felt <b>8.0</b>" not in stage(day)["wall"]
    assert pat.client.get(f"/room/{day.pk}/").status_code == 200


def test_a_remote_day_reveals_what_was_felt_before_it(draft, fay, sales, development):
    hang(draft)
    agenda.lay_out(draft, REMOTE.lines, REMOTE.minutes)
    draft.open_for_joining()
    guests = [*crowd(draft, sales, 5), *crowd(draft, development, 5)]
    for guest in guests:
        feel(draft.problems.first(), guest, 6, 3)
    draft.start_day(NINE)
    to(draft, fay, Kind.REVEAL)
    assert "felt <b>6.0</b> · guessed <b>3.0</b>" in stage(draft)["wall"]


# Facts


def facts(day, fay, people: dict):
    """Each team's people, all with a fact of their own at the first poster."""
    for team, count in people.items():
        for number, guest in enumerate(crowd(day, team, count)):
            feel(day.problems.first(), guest, 5, None, f"{team.name} knows {number}")
    to(day, fay, Kind.REVEAL)
    return {fact.text: fact.team and fact.team.name for fact in Fact.objects.all()}


def test_facts_say_their_team_from_eight_people_a_team(day, fay, sales, development):
    named = facts(day, fay, {sales: 8, development: 9})
    assert len(named) == 17
    assert all(text.startswith(team) for text, team in named.items())


def test_a_small_team_s_facts_hide_among_those_of_others(day, fay, sales, development):
    """Were the large team named, what is unnamed would be the small one's."""
    named = facts(day, fay, {sales: 7, development: 9})
    assert set(named.values()) == {None}


def test_facts_come_in_no_order_that_tells_who_wrote_when(day, fay, sales, development):
    guests = crowd(day, sales, 3)
    for guest, text in zip(guests, ("Zebra", "Apple", "Mango"), strict=True):
        feel(day.problems.first(), guest, 5, None, text)
    to(day, fay, Kind.REVEAL)
    assert list(Fact.objects.values_list("text", flat=True)) == ["Apple", "Mango", "Zebra"]


def test_fay_hides_a_fact_from_wall_and_phones(day, fay, poster, sales, development):
    pat, *_others = crowd(day, sales, 1)
    feel(poster, pat, 9, None, "Ten a month leave")
    room_felt(day, sales, development, fay)
    fact = Fact.objects.get()
    page = f"/room/{day.pk}/posters/{poster.pk}/"
    assert "Ten a month leave" in stage(day)["wall"]
    assert f'id="fact-{fact.pk}"' in pat.client.get(page).text
    hide = f"/workshops/{day.pk}/cockpit/facts/{fact.pk}"
    for _twice in range(2):
        assert fay.client.post(f"{hide}/hide/").status_code == 302
    drawn = fragments.render("fact", day.stream_id, [str(fact.pk)], ALL, "en")[str(fact.pk)]
    assert drawn == {"room": f'<template data-remove="fact-{fact.pk}"></template>'}
    assert "Ten a month leave" not in stage(day)["wall"]
    assert "Ten a month leave" in stage(day)["cockpit"]
    assert f'id="fact-{fact.pk}"' not in pat.client.get(page).text
    assert day.organisation.audit_entries.filter(act="post.hide").count() == 1
    fay.client.post(f"{hide}/show/")
    drawn = fragments.render("fact", day.stream_id, [str(fact.pk)], ALL, "en")[str(fact.pk)]
    assert "Ten a month leave" in drawn["room"]


# At the close


def test_at_the_close_single_dots_go_and_figures_stay(day, fay, ada, sales, development, poster):
    pat = room_felt(day, sales, development, fay)[0]
    frozen = Revealed.objects.get().figures
    day.close(NINE, ada.user, override_reason="The test ends here")
    assert not Perspective.objects.exists()
    assert Revealed.objects.get().figures == frozen
    assert set(day.participants.values_list("guesses_about", "accepted_rules")) == {(None, False)}
    page = pat.client.get(f"/room/{day.pk}/dots/")
    assert "No dot from you here." in page.text
    assert "felt <b>8.0</b>" in page.text
    assert say_after(poster, pat).status_code == 409


def say_after(poster, guest):
    return guest.client.post(f"/room/{poster.workshop_id}/posters/{poster.pk}/felt/", {"pain": "1"})


def test_without_a_reveal_figures_are_taken_at_the_close_and_facts_stay_unsaid(
    day, ada, sales, development, poster
):
    for guest in [*crowd(day, sales, 5), *crowd(day, development, 5)]:
        feel(poster, guest, 6, 3, "Between us")
    day.close(NINE, ada.user, override_reason="The test ends here")
    assert Revealed.objects.get().figures["surprise"] == 3.0
    assert not Fact.objects.exists()


def test_the_outcomes_page_says_how_far_teams_were_apart(day, fay, mia, ada, sales, development):
    room_felt(day, sales, development, fay)
    day.close(NINE, ada.user, override_reason="The test ends here")
    page = " ".join(mia.client.get(f"/workshops/{day.pk}/outcomes/").text.split())
    assert "closer than believed" not in page
    assert "perspective gap" in page
    figures = Revealed.objects.get().figures
    assert (figures["real"], figures["imagined"]) == (4.0, 4.0)


# The frozen figures against a slow count of the same


@st.composite
def rows(draw):
    """Perspectives of up to four teams at two posters, never saved."""
    sizes = draw(st.lists(st.integers(0, 11), min_size=2, max_size=4))
    chance = random.Random(draw(st.integers(0, 10**6)))
    given_rows = []
    for problem in (1, 2):
        for team, size in enumerate(sizes, start=1):
            for _person in range(size):
                others = [other for other in range(1, len(sizes) + 1) if other != team]
                about = chance.choice(others) if chance.random() < 0.9 else None
                given_rows.append(
                    Perspective(
                        problem_id=problem, team_id=team, pain=chance.randint(0, 10),
                        about_id=about, guess=None if about is None else chance.randint(0, 10),
                    )
                )  # fmt: skip
    return given_rows


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows())
def test_the_frozen_figures_are_what_a_slow_count_says(given_rows):
    figures = figures_of(given_rows, order=[1, 2, 3, 4])
    off = {}
    for problem in (1, 2):
        here = [row for row in given_rows if row.problem_id == problem]
        felt = defaultdict(list)
        for row in here:
            felt[row.team_id].append(row.pain)
        large = sorted(team for team in felt if len(felt[team]) >= 5)
        shown = figures["posters"].get(str(problem))
        if len(large) < 2:
            if len(here) < 5:
                assert shown is None
                continue
            guesses = [row.guess for row in here if row.guess is not None]
            guessed = fmean(guesses) if len(guesses) >= 5 else None
            assert shown["teams"] == []
            assert shown["all"][0] == pytest.approx(fmean(row.pain for row in here), abs=0.051)
            assert (shown["all"][1] is None) is (guessed is None)
            if guessed is not None:
                off[problem] = abs(guessed - fmean(row.pain for row in here))
                assert shown["all"][1] == pytest.approx(guessed, abs=0.051)
            continue
        assert [line[0] for line in shown["teams"]] == large
        assert shown["all"] is None
        assert shown["people"] == sum(len(felt[team]) for team in large)
        misses = []
        for team, mean, guessed in shown["teams"]:
            assert mean == pytest.approx(fmean(felt[team]), abs=0.051)
            about = [
                row.guess
                for row in here
                if row.about_id == team and row.guess is not None and row.team_id in large
            ]
            assert (guessed is None) is (len(about) < 5)
            if guessed is not None:
                assert guessed == pytest.approx(fmean(about), abs=0.051)
                misses.append(abs(fmean(about) - fmean(felt[team])))
        if misses:
            off[problem] = fmean(misses)
    worst = sorted((problem for problem in off if off[problem]), key=lambda problem: -off[problem])
    assert [off[problem] for problem in figures["misjudged"]] == pytest.approx(
        [off[problem] for problem in worst[:3]]
    )


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rows(), st.integers(0, 10**6))
def test_the_order_in_which_people_answered_changes_nothing(given_rows, seed):
    shuffled = given_rows.copy()
    random.Random(seed).shuffle(shuffled)
    order = [1, 2, 3, 4]
    assert figures_of(shuffled, order) == figures_of(given_rows, order)


# At any size


def test_forty_posters_cost_as_many_queries_as_four(draft, fay, sales, development):
    hang(draft, 4)
    begin(draft)
    to(draft, fay, Kind.WALK)
    pat = room_felt(draft, sales, development, fay)[0]
    poster = draft.problems.first()

    def costs() -> list[int]:
        addresses = [
            (pat, f"/room/{draft.pk}/"),
            (pat, f"/room/{draft.pk}/posters/{poster.pk}/"),
            (fay, f"/workshops/{draft.pk}/cockpit/"),
            (fay, f"/wall/{draft.wall_token}/"),
        ]
        counted = []
        for who, address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert who.client.get(address).status_code == 200
            counted.append(len(captured))
        return counted

    few = costs()
    revealed = Revealed.objects.get()
    for position in range(5, 41):
        problem = Problem.objects.create(workshop=draft, position=position, title="More")
        problem.stuck_between.set([sales, development])
        figures = revealed.figures["posters"][str(poster.pk)]
        revealed.figures["posters"][str(problem.pk)] = figures
        Fact.objects.create(problem=problem, text="More", team=sales)
    revealed.save()
    crowd(draft, sales, 20)
    assert costs() == few
    assert max(few) <= 26
