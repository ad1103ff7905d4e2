"""As a build step begins, each person is given one idea of another team."""

from datetime import datetime

from problems.models import Gift, Solution
from problems.models.gift import mark_of
from problems.rotation import posters_of_tables
from workshop.agenda.gifts import choose_gifts
from workshop.models import Participant, Workshop


def hand_out(workshop: Workshop, _now: datetime) -> None:
    """Everybody who has no idea in this round gets one, from their poster where that can be, and
    all of them as evenly as can be. What was given stays, unless it is off the wall before its
    owner has built on it or passed it by. Belongs into a transaction that holds the stream's lock;
    may run again."""
    if workshop.key is None or workshop.phase is None:
        return
    key, phase, number = workshop.key, workshop.phase.pk, workshop.round
    standing = posters_of_tables(workshop)
    present = {gift.mark: gift for gift in Gift.objects.of_round(workshop)}
    already = {mark: gift.solution_id for mark, gift in present.items()}
    people = [
        (mark, seat.team_id, standing.get(seat.table))
        for seat in workshop.participants.here().order_by("pk")
        if (mark := mark_of(seat, key, phase, number)) not in present or not present[mark].settled
    ]
    chosen = choose_gifts(people, ideas_to_give(workshop), already)
    fresh: list[Gift] = []
    changed: list[Gift] = []
    for mark, idea in chosen.items():
        gift = present.get(mark)
        if idea is None or (gift and gift.solution_id == idea):
            continue
        row = gift or Gift(phase=workshop.phase, round=number, mark=mark)
        row.solution_id = idea
        (changed if gift else fresh).append(row)
    # By their marks: in the order of the seats, the rows would tell whose each is.
    Gift.objects.bulk_create(sorted(fresh, key=lambda row: row.mark), ignore_conflicts=True)
    Gift.objects.bulk_update(changed, ["solution"])


def ideas_to_give(workshop: Workshop) -> list[tuple[int, int, int]]:
    """Each idea that hangs there with its team and its poster. Two teams' ideas that were merged
    are nobody's to give: they are built upon each other already."""
    ideas = Solution.objects.standing().filter(problem__workshop=workshop).order_by("pk")
    rows = list(ideas.values_list("pk", "team", "problem"))
    merged = Solution.objects.filter(merged_into__in=[pk for pk, *_ in rows], withdrawn=False)
    mixed = {head: set[int]() for head, *_ in rows}
    for head, team in merged.values_list("merged_into", "team"):
        mixed[head].add(team)
    return [(pk, team, problem) for pk, team, problem in rows if mixed[pk] <= {team}]


def hand_to(workshop: Workshop, _seat: Participant, now: datetime) -> None:
    """Somebody comes in the middle of a build step."""
    if workshop.gives_ideas:
        hand_out(workshop, now)
