"""Somebody who is asked, by whatever way they came: an invitation, a seat, or a check-in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.question import Question
from workshop.followup.pulse.questions import PARTS
from workshop.followup.pulse.rounds import ASKED_WITH, Round, why_shut
from workshop.models import Invitation, Participant, Workshop
from workshop.people.models import Team


@dataclass(frozen=True)
class Asked:
    """One person at one round. `way` says who it is, to the mark alone."""

    workshop: Workshop
    round: Round
    team: Team | None
    way: tuple[str, int]
    invitation: Invitation | None = None  # through which they may be on the list of the network

    @classmethod
    def by_invitation(cls, invitation: Invitation) -> Self:
        way = ("invitation", invitation.pk)
        return cls(invitation.workshop, Round.BEFORE, invitation.team, way, invitation)

    @classmethod
    def by_seat(cls, seat: Participant) -> Self:
        return cls(seat.workshop, Round.CLOSE, seat.team, ("seat", seat.pk))

    @classmethod
    def by_check_in(cls, check_in: CheckIn) -> Self:
        """Raises KeyError where nothing of this is asked on that day."""
        invitation = invitation_of(check_in)
        team = invitation.team if invitation else team_that_signed(check_in)
        when = ASKED_WITH[Question(check_in.question)]
        return cls(check_in.workshop, when, team, ("check-in", check_in.pk), invitation)

    @property
    def parts(self) -> list[str]:
        """What is asked of them: about the goal only as the day ends that was for it."""
        about_goal = self.round == Round.CLOSE and bool(self.workshop.goal)
        return [part for part in PARTS if part != "goal" or about_goal]

    @property
    def is_still_invited(self) -> bool:
        """True, too, for those who came by a seat. The link may have ended meanwhile."""
        if self.invitation is None:
            return True
        mine = Invitation.objects.open().filter(pk=self.invitation.pk)
        return mine.filter(digest=self.invitation.digest).exists()

    def why_shut(self, now: datetime) -> str:
        return why_shut(self.workshop, self.round, now)


def invitation_of(check_in: CheckIn) -> Invitation | None:
    """Who signed a promise is asked as one who signed; they may have been invited, too."""
    if check_in.invitation:
        return check_in.invitation
    mine = check_in.workshop.invitations.open().filter(email=check_in.email)
    return mine.select_related("team").first()


def team_that_signed(check_in: CheckIn) -> Team | None:
    """The team for which this address signed in the workshop."""
    signed = CheckIn.objects.filter(
        workshop=check_in.workshop, recipient=check_in.recipient, commitment__isnull=False
    ).exclude(part="facilitator")
    half = signed.select_related("commitment__lead_team", "commitment__partner_team").first()
    return half.team if half else None
