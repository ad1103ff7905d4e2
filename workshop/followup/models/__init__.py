from workshop.followup.models.answer import Answer
from workshop.followup.models.board import Board
from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.course import Course
from workshop.followup.models.door_request import DoorRequest, SponsorSays, TooManyRequests
from workshop.followup.models.hand_over import Answered, CannotHandOver, HandOver
from workshop.followup.models.learning import Decision, Learning, Surprise, Thanks
from workshop.followup.models.letter import Letter
from workshop.followup.models.no_more_mail import MailKind, NoMoreMail
from workshop.followup.models.question import Part, Question, Reply
from workshop.followup.models.recipient import Recipient
from workshop.followup.models.reopening import Reopening
from workshop.followup.pulse.models import NetworkAnswer, NetworkMember, NinetyDays, PulseAnswer
from workshop.people.delivery import RETRIES

__all__ = [
    "RETRIES",
    "Answer",
    "Answered",
    "Board",
    "CannotHandOver",
    "CheckIn",
    "Course",
    "Decision",
    "DoorRequest",
    "HandOver",
    "Learning",
    "Letter",
    "MailKind",
    "NetworkAnswer",
    "NetworkMember",
    "NinetyDays",
    "NoMoreMail",
    "Part",
    "PulseAnswer",
    "Question",
    "Recipient",
    "Reopening",
    "Reply",
    "SponsorSays",
    "Surprise",
    "Thanks",
    "TooManyRequests",
]
