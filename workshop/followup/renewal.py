"""A promise for another ninety days: the same pair, a new first step, asked as after the day."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from problems.models import Commitment
from workshop.followup.models import Answer, CheckIn, Course, Letter, Part, Recipient, Reply
from workshop.followup.planning import of_pair
from workshop.followup.working_hours import days_after

AFTER_DAYS = 90


class CannotRenew(Exception):
    """Not yet, or no longer; the text says why, for people."""


def opens_at(asked: CheckIn) -> datetime:
    """The morning of the ninetieth day, when the pair of `asked` may renew its promise."""
    assert asked.begun_at is not None, "a pair is asked after the close"
    return days_after(asked.begun_at, AFTER_DAYS, asked.workshop.zone)


def may_renew(asked: CheckIn, now: datetime) -> bool:
    """By the link of a half: after ninety days, once, and not where the pair has stopped."""
    commitment = asked.commitment
    if commitment is None or not asked.is_of_a_half or asked.begun_at is None:
        return False
    if now < opens_at(asked):
        return False
    return not hasattr(commitment, "renewed_as") and not has_stopped(commitment)


def has_stopped(commitment: Commitment | None) -> bool:
    answers = Answer.objects.filter(check_in__commitment=commitment).order_by("-at", "-pk")
    return answers.values_list("reply", flat=True).first() == Reply.STOPPED


@transaction.atomic
def renew(asked: CheckIn, now: datetime, **words: object) -> Commitment:
    """Renew it, plan its ninety days, and tell the other of the two. Safe to repeat.

    Raises CannotRenew before the ninetieth day and after a stop.
    """
    commitment = asked.commitment
    assert commitment is not None, "a pair's question has its promise"
    # Its lock comes first: two taps at once become one after the other.
    Commitment.objects.select_for_update().get(pk=commitment.pk)
    there: Commitment | None = Commitment.objects.filter(renews=commitment).first()
    if there:
        return there
    if not may_renew(asked, now):
        raise CannotRenew(gettext("A promise can be renewed after its ninety days."))
    renewed = commitment.renew(now, **words)
    ask_for_ninety_days(renewed, asked, now)
    email, name = (
        (renewed.partner_email, renewed.partner)
        if asked.part == Part.LEAD
        else (renewed.lead_email, renewed.lead)
    )
    if email.lower() != asked.email:
        Letter.queue(now, {email.lower(): name}, renewal=renewed)
    return renewed


def ask_for_ninety_days(renewed: Commitment, asked: CheckIn, now: datetime) -> None:
    """The rows that beat finds, for both halves."""
    workshop, language = asked.workshop, asked.recipient.language
    organisation = workshop.organisation
    halves = {
        part: Recipient.known_as(
            organisation,
            getattr(renewed, f"{part}_email"),
            getattr(renewed, str(part)),
            language,
            now,
        )
        for part in (Part.LEAD, Part.PARTNER)
    }
    if halves[Part.LEAD] == halves[Part.PARTNER]:
        del halves[Part.PARTNER]
    CheckIn.objects.bulk_create(of_pair(workshop, renewed, halves, now), ignore_conflicts=True)
    Course.of(renewed)
