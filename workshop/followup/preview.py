"""Every mail of the schedule before it goes: its day, how many get it, and its words."""

from dataclasses import dataclass
from datetime import date, datetime

from workshop.followup.mail import composed
from workshop.followup.models import CheckIn, Question
from workshop.followup.planning import schedule
from workshop.models import Workshop


@dataclass
class Due:
    """One question on one day."""

    question: Question
    day: date
    people: int = 0
    sent: int = 0
    example: CheckIn | None = None
    subject: str = ""
    text: str = ""


def closes_at(workshop: Workshop, now: datetime) -> datetime:
    """When it closed; before that, when it does if it closes on its day."""
    return workshop.closed_at or max(now, workshop.starts_at)


def days_of(workshop: Workshop, now: datetime) -> list[Due]:
    """Before the close, as if it closed when its day does; afterwards, what is planned."""
    if workshop.is_closed:
        rows = list(CheckIn.objects.of_workshop(workshop).with_story())
    else:
        rows = schedule(workshop, closes_at(workshop, now))
    found: dict[tuple[str, date], Due] = {}
    for row in rows:
        day = row.due_at.astimezone(workshop.zone).date()
        due = found.setdefault((row.question, day), Due(Question(row.question), day))
        due.people += 1
        due.sent += row.sent_at is not None
        due.example = due.example or row
    for due in found.values():
        show(due, now)
    return sorted(found.values(), key=lambda due: due.day)


def show(due: Due, now: datetime) -> None:
    """The words of one of its mails, as the mail itself is composed; the links lead nowhere."""
    check_in = due.example
    assert check_in is not None, "a day has its first row"
    check_in.sent_at = None
    token, check_in.token = check_in.token, "0" * 32
    mail = composed(check_in.recipient, [check_in], max(now, check_in.due_at))
    check_in.token = token
    due.subject, due.text = str(mail.subject), str(mail.body)
