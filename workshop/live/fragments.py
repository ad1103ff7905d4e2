"""What a change looks like. Later slices register a renderer for each kind of event."""

from collections.abc import Callable

from django.utils import translation

# (stream, targets, audiences that listen) -> {target: {audience: html}}. The html holds one or
# more elements, each with an id: an element with that id is replaced, a missing one goes into the
# list that its data-into names, in the order of data-order; <template data-remove="id"> removes.
# An audience that sees nothing of the change is left out.
Pieces = dict[str, str]
Renderer = Callable[[int, list[str], frozenset[str]], dict[str, Pieces]]

_renderers: dict[str, Renderer] = {}
_wide: dict[tuple[str, str], list[str]] = {}
_fresh_starts: set[str] = set()

AFRESH = "<!-- afresh -->"  # drawn instead of html: these pages fetch themselves afresh


def register(
    kind: str,
    renderer: Renderer,
    shows: dict[str, str] | None = None,
    *,
    fresh_start: bool = False,
) -> None:
    """`shows` says, by audience, of which other kind this one shows many things in one fragment
    without a target. A later change of one of those makes the whole fragment stale. With
    `fresh_start`, nothing that was drawn before a change of this kind is sent after it."""
    _renderers[kind] = renderer
    if fresh_start:
        _fresh_starts.add(kind)
    for audience, shown in (shows or {}).items():
        wide = _wide.setdefault((audience, shown), [])
        if kind not in wide:
            wide.append(kind)


def whole(draw: Callable[[int, frozenset[str]], Pieces]) -> Renderer:
    """The renderer of a kind that has no targets: there is one such thing on a screen."""
    return lambda stream, targets, audiences: dict.fromkeys(targets, draw(stream, audiences))


def starts_afresh(kind: str) -> bool:
    return kind in _fresh_starts


def wide_kinds(audience: str, kind: str) -> list[str]:
    """The kinds whose fragments show things of this kind to this audience, among others."""
    return _wide.get((audience, kind), [])


def render(
    kind: str, stream: int, targets: list[str], audiences: frozenset[str], language: str
) -> dict[str, Pieces]:
    """Today's state of what events of one kind name, by target and audience; nothing for kinds
    that nobody draws."""
    renderer = _renderers.get(kind)
    if renderer is None:
        return {}
    with translation.override(language):
        return renderer(stream, targets, audiences)


def encode(revision: int, html: str) -> bytes:
    """One server-sent event that carries a fragment; its id is the revision."""
    if html == AFRESH:
        return resync(revision)
    return f"id: {revision}\nevent: put\n{data(html)}\n\n".encode()


def news(html: str) -> bytes:
    """A fragment of what stands in no log; without an id, the client stays where it is."""
    return f"event: news\n{data(html)}\n\n".encode()


def data(html: str) -> str:
    return "\n".join(f"data: {line}" for line in html.splitlines() if line.strip())


def resync(revision: int) -> bytes:
    """Tells a page to fetch itself afresh, because the log no longer leads to where it stands."""
    return f"id: {revision}\nevent: resync\ndata: {revision}\n\n".encode()


def hello(revision: int, now: float) -> bytes:
    """The first words of a stream. They carry no id: what lies between is still to come.
    Timers on the screens follow `now`, the server's time in seconds since 1970."""
    return f"event: hello\ndata: {revision} {now * 1000:.0f}\n\n".encode()


def beat(revision: int, now: float) -> bytes:
    """A heartbeat that carries the head, so that a client notices when it is stale."""
    return f"id: {revision}\nevent: beat\ndata: {revision} {now * 1000:.0f}\n\n".encode()


def ending(retry: int) -> bytes:
    """The last words of a stream: come back after `retry` milliseconds."""
    return f"retry: {retry}\nevent: ending\ndata: {retry}\n\n".encode()


GONE = b"event: gone\ndata: gone\n\n"
