from datetime import date as calendar_date
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop import closing
from workshop.live.models import Stream
from workshop.models.code import FormerCode, new_code
from workshop.models.goal import Agreed
from workshop.models.key import WorkshopKey, scrub_keys
from workshop.models.states import DoorRule, DoorsShut, Status, WrongStep
from workshop.people.models import Organisation, Team, User
from workshop.people.tokens import new_token


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody in the organisation may know of its workshops; drafts are the makers'."""
        facilitated = Organisation.objects.facilitated_by(user)
        return self.filter(
            Q(organisation__in=facilitated)
            | Q(organisation__in=Organisation.objects.visible_to(user), rehearsal_of=None)
            & ~Q(status=Status.DRAFT)
        )

    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self.filter(organisation__in=Organisation.objects.facilitated_by(user))

    def real(self) -> Self:
        """Those that count."""
        return self.filter(rehearsal_of=None)

    def rehearsals(self) -> Self:
        return self.exclude(rehearsal_of=None)

    def listed(self) -> Self:
        return self.filter(archived_at=None)

    def put_away(self) -> Self:
        return self.exclude(archived_at=None)


class Workshop(Agreed):
    """One event, from the draft to its close. Every step is a verb that checks its rule."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="workshops"
    )
    # A rehearsal is a copy of this one, with made-up people; it counts nowhere.
    rehearsal_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, editable=False, related_name="rehearsals"
    )
    title = models.CharField(_("title"), max_length=80)
    date = models.DateField(_("date"))
    start = models.TimeField(_("start"))
    time_zone = models.CharField(_("time zone"), max_length=40)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    teams = models.ManyToManyField(Team, related_name="workshops", verbose_name=_("teams"))
    door_rule = models.CharField(
        _("door rule"), max_length=10, choices=DoorRule, default=DoorRule.JOINT
    )
    ground_rules = models.TextField(_("ground rules"), max_length=2000, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    wall_token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    stream = models.OneToOneField(
        Stream, on_delete=models.PROTECT, editable=False, related_name="workshop"
    )
    key = models.OneToOneField(
        WorkshopKey, on_delete=models.PROTECT, null=True, editable=False, related_name="workshop"
    )
    started_at = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateField(_("goes on"), null=True, blank=True, editable=False)
    next_meeting_on = models.DateField(_("we meet again"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    archived_at = models.DateTimeField(null=True, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="workshop_status"),
            models.CheckConstraint(
                condition=Q(door_rule__in=DoorRule.values), name="workshop_door_rule"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, closed_at__isnull=False, key__isnull=True)
                | ~Q(status=Status.CLOSED) & Q(key__isnull=False),
                name="workshop_key_until_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workshop", args=[self.pk])

    # What it is now

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.date, self.start, self.zone)

    @property
    def spoken_code(self) -> str:
        """The code as the wall shows it, in two halves."""
        half = len(self.code) // 2
        return f"{self.code[:half]}-{self.code[half:]}"

    @property
    def rules(self) -> list[str]:
        return [line.strip() for line in self.ground_rules.splitlines() if line.strip()]

    @property
    def admits(self) -> bool:
        """People may take a seat."""
        return self.archived_at is None and self.status in (
            Status.JOINING,
            Status.LIVE,
            Status.PAUSED,
        )

    @property
    def why_nobody_is_admitted(self) -> str:
        """For whoever stands at the door of a draft or of a closed workshop."""
        if self.is_closed:
            return gettext("This workshop is closed. What came out of it is with its facilitator.")
        if self.archived_at:
            return gettext("This workshop was put away. Its facilitator can bring it back.")
        return gettext("This workshop isn’t open yet. The facilitator opens it on the day.")

    @property
    def day_has_begun(self) -> bool:
        return self.status in (Status.LIVE, Status.PAUSED, Status.CLOSED)

    def day_has_passed(self, now: datetime) -> bool:
        """By the clocks of its own zone, while it hasn't begun."""
        return not self.day_has_begun and self.date < now.astimezone(self.zone).date()

    @property
    def is_rehearsal(self) -> bool:
        return self.rehearsal_of_id is not None

    @property
    def takes_posts(self) -> bool:
        return self.status == Status.LIVE and self.welcomes_ideas

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    # Verbs

    @classmethod
    @transaction.atomic
    def create(cls, organisation: Organisation, teams: list[Team], **fields: object) -> "Workshop":
        """A draft with its own stream, key, code and wall link."""
        workshop = cls.objects.create(
            organisation=organisation,
            stream=Stream.objects.create(held=True),
            key=WorkshopKey.objects.create(),
            **fields,
        )
        workshop.teams.set(teams)
        return workshop

    def copy(self, date: calendar_date, **fields: object) -> "Workshop":
        """A new draft with the same frame: goal, teams, place and rules; nobody in it yet."""
        return Workshop.create(
            self.organisation,
            list(self.teams.active()),
            title=gettext("%(title)s (copy)") % {"title": self.title[:70]},
            goal=self.goal,
            date=date,
            start=self.start,
            time_zone=self.time_zone,
            venue=self.venue,
            door_rule=self.door_rule,
            ground_rules=self.ground_rules,
            **fields,
        )

    @transaction.atomic
    def edit(self, teams: list[Team], **fields: object) -> None:
        """Change the frame. Raises WrongStep after the close, when a team with somebody in the
        room would go, and when a team would go or the day would move though it has begun."""
        self._lock()
        if self.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        when = ("date", "start", "time_zone")
        if self.day_has_begun and any(
            name in fields and fields[name] != getattr(self, name) for name in when
        ):
            raise WrongStep(gettext("The day has begun, so its date, start and time zone stay."))
        seated = Team.objects.filter(participants__workshop=self).distinct()
        going = [team.name for team in seated if team not in teams]
        if going:
            raise WrongStep(
                gettext("Somebody from %(teams)s has a seat already, so that team stays.")
                % {"teams": ", ".join(going)}
            )
        dropped = [team.name for team in self.teams.all() if team not in teams]
        if self.day_has_begun and dropped:
            raise WrongStep(
                gettext("The day has begun. Teams can still come in, but %(teams)s can’t leave.")
                % {"teams": ", ".join(dropped)}
            )
        # The door rule decides what every poster shows.
        changes = [("workshop", ""), ("people", ""), ("posters", "")]
        goal = fields.get("goal", self.goal)
        if self.day_has_begun and isinstance(goal, str) and goal != self.goal:
            if self.goal_asked:
                raise WrongStep(
                    gettext("The room has spoken about the goal. Change its words in the cockpit.")
                )
            self._take_words(goal)
            changes += self.goal_shown
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))
        self.teams.set(teams)
        self.stream.announce(*changes)

    @transaction.atomic
    def open_for_joining(self) -> None:
        self._lock()
        self._need_two_teams()
        self._step(Status.JOINING, {Status.DRAFT}, gettext("People can join it already."))

    @transaction.atomic
    def start_day(self, now: datetime) -> None:
        self._lock()
        self._need_two_teams()
        before = {Status.DRAFT, Status.JOINING}
        self._step(Status.LIVE, before, gettext("It has started already."), started_at=now)
        self.begin_agenda(now)

    @transaction.atomic
    def pause(self, now: datetime, until: calendar_date | None = None) -> None:
        self._lock()
        self.hold_timer(now)
        only = gettext("Only a live workshop can pause.")
        self._step(
            Status.PAUSED, {Status.LIVE}, only, paused_until=until, timer_left=self.timer_left
        )

    @transaction.atomic
    def resume(self, now: datetime) -> None:
        self._lock()
        end = self.release_timer(now)
        self._step(
            Status.LIVE,
            {Status.PAUSED},
            gettext("It isn't paused."),
            paused_until=None,
            timer_left=None,
            timer_ends_at=end,
            resumed_at=now,
        )

    @transaction.atomic
    def close(self, now: datetime, by: User, override_reason: str = "") -> None:
        """Close the doors for good and destroy the key. Safe to repeat.

        Raises DoorsShut while a door is shut and no reason is given, WrongStep before the start.
        """
        self._lock()
        if self.is_closed:
            return
        if self.status not in (Status.LIVE, Status.PAUSED):
            raise WrongStep(gettext("Only a workshop that has started can close."))
        shut = [sentence for guard in closing.guards for sentence in guard(self)]
        reason = override_reason.strip()
        if shut and not reason:
            raise DoorsShut(shut)
        if shut:
            self.overrides.create(reason=reason, shut=shut, by=by, at=now)
            self.organisation.record(by, "workshop.overridden", f"{self.title}: {reason}")
        for measure in closing.measures:
            measure(self, now)
        for farewell in closing.farewells:
            farewell(self, now)
        # Names stay only where people chose to sign.
        self.participants.update(
            name="",
            user=None,
            joined_at=self.started_at or now,
            ready_round=0,
            accepted_rules=False,
            guesses_about=None,
            table=0,
        )
        self.organisation.record(by, "workshop.closed", self.title)
        key, self.key = self.key, None
        assert key is not None, "only a closed workshop has no key"
        self.status, self.closed_at, self.timer_ends_at = Status.CLOSED, now, None
        self.closed_by = by
        self.save(update_fields=["status", "closed_at", "closed_by", "timer_ends_at", "key"])
        self.acts.all().delete()
        key.delete()
        # The wall goes on to its last picture, as it goes on to a new step.
        self.stream.announce(("turn", ""), ("workshop", ""), ("people", ""))
        self.stream.seal()
        transaction.on_commit(scrub_keys)

    @transaction.atomic
    def meet_again(self, day: calendar_date) -> None:
        """Say when the room meets again. Raises WrongStep after the close."""
        self._lock()
        if self.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        self.next_meeting_on = day
        self.save(update_fields=["next_meeting_on"])
        self.stream.announce(("stage", ""))

    @transaction.atomic
    def archive(self, now: datetime) -> None:
        """Off the list, kept whole. A workshop in the middle of its day cannot be put away."""
        self._lock()
        if self.status in (Status.LIVE, Status.PAUSED):
            raise WrongStep(gettext("Close it first; then it can be put away."))
        self.archived_at = now
        self.save(update_fields=["archived_at"])

    def unarchive(self) -> None:
        self.archived_at = None
        self.save(update_fields=["archived_at"])

    @transaction.atomic
    def change_code(self, old: str = "") -> None:
        """A new code and a new wall link; the old code says kindly that it was changed.

        With `old`, the code that somebody wanted to change, it is safe to repeat.
        """
        self._lock()
        if old and old != self.code:
            return
        FormerCode.objects.get_or_create(code=self.code, defaults={"workshop": self})
        self.code, self.wall_token = new_code(), new_token()
        self.save(update_fields=["code", "wall_token"])
        if not self.is_closed:
            self.stream.announce(("workshop", ""), ("access", ""))

    def lock_stream(self) -> None:
        """Wait until whoever is writing is done, and let nobody write until the commit.

        For verbs that change rows which the close changes too: it takes this lock before any
        other, so they must as well, or each would wait for the other. NO KEY leaves those alone
        who insert a row beside it.
        """
        Stream.objects.select_for_update(no_key=True).values_list("pk").get(pk=self.stream_id)

    def held(self) -> "Workshop":
        """Itself as the database has it now, which nobody changes until the commit."""
        self.lock_stream()
        return Workshop.objects.select_related("phase", "key", "stream").get(pk=self.pk)

    def present_status(self) -> str:
        """As the database has it now; what a page was built on may be older."""
        return Workshop.objects.values_list("status", flat=True).get(pk=self.pk)

    def _lock(self) -> None:
        """Take the locks and see the present state."""
        self.lock_stream()
        fresh = Workshop.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.status, self.closed_at, self.code = fresh.status, fresh.closed_at, fresh.code
        self.archived_at = fresh.archived_at
        self.timer_ends_at, self.ready_round = fresh.timer_ends_at, fresh.ready_round
        self.phase_id, self.step, self.timer_left = fresh.phase_id, fresh.step, fresh.timer_left
        self.gathering, self.mixes_tables = fresh.gathering, fresh.mixes_tables
        self.goal, self.goal_version = fresh.goal, fresh.goal_version
        self.goal_asked = fresh.goal_asked

    def _need_two_teams(self) -> None:
        if self.teams.count() < 2:
            raise WrongStep(gettext("A workshop needs two teams or more. Add one first."))

    def _step(self, to: Status, allowed: set[Status], otherwise: str, **fields: object) -> None:
        """To another state, with what belongs to it; nobody else's fields are written. The timer
        was for what went before."""
        self._lock()
        if self.status == to:
            return
        if self.is_closed:
            raise WrongStep(gettext("This workshop is closed. It stays as it was."))
        if self.status not in allowed:
            raise WrongStep(otherwise)
        self.status = to
        fields = {"timer_ends_at": None, **fields}
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=["status", *fields])
        self.stream.hold(not self.takes_posts)
        self.stream.announce(("workshop", ""), ("people", ""))
