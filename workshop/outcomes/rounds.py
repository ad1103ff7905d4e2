"""Counts the rounds of pulse and network: group figures are kept once, and what they came from
is destroyed. workshop/followup/pulse/trust.py says why."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from workshop.followup.models import (
    CheckIn,
    NetworkAnswer,
    NetworkMember,
    NinetyDays,
    PulseAnswer,
    Question,
)
from workshop.followup.pulse.models import answer_mark, rung_mark
from workshop.followup.pulse.questions import PARTS
from workshop.followup.pulse.rounds import DAYS, OF_NETWORK, Round, ends_at
from workshop.measures.goal import commitment
from workshop.measures.suppression import MEAN_AT_LEAST
from workshop.models import Status, Workshop, WorkshopKey
from workshop.outcomes import network_measures, pulse_measures
from workshop.outcomes.models import RoundFigures

NETWORK = "network"
# All three rounds if enough people answered all of them, else the first two that enough did.
COMPARED = (OF_NETWORK, (Round.BEFORE, Round.DAY_90), (Round.BEFORE, Round.DAY_30))


def count_at_close(workshop: Workshop, now: datetime) -> None:
    """Before the day and at the close, while the workshop closes."""
    asked = workshop.invitations.open().exclude(asked_at=None).count()
    keep(workshop, Round.BEFORE, pulse_of(workshop, Round.BEFORE, asked), now)
    here = workshop.participants.here().count()
    keep(workshop, Round.CLOSE, pulse_of(workshop, Round.CLOSE, here), now)


def ended(now: datetime) -> list[Workshop]:
    """Closed workshops whose day 90 is over and not counted yet."""
    closed = Workshop.objects.filter(
        status=Status.CLOSED, closed_at__lte=now - timedelta(days=DAYS[Round.DAY_90])
    )
    uncounted = closed.exclude(round_figures__round=NETWORK)
    return [workshop for workshop in uncounted if ends_at(workshop, Round.DAY_90) <= now]


def count_day_90(workshop: Workshop, now: datetime) -> None:
    """Keep the figures of day 90 and of the network, and destroy all the rest. Safe to repeat."""
    with transaction.atomic():
        asked = CheckIn.objects.filter(workshop=workshop, question=Question.CUSTOMER).count()
        keep(workshop, Round.DAY_90, pulse_of(workshop, Round.DAY_90, asked), now)
        keep(workshop, NETWORK, network_of(workshop), now)
        NinetyDays.end(workshop, now)


def keep(workshop: Workshop, what: str, figures: dict[str, Any], now: datetime) -> None:
    """Once: what was said of the group does not change any more."""
    RoundFigures.objects.get_or_create(
        workshop=workshop, round=what, defaults={"figures": figures, "at": now}
    )


def pulse_of(workshop: Workshop, when: Round, asked: int) -> dict[str, Any]:
    """Only what may be shown: there is nothing in it that was too few."""
    answers = list(PulseAnswer.objects.of_round(workshop, when).order_by("mark"))
    figures: dict[str, Any] = {"people": len(answers), "asked": max(asked, len(answers))}
    said = {part: said_of(part, answers) for part in PARTS}
    figures |= {part: part_of(said[part]) for part in PARTS if part != "goal"}
    if said["goal"]:
        figures["goal"] = part_of(said["goal"]) | commitment_of(said["goal"])
    figures["across"]["teams"] = directions(said["across"])
    return figures


def said_of(part: str, answers: list[PulseAnswer]) -> list[tuple[int | None, list[int]]]:
    """The team and the figures of each who answered this part."""
    return [(answer.team_id, said) for answer in answers if (said := getattr(answer, part))]


def commitment_of(said: list[tuple[int | None, list[int]]]) -> dict[str, Any]:
    """Mean and spread over teams. Of fewer people than the mean is shown of, no question is."""
    found = commitment(said)
    mean, spread = (
        value if value is None else round(value, 1) for value in (found.mean, found.spread)
    )
    return {"mean": mean, "spread": spread} | ({"questions": []} if mean is None else {})


def part_of(said: list[tuple[int | None, list[int]]]) -> dict[str, Any]:
    """Of one part: how many answered it, its mean, and each question's mean and distribution."""
    columns = list(zip(*(row for _team, row in said), strict=True))
    return {
        "people": len(said),
        "mean": pulse_measures.mean_shown([sum(row) / len(row) for _team, row in said]),
        "questions": [
            {
                "mean": pulse_measures.mean_shown(column),
                "counts": pulse_measures.distribution_shown(column),
            }
            for column in columns
            if len(said) >= MEAN_AT_LEAST
        ],
    }


def directions(said: list[tuple[int | None, list[int]]]) -> list[dict[str, Any]]:
    """How each team sees the others, where enough of it answered and no other team is laid bare."""
    sizes = Counter(team for team, _row in said if team)
    shown = pulse_measures.groups_shown(sizes, elsewhere=len(said) - sizes.total())
    rows: dict[Any, list[float]] = {team: [] for team in shown}
    for team, row in said:
        if team in rows:
            rows[team].append(sum(row) / len(row))
    return [
        {"team": team, "people": len(means), "mean": pulse_measures.mean_shown(means)}
        for team, means in sorted(rows.items())
    ]


def network_of(workshop: Workshop) -> dict[str, Any]:
    """D and E–I of each round that is compared, all of the same people; no rounds where too few.

    Worked out of one set of people only; the same figure of two sets would tell by its difference
    what one person said.
    """
    key = NinetyDays.key_of(workshop)
    members = list(NetworkMember.of_workshop(workshop))
    figures: dict[str, Any] = {"members": len(members), "people": 0, "rounds": {}}
    named = {when: named_at(key, members, when) for when in OF_NETWORK} if key else {}
    for rounds in COMPARED if named else ():
        people = set.intersection(*(set(named[when]) for when in rounds))
        if network_measures.is_enough(len(people), len(members)):
            teams = {each.pk: each.invitation.team_id for each in members if each.pk in people}
            return figures | {
                "people": len(people),
                "rounds": {when: figures_of(teams, named[when]) for when in rounds},
            }
    return figures


def named_at(key: WorkshopKey, members: list[NetworkMember], when: Round) -> dict[int, set[int]]:
    """Whom each member named, of those who answered at this round."""
    marks = {answer_mark(key, when, member): member.pk for member in members}
    ringing = {rung_mark(key, member): member.pk for member in members}
    answers = NetworkAnswer.objects.filter(mark__in=marks)
    said = {
        marks[answer.mark]: {ringing[mark] for mark in answer.rings if mark in ringing}
        for answer in answers
    }
    # Whoever came first is asked about nobody, and so leaves nothing out.
    return {member.pk: set() for member in members[:1]} | said


def figures_of(teams: dict[int, int], named: dict[int, set[int]]) -> dict[str, float | None]:
    ties = [(pk, other) for pk in teams for other in named[pk] if other in teams]
    density = network_measures.density_across(teams, ties)
    outwardness = network_measures.outwardness(teams, ties)
    return {
        "density": None if density is None else round(density, 2),
        "outwardness": None if outwardness is None else round(outwardness, 2),
    }
