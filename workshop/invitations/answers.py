"""Answers per team, and how far the mails are: what the facilitator sees, as counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Min, Q

from workshop.invitations.facts import facts_of, is_off
from workshop.models import InvitationLetter, InvitationMail, InvitationQuestion, Said, Workshop
from workshop.people.models import Team
from workshop.screens import teams_here

if TYPE_CHECKING:
    from collections.abc import Iterable

ASKED = Q(asked_at__isnull=False)
# Each invitation that still holds is in one of these.
STATES = {
    "yes": Q(said=Said.YES),
    "no": Q(said=Said.NO),
    "question": Q(said=Said.QUESTION),
    "undelivered": Q(said=Said.NOTHING) & ~Q(trouble=""),
    "silent": Q(said=Said.NOTHING, trouble="") & ASKED,
    "not_sent": Q(said=Said.NOTHING, trouble="", asked_at=None),
}


@dataclass
class TeamAnswers:
    """How one team's invitations stand: a count for each of STATES."""

    team: Team
    counts: dict[str, int]
    here: int
    takes_part: bool

    @property
    def invited(self) -> int:
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        return self.invited - self.counts["not_sent"]

    @property
    def yes(self) -> int:
        return self.counts["yes"]


@dataclass
class Answers:
    teams: list[TeamAnswers]
    behind: int  # know another day or place than the one it is now
    is_off: bool
    questions: int  # wait for a reply

    def total(self, state: str) -> int:
        return sum(team.counts[state] for team in self.teams)

    @property
    def totals(self) -> dict[str, int]:
        return {state: self.total(state) for state in STATES}

    @property
    def invited(self) -> int:
        return sum(team.invited for team in self.teams)

    @property
    def asked(self) -> int:
        return self.invited - self.total("not_sent")

    @property
    def without_invitation(self) -> list[Team]:
        return [team.team for team in self.teams if team.takes_part and not team.invited]

    @property
    def without_yes(self) -> list[Team]:
        """Teams that take part and were asked, from which nobody has said yes."""
        waited_for = (team for team in self.teams if team.takes_part and team.asked)
        return [team.team for team in waited_for if not team.yes]


def answers(workshop: Workshop, letter: InvitationLetter | None = None) -> Answers:
    """The same number of queries for five and for five hundred."""
    counting: Iterable[Any] = (
        workshop.invitations.open()
        .order_by()
        .values("team")
        .annotate(**{state: Count("pk", filter=holds) for state, holds in STATES.items()})
    )
    counted: dict[int, dict[str, int]] = {row["team"]: row for row in counting}
    here = teams_here(workshop)
    teams = [(team, team.here, True) for team in here]
    elsewhere = set(counted) - {team.pk for team in here}
    if elsewhere:
        teams += [(team, 0, False) for team in Team.objects.filter(pk__in=elsewhere)]
    rows = [
        TeamAnswers(
            team,
            {state: counted.get(team.pk, {}).get(state, 0) for state in STATES},
            number,
            takes_part,
        )
        for team, number, takes_part in teams
    ]
    if not counted:
        return Answers(rows, behind=0, is_off=False, questions=0)
    facts = facts_of(letter or InvitationLetter.of(workshop))
    waiting = InvitationQuestion.objects.unanswered().filter(invitation__workshop=workshop)
    behind = 0 if workshop.is_closed else workshop.invitations.behind(facts).count()
    return Answers(rows, behind, is_off(facts), waiting.count())


@dataclass
class Sending:
    """How far the mails are that were queued together last."""

    total: int
    sent: int
    failed: int
    server_said: str  # of those that wait
    tries_at: datetime | None

    @property
    def waiting(self) -> int:
        return self.total - self.sent - self.failed

    @property
    def done(self) -> int:
        return self.sent + self.failed


def sending(workshop: Workshop) -> Sending | None:
    """Of the oldest mail that still waits and everything queued since, or of the last ones."""
    mails = InvitationMail.objects.to_guests().filter(invitation__workshop=workshop)
    since = mails.aggregate(oldest=Min("queued_at", filter=waits()), newest=Max("queued_at"))
    if not since["newest"]:
        return None
    counted = mails.filter(queued_at__gte=since["oldest"] or since["newest"]).aggregate(
        total=Count("pk"),
        sent=Count("pk", filter=Q(sent_at__isnull=False)),
        failed=Count("pk", filter=Q(failed_at__isnull=False)),
        server_said=Max("trouble", filter=waits(), default=""),
        tries_at=Min("next_try_at", filter=waits() & ~Q(trouble="")),
    )
    return Sending(**counted)


def waits() -> Q:
    return Q(sent_at=None, failed_at=None)
