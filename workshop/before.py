"""What the invited are asked before the day. Later slices register their part; the letter, the
pages and the deletion of an invitation look here.

`offers` stand in the mails and on the page of an invitation, unless its letter leaves them out.
`counts` say in sentences how many took one up, for facilitators: never who. `kept` tell the
owner of an invitation what is kept with it, and `farewells` delete that when the invitation
goes, ends or changes hands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise

    from workshop.models.invitation import Invitation
    from workshop.models.workshop import Workshop


class Offer(NamedTuple):
    page: str  # the name of an address that takes the token of an invitation
    heading: str | Promise
    words: str | Promise
    button: str | Promise


class Kept(NamedTuple):
    name: str  # in a file, the same in all languages
    label: str | Promise
    lines: list[str]


offers: list[Offer] = []
counts: list[Callable[[Workshop], list[str]]] = []
kept: list[Callable[[Invitation], list[Kept]]] = []
farewells: list[Callable[[Invitation], None]] = []


def offered(invitation: Invitation) -> list[tuple[Offer, str]]:
    """Each offer with the address where this person finds it."""
    return [(offer, invitation.link(offer.page)) for offer in offers]


def counted(workshop: Workshop) -> list[str]:
    return [sentence for count in counts for sentence in count(workshop)]


def kept_with(invitation: Invitation) -> list[Kept]:
    return [row for tell in kept for row in tell(invitation)]


def part(invitation: Invitation) -> None:
    for farewell in farewells:
        farewell(invitation)
