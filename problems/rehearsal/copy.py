"""A rehearsal: a copy of a workshop with made-up people in it, to walk the day alone."""

from datetime import datetime
from itertools import cycle

from django.db import transaction

from problems.models import Picture, Problem
from problems.models.problem import CARRIED
from problems.rehearsal.words import NAMES
from workshop.models import Participant, Workshop, agenda

PEOPLE = 12


@transaction.atomic
def rehearse(workshop: Workshop, now: datetime) -> Workshop:
    """A copy that is open for joining: the same goal, teams, rules, agenda and posters, and
    twelve made-up people. It begins now, so that its clock means something."""
    begins = now.astimezone(workshop.zone)
    copy = Workshop.create(
        workshop.organisation,
        list(workshop.teams.all()),
        rehearsal_of=workshop,
        title=workshop.title,
        goal=workshop.goal,
        date=begins.date(),
        start=begins.time().replace(second=0, microsecond=0),
        time_zone=workshop.time_zone,
        venue=workshop.venue,
        door_rule=workshop.door_rule,
        ground_rules=workshop.ground_rules,
    )
    agenda.lay_out(copy, agenda.lines_of(workshop), workshop.booked_minutes)
    for problem in workshop.problems.prefetch_related("stuck_between"):
        copy_poster(problem, copy)
    copy.open_for_joining()
    for name, team in zip(
        NAMES[:PEOPLE], cycle(copy.teams.order_by("position", "pk")), strict=False
    ):
        seat, _token = Participant.admit(copy, name, team, now)
        Participant.objects.filter(pk=seat.pk).update(made_up=True)
    return copy


def copy_poster(problem: Problem, workshop: Workshop) -> None:
    """Its words and where it is stuck. Pictures stay where they are: their files belong to it."""
    words = {name: getattr(problem, name) for name in CARRIED}
    poster = Problem.objects.create(workshop=workshop, position=problem.position, **words)
    poster.stuck_between.set(problem.stuck_between.all())


@transaction.atomic
def discard(rehearsal: Workshop) -> None:
    """Gone with everything in it. Only for rehearsals; the workshop it copied stays."""
    assert rehearsal.is_rehearsal, "a workshop that counts is put away, never deleted"
    stream, key = rehearsal.stream, rehearsal.key
    Picture.objects.filter(problem__workshop=rehearsal).discard()
    rehearsal.delete()
    stream.delete()
    if key:
        key.delete()
