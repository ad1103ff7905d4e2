"""Reads the log and draws what it names: each thing once, however often it changed meanwhile.

Runs in worker threads. What changed together is drawn together, a kind at a time, so that a busy
room costs a few queries for all of it and not for each post.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, connection

from workshop.live import figures, fragments
from workshop.live.models import Event, Stream
from workshop.prepared import Prepared

Change = tuple[int, str, str]  # revision, kind, target
View = tuple[str, str]  # audience, language
Drawn = list[tuple[Change, dict[View, bytes]]]

FEW = 2  # lines: a single post writes as many
ACCESS = "access"

logger = logging.getLogger(__name__)


changes_above = Prepared(
    lambda stream, above: (
        Event.objects.filter(stream=stream, revision__gt=above)
        .order_by("revision")
        .values_list("revision", "kind", "target")
    ),
    stream=int,
    above=int,
)


def read_head(stream: int) -> int:
    return Stream.objects.values_list("revision", flat=True).get(pk=stream)


def read_changes(stream: int, above: int, up_to: int | None) -> list[Change]:
    """The log's lines with above < revision ≤ up_to, in order."""
    lines: list[Change] = changes_above(stream=stream, above=above)
    return [line for line in lines if up_to is None or line[0] <= up_to]


def read_and_draw(stream: int, above: int, up_to: int, wanted: set[View]) -> Drawn:
    """The lines with above < revision ≤ up_to, each with its bytes for every wanted view."""
    return draw(stream, read_changes(stream, above, up_to), wanted)


def draw_next(
    stream: int, above: int, heard: list[Change], wanted: set[View], *, is_calm: bool
) -> tuple[Drawn, list[Change]]:
    """What comes after `above`, and the changes that are still to be drawn. The log is read where
    nothing was `heard` of it. A busy room is drawn all at once, for each writing costs the most;
    in a calm one an idea need not wait until its poster is drawn, too."""
    changes = heard or read_changes(stream, above, None)
    few = is_calm and len(changes) <= FEW and not asks_again(changes)
    now = changes[:1] if few else changes
    return draw(stream, now, wanted), changes[len(now) :]


def asks_again(changes: list[Change]) -> bool:
    """Whether somebody may be out: they hear nothing of what happened with or after that."""
    return any(kind == ACCESS for _revision, kind, _target in changes)


def draw(stream: int, changes: list[Change], wanted: set[View]) -> Drawn:
    """Each change with its bytes for every wanted view. A thing that changed several times is
    drawn at its last line. What cannot be drawn asks the pages to fetch themselves."""
    last: dict[str, dict[str, int]] = {}  # kind -> target -> revision
    for revision, kind, target in changes:
        last.setdefault(kind, {})[target] = revision
    bodies = {kind: draw_kind(stream, kind, lines, wanted) for kind, lines in last.items()}
    return [
        (change, bodies[kind][target] if last[kind][target] == revision else {})
        for change in changes
        for revision, kind, target in (change,)
    ]


def draw_kind(
    stream: int, kind: str, lines: dict[str, int], wanted: set[View]
) -> dict[str, dict[View, bytes]]:
    """The bytes of things of one kind, by target; `lines` has the revision of each."""
    try:
        return encoded(stream, kind, lines, wanted)
    except DatabaseError:
        raise
    except Exception:
        if len(lines) > 1:  # the others need not suffer for one
            each = ({target: revision} for target, revision in lines.items())
            return {
                target: bodies
                for line in each
                for target, bodies in draw_kind(stream, kind, line, wanted).items()
            }
        logger.exception("could not draw %s %s", kind, *lines)
        figures.resyncs.labels("undrawable").inc()
        return {
            target: dict.fromkeys(wanted, fragments.resync(revision))
            for target, revision in lines.items()
        }


def encoded(
    stream: int, kind: str, lines: dict[str, int], wanted: set[View]
) -> dict[str, dict[View, bytes]]:
    bodies: dict[str, dict[View, bytes]] = {target: {} for target in lines}
    for language, audiences in by_language(wanted):
        drawn = fragments.render(kind, stream, list(lines), audiences, language)
        for target, pieces in drawn.items():
            for audience, html in pieces.items():
                if html.strip():
                    bodies[target][audience, language] = fragments.encode(lines[target], html)
    return bodies


def by_language(views: Iterable[View]) -> list[tuple[str, frozenset[str]]]:
    """The languages of the views, each with its audiences."""
    spoken: dict[str, set[str]] = {}
    for audience, language in views:
        spoken.setdefault(language, set()).add(audience)
    return [(language, frozenset(audiences)) for language, audiences in spoken.items()]


def seen_by(view: View, drawn: Drawn) -> list[tuple[Change, bytes]]:
    """Each change as one channel shows it; nothing where it doesn't."""
    return [(change, bodies.get(view, b"")) for change, bodies in drawn]


def with_connection(function: Callable[..., Any], *arguments: object) -> Any:
    """Run in a worker thread; the database connection goes back when the work is done."""
    try:
        return function(*arguments)
    finally:
        connection.close()
