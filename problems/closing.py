"""The problems' part in closing a workshop: the doors guard it, and the marks go."""

from datetime import datetime

from problems.doors import shut_sentences
from problems.models import Build, Commitment, Problem, Solution
from workshop import closing
from workshop.models import Workshop


def register() -> None:
    closing.guards.append(shut_sentences)
    closing.farewells.append(spotlight_off)
    closing.farewells.append(forget_authors)


def spotlight_off(workshop: Workshop, _now: datetime) -> None:
    """At the end the wall shows the doors."""
    if workshop.problems.filter(in_spotlight=True).exists():
        Problem.spotlight_off(workshop)


def forget_authors(workshop: Workshop, now: datetime) -> None:
    """Marks and times go from everything that was written, so that nothing ties it together."""
    day = workshop.started_at or now
    Solution.objects.filter(problem__workshop=workshop).forget_authors(day)
    Build.objects.filter(solution__problem__workshop=workshop).forget_authors(day)
    Commitment.objects.of_workshop(workshop).update(author_mark=None, post_mark=None, at=day)
