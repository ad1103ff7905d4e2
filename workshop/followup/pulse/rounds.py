"""When it is asked, and until when an answer counts."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext, pgettext_lazy

from workshop.followup.models.question import Question
from workshop.followup.working_hours import days_after
from workshop.models import InvitationLetter, Workshop

# A mail may wait a week for the one before it; then there is another week to answer.
ANSWERED_WITHIN_DAYS = 14


class Round(models.TextChoices):
    BEFORE = "before", pgettext_lazy("pulse", "Before the day")
    CLOSE = "close", pgettext_lazy("pulse", "At the close")
    DAY_30 = "day-30", pgettext_lazy("pulse", "Day 30")
    DAY_90 = "day-90", pgettext_lazy("pulse", "Day 90")


OF_PULSE = (Round.BEFORE, Round.CLOSE, Round.DAY_90)
OF_NETWORK = (Round.BEFORE, Round.DAY_30, Round.DAY_90)
DAYS = {Round.DAY_30: 30, Round.DAY_90: 90}
ASKED_WITH = {Question.BELIEF_ALL: Round.DAY_30, Question.CUSTOMER: Round.DAY_90}


def ends_at(workshop: Workshop, when: Round) -> datetime:
    """Of a closed workshop: when the answers of day 30 or 90 are complete."""
    assert workshop.closed_at is not None, "days are counted from the close"
    days = DAYS[when] + ANSWERED_WITHIN_DAYS
    return days_after(workshop.closed_at, days, workshop.zone)


def why_shut(workshop: Workshop, when: Round, now: datetime) -> str:
    """A sentence about why no answer is taken at this round; empty while it is open."""
    if when == Round.BEFORE:
        return InvitationLetter.of(workshop).why_asks_nothing(now)
    if when == Round.CLOSE:
        return why_not_at_close(workshop)
    if not workshop.is_closed:
        return gettext("These questions come after the day.")
    if now >= ends_at(workshop, when):
        return gettext("The answers to these questions are counted.")
    return ""


def why_not_at_close(workshop: Workshop) -> str:
    if workshop.is_closed:
        return gettext("The workshop has closed, and the answers are counted.")
    if not workshop.day_has_begun:
        return gettext("These questions come at the end of the day.")
    return ""
