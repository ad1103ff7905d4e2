"""Takes the figures of a workshop while its key still ties contributions to seats."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from problems.doors import NOT_OURS_YET, OPEN, doors_of
from problems.models import Build, Concern, Consent, Note, Solution
from problems.models.solution import STANDS_ALONE
from workshop.goal.support import figures_of
from workshop.models import Workshop
from workshop.outcomes import measures
from workshop.outcomes.models import Figures


def take_figures(workshop: Workshop, now: datetime) -> None:
    """Keep group figures, and nothing from which a person's share could be worked out."""
    solutions = Solution.objects.visible_to_room().filter(problem__workshop=workshop)
    builds = Build.objects.visible_to_room().filter(solution__in=solutions)
    figures = {
        **door_figures(workshop),
        "people": workshop.participants.here().count(),
        "consents": asdict(Consent.objects.filter(workshop=workshop).counted()),
        "participation": participation(workshop, solutions, builds, *beside(workshop)),
        "cross_building": cross_building(workshop, solutions, builds),
        "goal": figures_of(workshop),
    }
    Figures.objects.update_or_create(workshop=workshop, defaults={"figures": figures, "at": now})


def door_figures(workshop: Workshop) -> dict[str, Any]:
    doors = doors_of(workshop)
    return {
        "problems": len(doors),
        "opened": sum(door.state == OPEN for door in doors),
        "not_ours_yet": sum(door.state == NOT_OURS_YET for door in doors),
        "overridden": len(doors.shut),
        "joint": doors.joint,
        "joint_share": measures.joint_share([[team.pk for team in door.teams] for door in doors]),
        "solutions": sum(door.solutions for door in doors),
        "builds": sum(door.builds for door in doors),
        "teams": workshop.teams.count(),
    }


def beside(workshop: Workshop) -> tuple[QuerySet[Concern], QuerySet[Note]]:
    """What else people contribute: concerns and notes."""
    return (
        Concern.objects.visible_to_room().filter(solution__problem__workshop=workshop),
        Note.objects.visible_to_room().filter(problem__workshop=workshop),
    )


def participation(workshop: Workshop, *posts: QuerySet[Any]) -> dict[str, Any] | None:
    if workshop.key is None:
        return None
    seats = list(workshop.participants.here())
    written = Counter(seat for each in posts for seat in authors(workshop, each))
    counts = [written[seat.pk] for seat in seats]
    balance = measures.participation_balance(counts)
    if balance is None:
        return None
    by_chance = measures.balance_by_chance(len(counts), sum(counts))
    return {"balance": round(balance, 2), "by_chance": round(by_chance, 2), "people": len(counts)}


def authors(workshop: Workshop, posts: QuerySet[Any]) -> list[int | None]:
    """The seat of each post, in the order of their numbers; None where no seat wrote it."""
    key = workshop.key
    seats = list(workshop.participants.all())
    if key is None:
        return [None] * posts.count()
    return [
        next((s.pk for s in seats if mark and mark == s.author_mark(key, post_mark)), None)
        for mark, post_mark in posts.order_by("pk").values_list("author_mark", "post_mark")
    ]


def teams_of(solutions: QuerySet[Solution]) -> dict[int, frozenset[int]]:
    """The teams of each solution, by its number: of all that it is shown as one with."""
    rows = list(solutions.order_by("pk").values_list("pk", "merged_into", "team"))
    there = {pk for pk, *_ in rows}
    heads = {pk: into if into in there else pk for pk, into, _team in rows}
    teams: dict[int, set[int]] = {}
    for pk, _into, team in rows:
        teams.setdefault(heads[pk], set()).add(team)
    return {pk: frozenset(teams[head]) for pk, head in heads.items()}


def cross_building(
    workshop: Workshop, solutions: QuerySet[Solution], builds: QuerySet[Build]
) -> dict[str, Any] | None:
    """Of builds on ideas that people chose: where one was given to them, they had no choice. What
    was merged is one idea, of all its teams."""
    free = builds.filter(given=False)
    owners = teams_of(solutions)
    on = [
        (team, owners[idea]) for team, idea in free.order_by("pk").values_list("team", "solution")
    ]
    built = [(who, *pair) for who, pair in zip(authors(workshop, free), on, strict=True)]
    builders = [team for _who, team in {(who, team) for who, team, _on in built}]
    if len(built) < measures.COUNTS_FROM_BUILDS or len(builders) < measures.BUILDERS_AT_LEAST:
        return None
    across = measures.across([(team, on) for _who, team, on in built])
    ideas = solutions.filter(STANDS_ALONE).values_list("pk", flat=True)
    expected = measures.expected_across(builders, [owners[idea] for idea in ideas])
    index = None
    if len(built) >= measures.INDEX_FROM_BUILDS:
        index = measures.cross_building(across / len(built), expected)
    return {
        "builds": len(built),
        "across": across,
        "expected": round(expected, 2),
        "index": None if index is None else round(index, 2),
        "people": len(builders),
    }
