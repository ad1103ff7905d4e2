from workshop.models.act import Act
from workshop.models.code import FormerCode, tidy_code
from workshop.models.contact import Contact, Swap, Wish
from workshop.models.goal_draft import GoalDraft, GoalPlace
from workshop.models.goal_stance import FormerGoal, GoalStance
from workshop.models.guided import NotYet
from workshop.models.invitation import Invitation
from workshop.models.invitation_letter import InvitationLetter
from workshop.models.invitation_list import Said
from workshop.models.invitation_mail import InvitationMail, Kind
from workshop.models.invitation_question import InvitationQuestion
from workshop.models.key import WorkshopKey
from workshop.models.override import Override
from workshop.models.participant import Participant
from workshop.models.phase import AgendaTemplate, Phase
from workshop.models.prompt import Prompt
from workshop.models.states import DoorRule, DoorsShut, Status, WrongStep
from workshop.models.workshop import Workshop

__all__ = [
    "Act",
    "AgendaTemplate",
    "Contact",
    "DoorRule",
    "DoorsShut",
    "FormerCode",
    "FormerGoal",
    "GoalDraft",
    "GoalPlace",
    "GoalStance",
    "Invitation",
    "InvitationLetter",
    "InvitationMail",
    "InvitationQuestion",
    "Kind",
    "NotYet",
    "Override",
    "Participant",
    "Phase",
    "Prompt",
    "Said",
    "Status",
    "Swap",
    "Wish",
    "Workshop",
    "WorkshopKey",
    "WrongStep",
    "tidy_code",
]
