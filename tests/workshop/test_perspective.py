"""Against the definitions of the perspective gap, worked out again the slow way; and that nothing
shown depends on fewer than five people."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workshop.measures.perspective import (
    Answer,
    Gap,
    Perspective,
    most_misjudged,
    overall,
    perspective,
    real_only_above,
)

PAIN = st.none() | st.integers(0, 10)
MOSTLY = st.integers(0, 10) | st.integers(0, 10) | PAIN
SIZES = st.integers(5, 14) | st.integers(5, 14) | st.integers(0, 4)


@st.composite
def posters(draw):
    """Answers of two to four teams of 0 to 14 people, each guessing about one other team."""
    teams = ["Sales", "Development", "Legal", "Support"][: draw(st.integers(2, 4))]
    answers = []
    for team in teams:
        others = [other for other in teams if other != team]
        favourites = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3))
        for number in range(draw(SIZES)):
            other = favourites[number % len(favourites)]
            answers.append(Answer(team, draw(MOSTLY), other, draw(MOSTLY)))
    return answers


def three_teams(legal_guesses):
    """Eight of Sales, six of Development and as many of Legal as guess about Sales."""
    return [
        *[Answer("Sales", 7, "Development", 6)] * 8,
        *[Answer("Development", 5, "Sales", 9)] * 6,
        *[Answer("Legal", 2, "Sales", 1)] * legal_guesses,
        *[Answer("Legal", 2)] * 5,
    ]


def mean(values) -> Fraction:
    return Fraction(sum(values), len(values))


def own_of(answers, team):
    return [a.own for a in answers if a.team == team and a.own is not None]


def guesses(answers, team, other):
    return [a.guess for a in answers if (a.team, a.other) == (team, other) and a.guess is not None]


def told_apart(answers):
    teams = {answer.team for answer in answers}
    large = {team for team in teams if len(own_of(answers, team)) >= 5}
    return large if len(large) >= 2 else set()


def usable(answers, teams):
    """(a, b) whose guesses may be used: five or more, and what is left of the guesses about b when
    all usable ones are taken away is nothing or five or more."""
    pairs = set()
    for other in teams:
        made = [(len(guesses(answers, team, other)), team) for team in teams - {other}]
        large = [(people, team) for people, team in made if people >= 5]
        rest = sum(people for people, _team in made if people < 5)
        if 0 < rest < 5 and large:
            fewest = min(people for people, _team in large)
            order = [
                answer.team
                for answer in answers
                if answer.other == other and answer.guess is not None
            ]
            drop = min((t for p, t in large if p == fewest), key=order.index)
            large = [(people, team) for people, team in large if team != drop]
        pairs |= {(team, other) for _people, team in large}
    return pairs


@given(posters())
def test_felt_and_guessed_are_means_of_five_or_more(answers):
    shown, teams = perspective(answers), told_apart(answers)
    assert set(shown.felt) == teams
    for team in teams:
        assert shown.felt[team] == pytest.approx(float(mean(own_of(answers, team))))
        about = [guess for other in teams - {team} for guess in guesses(answers, other, team)]
        assert (team in shown.guessed) is (len(about) >= 5)
        if len(about) >= 5:
            assert shown.guessed[team] == pytest.approx(float(mean(about)))
    if teams:
        assert shown.people == sum(len(own_of(answers, team)) for team in teams)


@given(posters())
def test_gaps_are_what_the_definitions_say(answers):
    shown, teams = perspective(answers), told_apart(answers)
    felt = {team: mean(own_of(answers, team)) for team in teams}
    pairs = usable(answers, teams)
    every = {(a, b) for a in teams for b in teams if a != b}
    if not teams:
        assert shown.gap == Gap(None, None)
        return
    real = mean([abs(felt[a] - felt[b]) for a, b in pairs or every])
    assert shown.gap.real == pytest.approx(float(real), abs=1e-9)
    if not pairs:
        assert shown.gap.imagined is None
        assert shown.gap.surprise is None
        return
    imagined = mean([abs(felt[a] - mean(guesses(answers, a, b))) for a, b in pairs])
    assert shown.gap.imagined == pytest.approx(float(imagined), abs=1e-9)
    assert shown.gap.surprise == pytest.approx(float(imagined - real), abs=1e-9)


@given(posters())
def test_the_whole_group_stands_in_where_teams_are_small(answers):
    shown = perspective(answers)
    own = [answer.own for answer in answers if answer.own is not None]
    guessed = [answer.guess for answer in answers if answer.guess is not None]
    for figure, values in ((shown.felt_by_all, own), (shown.guessed_by_all, guessed)):
        if told_apart(answers) or len(values) < 5:
            assert figure is None
        else:
            assert figure == pytest.approx(float(mean(values)))


@given(posters())
def test_misjudged_is_how_far_guesses_were_off(answers):
    shown, teams = perspective(answers), told_apart(answers)
    off = [abs(shown.guessed[team] - shown.felt[team]) for team in teams if team in shown.guessed]
    if not teams and None not in (shown.felt_by_all, shown.guessed_by_all):
        off = [abs(shown.guessed_by_all - shown.felt_by_all)]
    if off:
        assert shown.misjudged == pytest.approx(sum(off) / len(off), abs=1e-9)
    else:
        assert shown.misjudged is None


def look(answers):
    """Everything that is shown of a poster, as numbers in a fixed order."""
    shown = perspective(answers)
    means = [*sorted(shown.felt.items()), *sorted(shown.guessed.items())]
    rest = [shown.felt_by_all, shown.guessed_by_all, shown.gap.real, shown.gap.imagined]
    return [(*means, shown.people, shown.real_above), *rest]


def look_the_same(answers, others) -> bool:
    def numbers(seen):
        (*means, people, above), *rest = seen
        return [*(value for _team, value in means), people, *(v or 0 for v in (above, *rest))]

    return numbers(look(answers)) == pytest.approx(numbers(look(others)), abs=1e-9)


def moved(answers, sort, cell, by):
    """The same answers, where all of one kind from one cell are higher by so much."""
    return [
        replace(a, **{sort: getattr(a, sort) + by})
        if cell_of(a, sort) == cell and getattr(a, sort) is not None
        else a
        for a in answers
    ]


def cell_of(answer, sort):
    return answer.team if sort == "own" else (answer.team, answer.other)


def hides_among(answers, sort, cell) -> int | None:
    """The number of people among whom a cell's answers are lost; None where nothing shows them.

    Raising the cell's sum and lowering another's by as much must not show on the wall.
    """
    sizes = {}
    for answer in answers:
        if getattr(answer, sort) is not None:
            sizes[cell_of(answer, sort)] = sizes.get(cell_of(answer, sort), 0) + 1
    step = Fraction(1, 7)
    raised = moved(answers, sort, cell, step / sizes[cell])
    if look_the_same(answers, raised):
        return None
    alike = [
        size
        for other, size in sizes.items()
        if other != cell and look_the_same(answers, moved(raised, sort, other, -step / size))
    ]
    return sizes[cell] + sum(alike)


@settings(max_examples=200)
@given(posters())
@example(three_teams(1))
@example(three_teams(4))
def test_nothing_shown_tells_what_fewer_than_five_people_said(answers):
    for sort in ("own", "guess"):
        for cell in {cell_of(a, sort) for a in answers if getattr(a, sort) is not None}:
            people = hides_among(answers, sort, cell)
            assert people is None or people >= 5


def two_teams(sales, development, sales_guess, development_guess, people=5):
    return [
        *[Answer("Sales", sales, "Development", sales_guess)] * people,
        *[Answer("Development", development, "Sales", development_guess)] * people,
    ]


def test_two_teams_are_closer_than_they_believed():
    shown = perspective(two_teams(7, 6, sales_guess=2, development_guess=10))
    assert shown.felt == {"Sales": 7, "Development": 6}
    assert shown.guessed == {"Sales": 10, "Development": 2}
    assert shown.gap == Gap(real=1, imagined=4.5)
    assert shown.gap.surprise == pytest.approx(3.5)
    assert shown.misjudged == pytest.approx(3.5)
    assert shown.is_real is False


def test_a_team_of_one_stays_out_and_a_small_pair_becomes_one_group():
    apart = two_teams(7, 6, 2, 10)
    alone = Answer("Legal", 0, "Sales", 0)
    assert perspective([*apart, alone]) == perspective(apart)
    together = perspective([*two_teams(7, 5, 2, 10, people=3), alone])
    assert together.felt == {}
    assert together.felt_by_all == pytest.approx(36 / 7)
    assert together.gap == Gap()
    assert together.is_real is None
    assert perspective(two_teams(7, 5, 2, 10, people=2)) == Perspective(people=4)
    assert perspective([]) == Perspective(people=0)


def test_guesses_of_a_large_team_stay_hidden_where_they_give_away_those_of_a_small_one():
    alone = perspective(three_teams(0)).gap
    assert alone == Gap(real=2, imagined=(1 + 4) / 2)
    beside_few = perspective(three_teams(4))
    assert beside_few.guessed["Sales"] == pytest.approx((6 * 9 + 4 * 1) / 10)
    assert beside_few.gap == Gap(real=2, imagined=1)  # what Sales guessed about Development
    beside_enough = perspective(three_teams(5)).gap
    assert beside_enough.real == pytest.approx((2 + 2 + 5) / 3)
    assert beside_enough.imagined == pytest.approx((1 + 4 + 1) / 3)


@pytest.mark.parametrize(
    ("people", "above"),
    [(4, None), (5, 2.4), (8, 1.9), (10, 1.7), (12, 1.5), (16, 1.375), (20, 1.25), (300, 1.25)],
)
def test_a_gap_is_called_real_only_above(people, above):
    assert real_only_above(people) == (above and pytest.approx(above))


@given(st.integers(5, 60))
def test_more_people_need_no_larger_gap(people):
    assert real_only_above(people + 1) <= real_only_above(people)


def test_the_smaller_team_decides_what_is_real():
    answers = [*two_teams(7, 5, 7, 5), *[Answer("Sales", 7)] * 20]
    assert perspective(answers).real_above == pytest.approx(2.4)
    assert perspective(answers).is_real is False
    assert perspective(two_teams(8, 5, 7, 5)).is_real is True


GAPS = st.builds(Gap, PAIN, PAIN)


@given(st.lists(GAPS, max_size=12))
def test_overall_is_the_mean_over_posters_that_have_both(gaps):
    shown = overall(Perspective(people=10, gap=gap) for gap in gaps)
    both = [gap for gap in gaps if gap.real is not None and gap.imagined is not None]
    if both:
        assert shown.real == pytest.approx(float(mean([gap.real for gap in both])))
        assert shown.imagined == pytest.approx(float(mean([gap.imagined for gap in both])))
        assert shown.surprise == pytest.approx(shown.imagined - shown.real)
    else:
        reals = [gap.real for gap in gaps if gap.real is not None]
        assert shown.real == (pytest.approx(float(mean(reals))) if reals else None)


@given(st.lists(st.none() | st.integers(0, 4), max_size=10))
def test_the_three_most_misjudged(off):
    hung = {
        poster: Perspective(people=9, felt_by_all=2, guessed_by_all=None if by is None else 2 + by)
        for poster, by in enumerate(off)
    }
    found = most_misjudged(hung)
    slow, left = [], {poster: by for poster, by in enumerate(off) if by}
    while left and len(slow) < 3:
        worst = [poster for poster in left if left[poster] == max(left.values())]
        slow.append(min(worst))
        del left[slow[-1]]
    assert found == slow
