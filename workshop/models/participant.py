from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.live.models import Sealed
from workshop.models.key import WorkshopKey
from workshop.models.states import Status, WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import Team, User
from workshop.people.tokens import new_token, token_digest


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def here(self) -> Self:
        return self.filter(sent_out=False)

    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token))


class Participant(models.Model):
    """Somebody's seat in one workshop. Nothing anybody writes points back to it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="participants")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="participants")
    name = models.CharField(_("name"), max_length=40)
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    joined_at = models.DateTimeField()
    sent_out = models.BooleanField(default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "user"],
                condition=Q(user__isnull=False),
                name="participant_user_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def admit(  # noqa: PLR0913  (it takes this much to know whom to seat where)
        cls,
        workshop: Workshop,
        name: str,
        team: Team,
        now: datetime,
        *,
        user: User | None = None,
        token: str = "",
    ) -> tuple["Participant", str]:
        """Give somebody a seat. Returns it and the secret token that opens it.

        With the same `token` (one of new_token's) it is the same seat, however often it is asked
        for. A user who has a seat already keeps it, with the new token. Raises WrongStep when the
        workshop takes nobody in, or when this seat was sent out.
        """
        fresh = Workshop.objects.get(pk=workshop.pk)
        if not fresh.admits:
            raise WrongStep(fresh.why_nobody_is_admitted)
        token = token or new_token()
        digest = token_digest(token)
        held: dict[str, object] = {"user": user} if user else {"digest": digest}
        taken = {"name": name, "team": team, "digest": digest}
        seat, created = cls.objects.get_or_create(
            workshop=workshop, **held, defaults=taken | {"joined_at": now}
        )
        if seat.sent_out:
            raise WrongStep(gettext("The facilitator closed this seat. A word with them helps."))
        if not created:
            workshop.lock_stream()
            cls.objects.filter(pk=seat.pk).update(**taken)
            seat.refresh_from_db()
        try:
            workshop.stream.announce(("people", ""))
        except Sealed:
            fresh.status = Status.CLOSED
            raise WrongStep(fresh.why_nobody_is_admitted) from None
        return seat, token

    def author_mark(self, key: WorkshopKey, post_mark: str) -> str:
        """What a post keeps of its author while the workshop runs.

        No two posts have the same one, so nothing ties together what one person wrote, not even
        in a database file of the day: it takes the key to recognise one's own.
        """
        return key.mark("author", self.pk, post_mark)

    def post_mark(self, key: WorkshopKey, post_key: str, *said: str) -> str:
        """What makes a post that is sent again the same post. `post_key` comes from the phone."""
        return key.mark("post", self.pk, post_key, *said)

    @transaction.atomic
    def send_out(self) -> None:
        """The seat opens the room no longer. What was written from it stays. Safe to repeat."""
        self.workshop.lock_stream()
        self.sent_out = True
        self.save(update_fields=["sent_out"])
        self.workshop.stream.announce(("people", ""), ("access", ""))

    @transaction.atomic
    def let_back_in(self) -> None:
        self.workshop.lock_stream()
        self.sent_out = False
        self.save(update_fields=["sent_out"])
        self.workshop.stream.announce(("people", ""))
