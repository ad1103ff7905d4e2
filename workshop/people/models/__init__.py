from workshop.people.models.audit import AuditEntry
from workshop.people.models.organisation import (
    ColleagueInvitation,
    InvitationRefused,
    LastAdmin,
    Membership,
    Organisation,
    Role,
)
from workshop.people.models.team import Colour, HasHistory, Team
from workshop.people.models.user import User, display_name

__all__ = [
    "AuditEntry",
    "ColleagueInvitation",
    "Colour",
    "HasHistory",
    "InvitationRefused",
    "LastAdmin",
    "Membership",
    "Organisation",
    "Role",
    "Team",
    "User",
    "display_name",
]
