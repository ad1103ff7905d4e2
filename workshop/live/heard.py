"""What wake-ups have told of a log, so that it need not be read for what was just written."""

from workshop.live.channel import RING
from workshop.live.drawing import Change
from workshop.live.wake import Lines


class Heard:
    """Lines by revision, as many as a ring holds. They come in any order, twice, or not at all."""

    def __init__(self) -> None:
        self.lines: dict[int, tuple[str, str]] = {}
        self.goes_to = 0  # the newest revision that anybody spoke of

    def add(self, revision: int, lines: Lines) -> None:
        """The log goes as far as `revision`, where these `lines` end."""
        self.goes_to = max(self.goes_to, revision)
        if len(self.lines) < RING:
            self.lines.update(enumerate(lines, start=revision - len(lines) + 1))

    def after(self, head: int) -> list[Change]:
        """What comes after `head`, if all of it was heard; else nothing."""
        above = range(head + 1, self.goes_to + 1)
        if not all(revision in self.lines for revision in above):
            return []
        return [(revision, *self.lines[revision]) for revision in above]

    def forget(self, head: int) -> None:
        """The room has come to `head`."""
        self.lines = {at: line for at, line in self.lines.items() if at > head}
