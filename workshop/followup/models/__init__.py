from workshop.followup.models.answer import Answer, Reply
from workshop.followup.models.check_in import RETRIES, CheckIn, Part, Question
from workshop.followup.models.learning import Decision, Learning
from workshop.followup.models.no_more_mail import NoMoreMail

__all__ = [
    "RETRIES",
    "Answer",
    "CheckIn",
    "Decision",
    "Learning",
    "NoMoreMail",
    "Part",
    "Question",
    "Reply",
]
