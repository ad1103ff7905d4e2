from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.agenda import stage
from workshop.live.models import Sealed
from workshop.models.key import WorkshopKey
from workshop.models.states import Status, WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import Team, User
from workshop.people.tokens import new_token, token_digest
from workshop.prepared import Prepared, insert_unless_there


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def here(self) -> Self:
        return self.filter(sent_out=False)

    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token))


workshops_now = Prepared(lambda pk: Workshop.objects.filter(pk=pk).order_by(), pk=int)
rooms_now = Prepared(
    lambda pk: Workshop.objects.select_related("phase", "key", "stream").filter(pk=pk).order_by(),
    pk=int,
)


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
    made_up = models.BooleanField(default=False, editable=False)  # of a rehearsal
    # The round of “ready” that it answered last; 0 for none.
    ready_round = models.PositiveIntegerField(default=0, editable=False)
    # Where it sits in the rounds of Solve; 0 for nowhere.
    table = models.PositiveSmallIntegerField(default=0, editable=False)
    accepted_rules = models.BooleanField(default=False, editable=False)
    # Whose pain it guesses in the poster walk; given to everybody alike (workshop/other_team.py).
    guesses_about = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

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
        fresh: Workshop = workshops_now(pk=workshop.pk)[0]
        if not fresh.admits:
            raise WrongStep(fresh.why_nobody_is_admitted)
        token = token or new_token()
        digest = token_digest(token)
        taken = {"name": name, "team": team, "digest": digest}
        seat = cls(workshop=workshop, user=user, joined_at=now, **taken)
        created = insert_unless_there(seat)
        if not created:
            held = {"user": user} if user else {"digest": digest}
            seat = cls.objects.get(workshop=workshop, **held)
        if seat.sent_out:
            raise WrongStep(gettext("The facilitator closed this seat. A word with them helps."))
        if not created:
            workshop.lock_stream()
            if seat.team_id != team.pk:
                taken["guesses_about"] = None
            cls.objects.filter(pk=seat.pk).update(**taken)
            seat.refresh_from_db()
        try:
            workshop.stream.announce(("people", ""))
            if created:
                cls._arrive(seat, now)
        except Sealed:
            fresh.status = Status.CLOSED
            raise WrongStep(fresh.why_nobody_is_admitted) from None
        return seat, token

    @staticmethod
    def _arrive(seat: "Participant", now: datetime) -> None:
        """Into the middle of a phase. The stream's lock is held: the room does not move on
        between this look at it and the commit."""
        room = rooms_now(pk=seat.workshop_id)[0]
        if stage.arrive(room, seat, now):
            room.stream.announce(("stage", ""))

    def author_mark(self, key: WorkshopKey, post_mark: str) -> str:
        """What a post keeps of its author while the workshop runs.

        No two posts have the same one, so nothing ties together what one person wrote, not even
        in a database file of the day: it takes the key to recognise one's own.
        """
        return key.mark("author", self.pk, post_mark)

    def post_mark(self, key: WorkshopKey, post_key: str, *said: str) -> str:
        """What makes a post that is sent again the same post. `post_key` comes from the phone."""
        return key.mark("post", self.pk, post_key, *said)

    def own_mark(self, key: WorkshopKey, *what: object) -> str:
        """What a row keeps of its author where each seat has one at most, such as a dot at a
        poster. `what` names it; no two rows have the same mark."""
        return key.mark("own", self.pk, *what)

    def accept_rules(self) -> None:
        """Safe to repeat."""
        Participant.objects.filter(pk=self.pk).update(accepted_rules=True)
        self.accepted_rules = True

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else ""

    @property
    def is_ready(self) -> bool:
        return self.ready_round == self.workshop.ready_round

    @transaction.atomic
    def say_ready(self, ready: bool, seen: int) -> None:
        """Ready for what comes next, or not yet. Safe to repeat.

        `seen` is the round that the phone answers; an answer to an earlier one counts no more.
        Raises WrongStep while nobody is asked.
        """
        self.workshop.lock_stream()
        fresh = Participant.objects.select_related("workshop").get(pk=self.pk)
        self.ready_round = fresh.ready_round
        self.workshop.ready_round = fresh.workshop.ready_round
        if fresh.sent_out or not fresh.workshop.asks_ready:
            raise WrongStep(gettext("The room rests just now. Nobody waits for you."))
        if seen != self.workshop.ready_round or ready == self.is_ready:
            return
        self.ready_round = seen if ready else 0
        self.save(update_fields=["ready_round"])
        self.workshop.stream.announce(("people", ""))

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
