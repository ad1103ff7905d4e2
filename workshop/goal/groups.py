"""Who writes together: pairs across teams, then fours of two pairs, with what they wrote.

The entrances of the steps run again after a step back, and seat only those who have no place yet:
whoever sits stays.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext

from workshop.agenda.seating import seat_tables
from workshop.models import GoalDraft, GoalPlace, Participant, Workshop, WrongStep
from workshop.models.goal_draft import ALONE, FOURS, PAIRS, goal_mark, need_live

MOST = {PAIRS: 3, FOURS: 8}  # people in a group that somebody who comes late may join
Seat = tuple[int, int]  # a seat and its team


def pair_up(workshop: Workshop, _now: datetime) -> None:
    """Everybody here without a partner gets one; of an odd number, three sit together."""
    left = without_place(workshop, PAIRS)
    if len(left) == 1:
        join_smallest(workshop, PAIRS, left)
    elif left:
        drafts = new_drafts(workshop, PAIRS, len(left) // 2)
        numbers = seat_tables([team for _seat, team in left], len(drafts))
        seats = [seat for seat, _team in left]
        at = {seat: drafts[number].pk for seat, number in zip(seats, numbers, strict=True)}
        take_places(workshop, PAIRS, at)
    bring_along(workshop)


def bring_pairs_together(workshop: Workshop, _now: datetime) -> None:
    """Two pairs become a four, of an odd number three, and take along what they wrote."""
    meet(workshop)
    pair_of = places(workshop, PAIRS)
    pairs = workshop.goal_drafts.filter(step=PAIRS)
    four_of = {pair.pk: pair.into_id for pair in pairs if pair.into_id}
    left = without_place(workshop, FOURS)
    at = {seat: four_of[pair_of[seat]] for seat, _team in left if seat in pair_of}
    take_places(workshop, FOURS, at)
    join_smallest(workshop, FOURS, [seat for seat in left if seat[0] not in at])


def read_out(workshop: Workshop, _now: datetime) -> None:
    """The whole room sees what the groups have written. That stays so after a step back."""
    workshop.goal_drafts.exclude(step=ALONE).written().update(read_out=True)


def ask_everybody(workshop: Workshop, _now: datetime) -> None:
    workshop.ask_about_goal()


@transaction.atomic
def sit_down(seat: Participant) -> None:
    """Somebody who came late joins the smallest group. Safe to repeat. Raises WrongStep while
    nobody sits in groups."""
    workshop = seat.workshop.held()
    need_live(workshop)
    step = workshop.at_goal_step
    if step not in MOST:
        raise WrongStep(gettext("The room has moved on meanwhile. Here is where it is."))
    if GoalDraft.objects.of_seat(seat, step).exists():
        return
    join_smallest(workshop, step, [(seat.pk, seat.team_id)])
    if step == PAIRS:
        bring_along(workshop)
    draft = GoalDraft.objects.of_seat(seat, step).get()
    workshop.stream.announce(("draft", draft.pk), ("stage", ""))


# How it is done


def meet(workshop: Workshop) -> None:
    """Put the pairs that are in no four yet into one; pairs of the same teams go apart."""
    pairs = list(workshop.goal_drafts.filter(step=PAIRS, into=None))
    if not pairs:
        return
    tables = len(pairs) // 2
    fours = new_drafts(workshop, FOURS, tables) if tables else smallest_four(workshop)
    teams: defaultdict[int, set[int]] = defaultdict(set)
    team_of = dict(people(workshop))
    for seat, draft in places(workshop, PAIRS).items():
        teams[draft].add(team_of[seat])
    numbers = seat_tables([frozenset(teams[pair.pk]) for pair in pairs], len(fours))
    for pair, number in zip(pairs, numbers, strict=True):
        pair.into = fours[number]
    GoalDraft.objects.bulk_update(pairs, ["into"], batch_size=200)


def smallest_four(workshop: Workshop) -> list[GoalDraft]:
    """The one that another pair goes to; a new one where there is none."""
    present = list(workshop.goal_drafts.filter(step=FOURS).prefetch_related("sources"))
    if not present:
        return new_drafts(workshop, FOURS, 1)
    return [min(present, key=lambda four: len(four.sources.all()))]


def join_smallest(workshop: Workshop, step: str, seats: list[Seat]) -> None:
    """One after another to the smallest group; where all are full, a new one begins."""
    if not seats:
        return
    groups = workshop.goal_drafts.filter(step=step).annotate(size=Count("places"))
    size = dict(groups.values_list("pk", "size"))
    at: dict[int, int] = {}
    for seat, _team in seats:
        smallest = min(size, key=lambda pk: (size[pk], pk), default=None)
        if smallest is None or size[smallest] >= MOST[step]:
            (draft,) = new_drafts(workshop, step, 1)
            smallest = draft.pk
        at[seat] = smallest
        size[smallest] = size.get(smallest, 0) + 1
    take_places(workshop, step, at)


def bring_along(workshop: Workshop) -> None:
    """Each own sentence goes to where its author sits."""
    pair_of = places(workshop, PAIRS)
    own = {draft: seat for seat, draft in places(workshop, ALONE).items()}
    loose = list(workshop.goal_drafts.filter(step=ALONE, into=None))
    moved = [draft for draft in loose if own.get(draft.pk) in pair_of]
    for draft in moved:
        draft.into_id = pair_of[own[draft.pk]]
    GoalDraft.objects.bulk_update(moved, ["into"], batch_size=200)


def people(workshop: Workshop) -> list[Seat]:
    """Who is here, in the order in which they came."""
    return list(workshop.participants.here().order_by("pk").values_list("pk", "team"))


def places(workshop: Workshop, step: str) -> dict[int, int]:
    """Where each person who is here sits in this step: seat to draft."""
    assert workshop.key is not None, "a live workshop has its key"
    marks = dict(
        GoalPlace.objects.filter(draft__workshop=workshop, draft__step=step).values_list(
            "mark", "draft"
        )
    )
    found = {}
    for seat, _team in people(workshop):
        draft = marks.get(goal_mark(workshop.key, seat, step))
        if draft is not None:
            found[seat] = draft
    return found


def without_place(workshop: Workshop, step: str) -> list[Seat]:
    seated = places(workshop, step)
    return [seat for seat in people(workshop) if seat[0] not in seated]


def take_places(workshop: Workshop, step: str, at: Mapping[int, int]) -> None:
    """`at` has the draft for each seat. Rows in the order of seats would tell whose is whose."""
    assert workshop.key is not None, "a live workshop has its key"
    rows = [
        GoalPlace(draft_id=draft, mark=goal_mark(workshop.key, seat, step))
        for seat, draft in at.items()
    ]
    GoalPlace.objects.bulk_create(sorted(rows, key=lambda place: place.mark))


def new_drafts(workshop: Workshop, step: str, count: int) -> list[GoalDraft]:
    return GoalDraft.objects.bulk_create(
        GoalDraft(workshop=workshop, step=step) for _each in range(count)
    )
