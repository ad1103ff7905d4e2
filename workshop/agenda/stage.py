"""What each phase brings to the three screens. The slices register theirs; the screens ask here.

A phase is drawn on the wall, in the cockpit and on all phones by functions of the workshop that
return html for one place: `#stage` on the wall, `#phase` in the cockpit, `#shared` on the phones
(there the same for everybody: what is one's own comes with the page). Its page for one's own phone
is a view of the request and the seat. Whatever changes these figures announces ("stage", "").

Entrances run as a step begins, in the transaction that begins it; they may run again after a step
back. Arrivals run as somebody takes a seat while the phase is on. Exits say what speaks against
leaving a phase, ways in what speaks against coming to one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from workshop.models import Participant, Workshop

    Draw = Callable[[Workshop], str]
    Phone = Callable[[HttpRequest, Participant], HttpResponse]
    Entrance = Callable[[Workshop, datetime], None]
    Arrival = Callable[[Workshop, Participant, datetime], None]
    Poster = Callable[[HttpRequest, Participant, int], HttpResponse]
    Exit = Callable[[Workshop], list["Objection"]]


class Objection(NamedTuple):
    """A sentence that speaks against leaving a phase. One that needs a reason is a rule of the
    phase: whoever goes on all the same says why, and that stays on the record."""

    sentence: str
    needs_reason: bool = False


CLOSED = "closed"  # stands for a kind: what the wall keeps when the workshop has closed

_drawings: dict[tuple[str, str], Draw] = {}
_beside: set[str] = set()
_phones: dict[str, Phone] = {}
_posters: dict[str, Poster] = {}
_entrances: dict[tuple[str, str], list[Entrance]] = {}
_arrivals: dict[str, list[Arrival]] = {}
_exits: dict[str, list[Exit]] = {}
_ways_in: dict[str, list[Exit]] = {}


def register(
    kind: str,
    *,
    phone: Phone | None = None,
    poster: Poster | None = None,
    beside_posters: bool = False,
    **drawings: Draw,
) -> None:
    """What a phase of this kind shows: a view for one's own phone, one for what it does with a
    poster there (by its id, in the place of the ideas), and by audience ("wall", "cockpit",
    "room") what is drawn for all. The wall shows it in the place of the posters, or with
    `beside_posters` above them."""
    if phone:
        _phones[kind] = phone
    if poster:
        _posters[kind] = poster
    if beside_posters:
        _beside.add(kind)
    for audience, draw in drawings.items():
        _drawings[kind, audience] = draw


def on_enter(kind: str, step: str, entrance: Entrance) -> None:
    _entrances.setdefault((kind, step), []).append(entrance)


def on_arrival(kind: str, arrival: Arrival) -> None:
    """What a phase of this kind has for somebody who comes in its middle."""
    _arrivals.setdefault(kind, []).append(arrival)


def on_exit(kind: str, exit_: Exit) -> None:
    _exits.setdefault(kind, []).append(exit_)


def on_way_in(kind: str, way_in: Exit) -> None:
    _ways_in.setdefault(kind, []).append(way_in)


def phone(workshop: Workshop) -> Phone | None:
    return _phones.get(workshop.shown_kind)


def poster(workshop: Workshop) -> Poster | None:
    return _posters.get(workshop.shown_kind)


def drawn(workshop: Workshop, audience: str) -> str:
    """The html of the present phase for this audience; empty where it shows nothing of its own."""
    draw = _drawings.get((shown_kind(workshop), audience))
    return draw(workshop) if draw else ""


def shown_kind(workshop: Workshop) -> str:
    return CLOSED if workshop.is_closed else workshop.shown_kind


def hangs_posters(workshop: Workshop) -> bool:
    """Whether the wall shows the posters now."""
    kind = shown_kind(workshop)
    return (kind, "wall") not in _drawings or kind in _beside


def enter(workshop: Workshop, kind: str, step: str, now: datetime) -> None:
    for entrance in _entrances.get((kind, step), ()):
        entrance(workshop, now)


def arrive(workshop: Workshop, seat: Participant, now: datetime) -> bool:
    """Belongs into the transaction that gives the seat, under the lock of the stream. Whether the
    phase had something for it; then its screens may have changed."""
    arrivals = _arrivals.get(workshop.kind, ())
    for arrival in arrivals:
        arrival(workshop, seat, now)
    return bool(arrivals)


def objections(workshop: Workshop, coming: str) -> list[Objection]:
    """Against going on from the present phase to one of the kind `coming`."""
    checks = (*_exits.get(workshop.kind, ()), *_ways_in.get(coming, ()))
    return [objection for check in checks for objection in check(workshop)]
