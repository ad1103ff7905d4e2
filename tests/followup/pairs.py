"""A workshop that has closed on Friday 6 February 2026, and the pairs that left it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from problems.models import Commitment, Solution
from workshop.followup.models import Answer, CheckIn, Decision, Question, Reply

CLOSED_AT = datetime(2026, 2, 6, 15, tzinfo=UTC)
DAY_14 = datetime(2026, 2, 20, 8, tzinfo=UTC)  # 09:00 in Stockholm
STOCKHOLM = ZoneInfo("Europe/Stockholm")
REASON = "The train leaves, and we go on in March."


def hours(start: datetime, days: int) -> Iterator[datetime]:
    """From `start`, the hours of so many days at which mails begin, go and end in Stockholm."""
    for hour in range(days * 24):
        now = start + timedelta(hours=hour)
        if now.astimezone(STOCKHOLM).hour in (7, 8, 9, 13, 18):
            yield now


def make_pair(problem, lead="Kim", partner="Alex", **fields) -> Commitment:
    """A commitment on a new solution of `problem`, by two people of its two teams."""
    sales, development = problem.workshop.teams.order_by("position")
    solution = Solution.enter(
        problem,
        sales,
        "Show the seat limit where people choose",
        f"{lead}{partner}",
        timezone.now(),
    )
    commitment = Commitment(
        **{
            "solution": solution,
            "lead": lead,
            "lead_email": f"{lead}@example.org".lower(),
            "lead_team": sales,
            "partner": partner,
            "partner_email": f"{partner}@example.org".lower(),
            "partner_team": development,
            "cue": "we meet the next customer",
            "step": "show them the limit first.",
            "first_step_on": date(2026, 2, 18),
            "serves_goal": "Honest from day one.",
            "belief": "customers who see the limit ask fewer questions",
            "test": "Three customers.",
            "change_mind": "They leave.",
            "confidence": 60,
            **fields,
        }
    )
    commitment.make(timezone.now())
    return commitment


def close(workshop, by, now=CLOSED_AT, only=Question.FIRST_STEP):
    """Close it, and keep one question of the schedule. With `only=None` it stays whole."""
    workshop.close(now, by.user, REASON)
    if only:
        CheckIn.objects.of_workshop(workshop).exclude(question=only).delete()
    workshop.refresh_from_db()
    return workshop


def half(commitment, part="lead", question=Question.FIRST_STEP) -> CheckIn:
    return CheckIn.objects.with_story().get(commitment=commitment, part=part, question=question)


def say(check_in, reply=Reply.HAPPENED, now=DAY_14, learned=None, **said) -> Answer:
    fields = {"facts": "", "how_many": None, "surprise": None, "confidence_after": None}
    if isinstance(learned, str):
        learned = {"text": learned}
    learning = learned and {**fields, "decision": Decision.KEEP, **learned}
    said = {"noticed": "", "new_step": "", **said}
    return Answer.give(check_in, {"reply": reply, **said}, learning, now)
