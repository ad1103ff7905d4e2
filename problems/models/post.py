"""What all that the room writes has in common: a text with a team, tied to no seat."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models.marked import MarkedQuerySet, marks
from workshop.live.models import Held, Sealed
from workshop.models import Participant, Status, Workshop, WorkshopKey
from workshop.people.models import Team
from workshop.prepared import insert_unless_there

if TYPE_CHECKING:
    from problems.models.problem import Problem

TEXT_LIMIT = 500
VISIBLE = models.Q(withdrawn=False, hidden=False)  # what participants and the wall may see


class RoomShut(Exception):
    """The room takes no posts now; the text says why, for people. Nothing was changed."""

    @classmethod
    def of(cls, workshop: Workshop) -> "RoomShut":
        if workshop.status == Status.PAUSED:
            return cls(gettext("The workshop is paused. You can send this when it goes on."))
        if workshop.status in (Status.DRAFT, Status.JOINING):
            return cls(gettext("The workshop hasn't started yet. You can send this when it does."))
        if workshop.status == Status.LIVE:
            return cls(gettext("No ideas just now. Keep it: there is time for them later today."))
        return cls(gettext("The workshop has closed, so this could not be added any more."))


class PostQuerySet(MarkedQuerySet):
    def visible_to_room(self) -> Self:
        """What participants and the wall may see."""
        return self.filter(VISIBLE)

    def forget_authors(self, at: datetime) -> None:
        """At the close: the marks go, and `at` becomes the time of them all."""
        self.update(author_mark=None, post_mark=None, at=at)


class Post(models.Model):
    """A text of the room. It shows its team; its author is a mark under the workshop's key."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=TEXT_LIMIT)
    author_mark = models.CharField(max_length=64, null=True, editable=False)
    post_mark = models.CharField(max_length=64, null=True, unique=True, editable=False)
    at = models.DateTimeField(editable=False)
    edited = models.BooleanField(default=False, editable=False)
    withdrawn = models.BooleanField(default=False, editable=False)
    hidden = models.BooleanField(default=False, editable=False)
    for_the_room = models.BooleanField(
        default=False, editable=False, help_text="entered by a facilitator for somebody"
    )

    objects = PostQuerySet.as_manager()
    to_problem = "problem"  # the way from a post to its problem, for filters
    words: tuple[str, ...] = ("text",)  # other words make it an edited one
    is_veiled = False  # ideas are hidden: it says nothing of the idea that it stands on
    is_new = False  # this very call wrote it: nothing can stand on it yet

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_visible(self) -> bool:
        return not self.withdrawn and not self.hidden

    @property
    def workshop(self) -> Workshop:
        raise NotImplementedError

    @property
    def poster(self) -> "Problem":
        raise NotImplementedError

    def announce(self, *, unless_held: bool = False) -> None:
        """Tell every screen. Belongs last in the verb's transaction."""
        raise NotImplementedError

    @classmethod
    def post_once(cls, workshop: Workshop, marks: dict[str, str], /, **fields: Any) -> Self:
        """Write a post and tell every screen, or return the one these marks wrote before.

        The stream's lock comes last, so that forty people who write at once wait for each other
        only at the end; what paused or closed the room until then takes the post back. Raises
        RoomShut.
        """
        post = cls(**marks, **fields)
        try:
            with transaction.atomic():
                if not insert_unless_there(post):
                    return cls.objects.get(post_mark=post.post_mark)
                post.announce(unless_held=True)
        except (Held, Sealed):
            raise RoomShut.of(Workshop.objects.get(pk=workshop.pk)) from None
        post.is_new = True
        return post

    def edit(self, text: str, **more: str) -> None:
        """Raises RoomShut after the close."""
        self._change(text=text, **more)

    def withdraw(self) -> None:
        self._change(withdrawn=True)

    def put_back(self) -> None:
        self._change(withdrawn=False)

    def hide(self, hidden: bool = True) -> bool:
        """A facilitator takes it off the wall and the phones, or shows it again. Whether that
        changed it."""
        return self._change(hidden=hidden)

    def _change(self, **fields: Any) -> bool:
        """Whether the row was different. Only other words make it an edited one."""
        try:
            with transaction.atomic():
                # The close changes these rows too, after this lock: take it in the same order.
                self.workshop.lock_stream()
                row = type(self)._default_manager.filter(pk=self.pk)
                present = row.values(*fields).get()
                changed = {name: to for name, to in fields.items() if present[name] != to}
                if changed.keys() & set(self.words):
                    fields["edited"] = changed["edited"] = True
                if changed:
                    row.update(**changed)
                    self.announce()
        except Sealed:
            raise RoomShut.of(Workshop.objects.get(pk=self.workshop.pk)) from None
        for name, value in fields.items():
            setattr(self, name, value)
        return bool(changed)


def marks_of(
    seat: Participant, key: WorkshopKey | None, post_key: str, text: str
) -> dict[str, str]:
    """What a new post keeps of its author. Raises RoomShut when the key is destroyed.

    Other words under the same `post_key` (a page from before, changed and sent once more) are
    another post: nothing that somebody wrote is taken for sent.
    """
    if key is None:
        raise RoomShut.of(seat.workshop)
    return marks(seat, key, post_key, text)
