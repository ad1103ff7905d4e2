"""What goes from the way to the goal as a workshop closes: only the goal itself stays."""

from datetime import datetime

from workshop.models import Workshop


def forget_the_way(workshop: Workshop, _now: datetime) -> None:
    """Drafts, places and stances go; of words that the goal had before, the counts stay. The log
    keeps that a group saved something, and no longer which."""
    workshop.goal_drafts.all().delete()
    workshop.stances.all().delete()
    workshop.former_goals.update(text="")
    workshop.stream.events.filter(kind="draft").update(target="0")
