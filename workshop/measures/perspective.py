"""What teams feel about each poster, what others guess they feel, and how far apart the two are.

Real gap R, imagined gap I and surprise I − R: after Lees & Cikara 2020 and Eyal, Steffel & Epley
2018. All answers and means are on the scale of the question, 0–10.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from statistics import fmean
from typing import TypeVar

from workshop.measures.suppression import hidden_groups

Team = Hashable
Poster = TypeVar("Poster", bound=Hashable)
Pair = tuple[Team, Team]

PEOPLE_AT_LEAST = 5
# Gaps of means that chance alone seldom reaches: people per team, least gap to call real.
REAL_ABOVE = [(5, 2.4), (8, 1.9), (12, 1.5), (20, 1.25)]


@dataclass(frozen=True)
class Answer:
    """What one person said at one poster: their team's own pain, and a guess about `other`'s."""

    team: Team
    own: float | None
    other: Team | None = None
    guess: float | None = None


@dataclass(frozen=True)
class Gap:
    """How far teams are apart, and how far they believe they are; None is “too few to say”."""

    real: float | None = None
    imagined: float | None = None

    @property
    def surprise(self) -> float | None:
        """I − R; positive: closer than believed."""
        if self.real is None or self.imagined is None:
            return None
        return self.imagined - self.real


@dataclass(frozen=True)
class Perspective:
    """One poster. Either teams are told apart (`felt` names two or more) or the whole group stands
    in for them (`felt_by_all`), never both; with too few people, neither.

    `people`: how many answers on their own pain the figures come from. `felt`: each team's mean.
    `guessed`: the mean of what the other teams guessed about it. `real_above`: what `gap.real` must
    exceed to be called real.
    """

    people: int
    felt: Mapping[Team, float] = field(default_factory=dict)
    guessed: Mapping[Team, float] = field(default_factory=dict)
    felt_by_all: float | None = None
    guessed_by_all: float | None = None
    gap: Gap = Gap()
    real_above: float | None = None

    @property
    def is_real(self) -> bool | None:
        """Whether the gap is more than chance; None where there is none to speak of."""
        if self.gap.real is None or self.real_above is None:
            return None
        return self.gap.real > self.real_above

    @property
    def misjudged(self) -> float | None:
        """How far guesses were off: |guessed − felt|, on average over the teams, or of all."""
        if self.guessed:
            return fmean(abs(guess - self.felt[team]) for team, guess in self.guessed.items())
        if self.felt_by_all is None or self.guessed_by_all is None:
            return None
        return abs(self.guessed_by_all - self.felt_by_all)


def perspective(answers: Collection[Answer]) -> Perspective:
    """What may be shown of one poster, from everybody's answer.

    Teams with 5 answers are told apart if there are two of them or more; smaller teams then stay
    out of every figure. Otherwise it is about the whole group, from 5 people on. A mean guess is
    shown from 5 guesses on; I uses the guesses of one team about another from 5 on, and only where
    that gives nothing away about a smaller one (`hidden_groups`).
    """
    own = _by_team(answers)
    teams = [team for team, values in own.items() if len(values) >= PEOPLE_AT_LEAST]
    if len(teams) < 2:
        return _of_all(answers)
    felt = {team: fmean(own[team]) for team in teams}
    guesses = _guesses(answers, teams)
    return Perspective(
        people=sum(len(own[team]) for team in teams),
        felt=felt,
        guessed=_guessed(guesses),
        gap=_gap(felt, guesses),
        real_above=real_only_above(min(len(own[team]) for team in teams)),
    )


def real_only_above(people: int) -> float | None:
    """The gap that a real one exceeds, for so many people in the smaller team; None below 5.

    Between the sizes of the table it is interpolated in a straight line, which errs on the side of
    caution; above the last it stays there.
    """
    if people < PEOPLE_AT_LEAST:
        return None
    for (fewer, high), (more, low) in pairwise(REAL_ABOVE):
        if people <= more:
            return high + (low - high) * (people - fewer) / (more - fewer)
    return REAL_ABOVE[-1][1]


def overall(posters: Iterable[Perspective]) -> Gap:
    """The mean gap over the posters where both R and I are known; without any, R's own mean."""
    gaps = [poster.gap for poster in posters]
    both = [gap for gap in gaps if gap.surprise is not None] or gaps
    return Gap(
        real=_mean(gap.real for gap in both),
        imagined=_mean(gap.imagined for gap in both),
    )


def most_misjudged(posters: Mapping[Poster, Perspective], many: int = 3) -> list[Poster]:
    """The posters where guesses were furthest off, the worst first, of equals as they hang."""
    off = {poster: seen.misjudged or 0 for poster, seen in posters.items()}
    ranked = sorted((poster for poster in posters if off[poster]), key=lambda poster: -off[poster])
    return ranked[:many]


def _by_team(answers: Iterable[Answer]) -> dict[Team, list[float]]:
    own: defaultdict[Team, list[float]] = defaultdict(list)
    for answer in answers:
        if answer.own is not None:
            own[answer.team].append(answer.own)
    return own


def _guesses(
    answers: Iterable[Answer], teams: Collection[Team]
) -> dict[Team, dict[Team, list[float]]]:
    """For each team that is guessed about, the guesses of each other team that made any."""
    about: defaultdict[Team, defaultdict[Team, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for answer in answers:
        is_across = answer.team in teams and answer.other in teams and answer.team != answer.other
        if is_across and answer.guess is not None:
            about[answer.other][answer.team].append(answer.guess)
    return {other: dict(by) for other, by in about.items()}


def _of_all(answers: Collection[Answer]) -> Perspective:
    own = [answer.own for answer in answers]
    return Perspective(
        people=sum(value is not None for value in own),
        felt_by_all=_mean(own, PEOPLE_AT_LEAST),
        guessed_by_all=_mean([answer.guess for answer in answers], PEOPLE_AT_LEAST),
    )


def _guessed(guesses: Mapping[Team, Mapping[Team, list[float]]]) -> dict[Team, float]:
    means = {
        team: _mean([guess for made in by.values() for guess in made], PEOPLE_AT_LEAST)
        for team, by in guesses.items()
    }
    return {team: mean for team, mean in means.items() if mean is not None}


def _gap(felt: Mapping[Team, float], guesses: Mapping[Team, Mapping[Team, list[float]]]) -> Gap:
    """R and I over the same pairs; where nobody's guesses may be used, R over all pairs."""
    believed: dict[Pair, float] = {}
    for other, by in guesses.items():
        hidden = hidden_groups({team: len(made) for team, made in by.items()}, PEOPLE_AT_LEAST)
        believed |= {(team, other): fmean(by[team]) for team in by if team not in hidden}
    pairs: Sequence[Pair] = list(believed) or list(combinations(felt, 2))
    return Gap(
        real=fmean(abs(felt[team] - felt[other]) for team, other in pairs),
        imagined=_mean(abs(felt[team] - guess) for (team, _other), guess in believed.items()),
    )


def _mean(values: Iterable[float | None], at_least: int = 1) -> float | None:
    """The mean of what was answered, from so many answers on."""
    known = [value for value in values if value is not None]
    return fmean(known) if len(known) >= at_least else None
