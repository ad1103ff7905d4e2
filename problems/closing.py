"""The problems' part in closing a workshop: the doors guard it, and marks and dots go."""

from datetime import datetime

from problems.choosing import close_all_votes, forget_votes
from problems.doors import shut_sentences
from problems.models import (
    Build,
    Commitment,
    Concern,
    Consent,
    Gift,
    Note,
    Perspective,
    Problem,
    Solution,
    Takeaway,
)
from problems.reveal import freeze_at_close
from workshop import closing
from workshop.models import Workshop


def register() -> None:
    closing.guards.append(shut_sentences)
    closing.measures.append(freeze_at_close)
    closing.measures.append(close_all_votes)
    closing.farewells.append(spotlight_off)
    closing.farewells.append(forget_authors)
    closing.farewells.append(forget_votes)


def spotlight_off(workshop: Workshop, _now: datetime) -> None:
    """At the end the wall shows the doors."""
    if workshop.problems.filter(in_spotlight=True).exists():
        Problem.spotlight_off(workshop)


def forget_authors(workshop: Workshop, now: datetime) -> None:
    """Marks go from everything that was written, and all its times become that of the day's start,
    so that nothing ties it together. What was only said for the day goes whole."""
    day = workshop.started_at or now
    Solution.objects.filter(problem__workshop=workshop).forget_authors(day)
    Build.objects.filter(solution__problem__workshop=workshop).forget_authors(day)
    Takeaway.objects.filter(workshop=workshop).forget_authors(day)
    Consent.objects.filter(workshop=workshop).delete()
    Concern.objects.filter(solution__problem__workshop=workshop).forget_authors(day)
    Note.objects.filter(problem__workshop=workshop).forget_authors(day)
    Gift.objects.of_workshop(workshop).delete()
    Commitment.objects.of_workshop(workshop).update(author_mark=None, post_mark=None, at=day)
    workshop.good_things.update(mark=None)
    # What was frozen of them stays; whose dot it was is nobody's any more.
    Perspective.objects.of_workshop(workshop).delete()
