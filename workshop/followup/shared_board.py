"""What the shared board of a closed workshop shows: the same to everybody who may see it."""

from dataclasses import dataclass, field
from datetime import datetime

from problems.doors import Doors, doors_of
from problems.models import Commitment, LastPromise, Problem
from workshop.followup.models import CheckIn, Learning
from workshop.followup.states import Promise, State, promises
from workshop.models import Status, Swap, Workshop


@dataclass
class Contact:
    """Somebody who swapped contacts at the close, for those who swapped too."""

    name: str
    team: str
    reached_by: str


@dataclass
class SharedBoard:
    """Doors, promises in neutral words, learnings and the next day. Names stand there only where
    people signed."""

    workshop: Workshop
    doors: Doors
    open: list[Promise]
    ended: list[Promise]
    learnings: list[Learning]
    next_workshop: Workshop | None
    # The numbers of those that the reader holds half of, each with the check-in that opens it.
    own: dict[int, CheckIn] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)

    @property
    def others(self) -> list[Promise]:
        """Those that the reader has no part in; the open ones come first."""
        return [
            promise
            for promise in [*self.open, *self.ended]
            if promise.commitment.pk not in self.own
        ]

    @property
    def own_promises(self) -> list[tuple[Promise, CheckIn]]:
        return [
            (promise, self.own[promise.commitment.pk])
            for promise in [*self.open, *self.ended]
            if promise.commitment.pk in self.own
        ]


def board_of(workshop: Workshop, now: datetime, reader: CheckIn | None = None) -> SharedBoard:
    """The board, and which of its promises are the `reader`'s: the same number of queries for
    one promise and for forty."""
    told = promises(Commitment.objects.of_workshop(workshop), now)
    shown = [promise for promise in told if promise.state != State.RENEWED]
    return SharedBoard(
        workshop,
        doors_of(workshop),
        [promise for promise in shown if promise.is_open],
        [promise for promise in shown if not promise.is_open],
        list(Learning.objects.of_workshop(workshop).with_story()),
        next_of(workshop),
        own_of(reader, now) if reader else {},
        contacts_of(reader) if reader else [],
    )


def contacts_of(reader: CheckIn) -> list[Contact]:
    """With whom the reader's address swapped contacts at the close."""
    swaps = Swap.objects.filter(
        workshop=reader.workshop, email__iexact=reader.recipient.email
    ).select_related("other_team")
    return [
        Contact(
            swap.other_name,
            swap.other_team.name,
            " · ".join(filter(None, (swap.other_email, swap.other_phone))),
        )
        for swap in swaps
    ]


def own_of(reader: CheckIn, now: datetime) -> dict[int, CheckIn]:
    """One check-in of each promise that the reader's address holds half of in this workshop: the
    newest that is due, or the first to come."""
    mine = CheckIn.objects.filter(workshop=reader.workshop, recipient=reader.recipient)
    found: dict[int, CheckIn] = {}
    for check_in in mine.of_a_half().select_related("commitment").order_by("due_at", "pk"):
        assert check_in.commitment_id is not None, "a half is of a promise"
        if check_in.due_at <= now or check_in.commitment_id not in found:
            found[check_in.commitment_id] = check_in
    return found


def next_of(workshop: Workshop) -> Workshop | None:
    """The first workshop that takes up what this one left, unless it is only a draft."""
    promised = LastPromise.objects.filter(commitment__solution__problem__workshop=workshop)
    carried = Problem.objects.filter(carried_from__workshop=workshop)
    follows = set(promised.values_list("workshop", flat=True)) | set(
        carried.values_list("workshop", flat=True)
    )
    made_known = Workshop.objects.real().filter(pk__in=follows).exclude(status=Status.DRAFT)
    return made_known.order_by("date", "pk").first()
