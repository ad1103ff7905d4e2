from workshop.models.code import FormerCode, tidy_code
from workshop.models.key import WorkshopKey
from workshop.models.override import Override
from workshop.models.participant import Participant
from workshop.models.states import DoorRule, DoorsShut, Status, WrongStep
from workshop.models.workshop import Workshop

__all__ = [
    "DoorRule",
    "DoorsShut",
    "FormerCode",
    "Override",
    "Participant",
    "Status",
    "Workshop",
    "WorkshopKey",
    "WrongStep",
    "tidy_code",
]
