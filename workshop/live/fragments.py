"""What a change looks like. Later slices register a renderer for each kind of event."""

from collections.abc import Callable

from django.utils import translation

# (stream, target, audiences that listen) -> {audience: html}. The html holds one or more
# elements, each with an id: an element with that id is replaced, a missing one goes into the list
# that its data-into names, in the order of data-order; <template data-remove="id"> removes.
# An audience that sees nothing of the change is left out.
Renderer = Callable[[int, str, frozenset[str]], dict[str, str]]

_renderers: dict[str, Renderer] = {}
_wide: dict[tuple[str, str], list[str]] = {}


def register(kind: str, renderer: Renderer, shows: dict[str, str] | None = None) -> None:
    """`shows` says, by audience, of which other kind this one shows many things in one fragment
    without a target. A later change of one of those makes the whole fragment stale."""
    _renderers[kind] = renderer
    for audience, shown in (shows or {}).items():
        wide = _wide.setdefault((audience, shown), [])
        if kind not in wide:
            wide.append(kind)


def wide_kinds(audience: str, kind: str) -> list[str]:
    """The kinds whose fragments show things of this kind to this audience, among others."""
    return _wide.get((audience, kind), [])


def render(
    kind: str, stream: int, target: str, audiences: frozenset[str], language: str
) -> dict[str, str]:
    """Today's state of what an event names, for every audience; {} for kinds nobody draws."""
    renderer = _renderers.get(kind)
    if renderer is None:
        return {}
    with translation.override(language):
        return renderer(stream, target, audiences)


def encode(revision: int, html: str) -> bytes:
    """One server-sent event that carries a fragment; its id is the revision."""
    lines = "\n".join(f"data: {line}" for line in html.splitlines() if line.strip())
    return f"id: {revision}\nevent: put\n{lines}\n\n".encode()


def resync(revision: int) -> bytes:
    """Tells a page to fetch itself afresh, because the log no longer leads to where it stands."""
    return f"id: {revision}\nevent: resync\ndata: {revision}\n\n".encode()


def hello(revision: int) -> bytes:
    """The first words of a stream. They carry no id: what lies between is still to come."""
    return f"event: hello\ndata: {revision}\n\n".encode()


def beat(revision: int) -> bytes:
    """A heartbeat that carries the head, so that a client notices when it is stale."""
    return f"id: {revision}\nevent: beat\ndata: {revision}\n\n".encode()


def ending(retry: int) -> bytes:
    """The last words of a stream: come back after `retry` milliseconds."""
    return f"retry: {retry}\nevent: ending\ndata: {retry}\n\n".encode()


GONE = b"event: gone\ndata: gone\n\n"
