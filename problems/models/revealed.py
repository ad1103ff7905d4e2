from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from django.db import models

from problems.models.fact import Fact
from problems.models.perspective import Perspective, mark_of
from workshop.measures.perspective import Answer, most_misjudged, overall, perspective
from workshop.measures.perspective import Perspective as Seen
from workshop.measures.suppression import hidden_groups
from workshop.models import Workshop

TEXTS_FROM_PEOPLE = 8  # of a team, before a text says that it comes from it
MISJUDGED_SHOWN = 3
POINTS = 1  # decimals that are shown, and so kept


class Revealed(models.Model):
    """What the room felt and guessed, as it was shown: published once, never changed after.

    `figures` has "posters", by the id of each that had something to show:
    {"people", "teams": [[team id, felt, guessed or None], …], "all": [felt, guessed or None] or
    None, "real", "imagined", "surprise", "is_real"}; "misjudged", ids of the worst three;
    "real", "imagined" and "surprise" over all posters; how many "answered" of the "people" in the
    room. What may not be said is None. Means are on the scale of the walk, 0–10.
    """

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="revealed")
    figures = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"what {self.workshop} felt and guessed"

    @classmethod
    def freeze(cls, workshop: Workshop, now: datetime, *, with_facts: bool = True) -> None:
        """The first time counts; where nothing may be shown yet, the dots stay open.

        Belongs into a transaction that holds the workshop's lock.
        """
        if cls.objects.filter(workshop=workshop).exists():
            return
        given = Perspective.objects.of_workshop(workshop)
        figures = figures_of(list(given), order=list(workshop.teams.values_list("pk", flat=True)))
        facts = facts_of(list(given)) if with_facts else []
        figures |= {"people": workshop.participants.here().count(), "answered": answered(workshop)}
        if figures["posters"] or facts:
            cls.objects.create(workshop=workshop, figures=figures, at=now)
            Fact.objects.bulk_create(facts)


def answered(workshop: Workshop) -> int:
    """How many people have given a dot anywhere."""
    posters = list(workshop.problems.values_list("pk", flat=True))
    given = set(Perspective.objects.of_workshop(workshop).values_list("mark", flat=True))
    key = workshop.key
    return sum(
        any(mark_of(seat, key, poster) in given for poster in posters)
        for seat in workshop.participants.here()
        if key
    )


def figures_of(given: list[Perspective], order: list[int]) -> dict[str, Any]:
    """The figures of all posters, teams in this order of their ids."""
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for said in sorted(given, key=lambda said: (said.problem_id, said.team_id)):
        answers[said.problem_id].append(Answer(said.team_id, said.pain, said.about_id, said.guess))
    seen = {problem: perspective(its) for problem, its in answers.items()}
    shown = {
        problem: each for problem, each in seen.items() if each.felt or each.felt_by_all is not None
    }
    gap = overall(shown.values())
    return {
        "posters": {str(problem): poster(each, order) for problem, each in shown.items()},
        "misjudged": most_misjudged(shown, MISJUDGED_SHOWN),
        "real": rounded(gap.real),
        "imagined": rounded(gap.imagined),
        "surprise": rounded(gap.surprise),
    }


def poster(seen: Seen, order: list[int]) -> dict[str, Any]:
    whole = seen.felt_by_all is not None
    return {
        "people": seen.people,
        "teams": [
            [team, rounded(seen.felt[team]), rounded(seen.guessed.get(team))]
            for team in order
            if team in seen.felt
        ],
        "all": [rounded(seen.felt_by_all), rounded(seen.guessed_by_all)] if whole else None,
        "real": rounded(seen.gap.real),
        "imagined": rounded(seen.gap.imagined),
        "surprise": rounded(seen.gap.surprise),
        "is_real": seen.is_real,
    }


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, POINTS)


def facts_of(given: list[Perspective]) -> list[Fact]:
    """Facts by poster and in the order of their letters, which tells nothing of who wrote when."""
    people: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for said in given:
        people[said.problem_id][said.team_id] += 1
    unnamed = {
        problem: hidden_groups(counts, TEXTS_FROM_PEOPLE) for problem, counts in people.items()
    }
    facts = sorted({(s.problem_id, s.fact, s.team_id) for s in given if s.fact})
    return [
        Fact(
            problem_id=problem,
            text=text,
            team_id=None if team in unnamed[problem] else team,
        )
        for problem, text, team in facts
    ]
