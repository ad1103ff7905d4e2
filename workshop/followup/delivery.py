"""Handing the week's mail of one recipient to the mail server."""

import logging
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from anymail.exceptions import AnymailError
from django.db import transaction
from django.utils.translation import gettext

from workshop.followup.mail import composed
from workshop.followup.models import CheckIn, Course, Letter, NoMoreMail, Recipient
from workshop.followup.models.check_in import hold, is_time
from workshop.followup.models.question import OF_THE_PAIR
from workshop.followup.models.recipient import is_free
from workshop.followup.states import silences
from workshop.followup.working_hours import next_working_time
from workshop.models import Workshop
from workshop.people.delivery import THIS_MAIL, ServerAway, in_words, is_for_good
from workshop.people.returned import Returned

logger = logging.getLogger(__name__)
# A third question in a row, after two that nobody answered, is not asked.
SLEEPS_AFTER = 2


def look(now: datetime, batch: int, clock: Callable[[], datetime] | None = None) -> None:
    """Send to everybody for whom something is due at `now`, up to `batch` of them.

    `clock` is asked anew for each: a claim must not be old before its mail is on the way.
    Raises ServerAway.
    """
    to_free = CheckIn.objects.filter(is_free(now, "recipient__"))
    if not to_free.filter(is_time(now)).exists():  # most minutes end here
        return
    due = list(to_free.due(now).with_words())
    # Before anybody is asked: then it matters to nobody who comes first.
    if fall_asleep([row for row in due if is_open(row.workshop, now)], now):
        due = list(to_free.due(now))
    longest_waiting = list(dict.fromkeys(row.recipient_id for row in due))[:batch]
    recipients = Recipient.objects.in_bulk(longest_waiting)
    for recipient in filter(None, map(recipients.get, longest_waiting)):
        deliver(recipient, clock() if clock else now, now)


def deliver(recipient: Recipient, now: datetime, looked_at: datetime | None = None) -> None:
    """Send what was due to them then, if it is working time and no other worker has claimed them.

    Once, as far as that can be: a worker that dies after the server took the mail and before
    `sent` is written leaves a row that is sent again ten minutes later. No order of these two
    acts closes that gap; the other order would lose mails. The second copy carries the same
    Message-ID, so mail programs that compare it show one. Raises ServerAway.
    """
    if not recipient.claim(now):
        return
    told = to_tell(recipient, looked_at or now)
    if not told or news_come_first(recipient, now):
        recipient.release()
        return
    zone = told[0].workshop.zone
    opens = next_working_time(now, zone)
    if opens > now:
        recipient.release(opens)
        return
    if recipient.is_worn_out:
        trouble = gettext("Sending stopped halfway each time.")
        recipient.not_sent(trouble, now, zone, for_good=True)
        return
    try:
        composed(recipient, told, now).send()
    except THIS_MAIL as trouble:
        logger.warning("the mail to %s was not taken: %s", recipient.pk, type(trouble).__name__)
        recipient.not_sent(in_words(trouble), now, zone, for_good=is_for_good(trouble))
    except (OSError, AnymailError) as trouble:
        recipient.not_sent(in_words(trouble), now, zone)
        raise ServerAway(in_words(trouble)) from trouble
    else:
        delivered(recipient, told, now)


def news_come_first(recipient: Recipient, now: datetime) -> bool:
    """A letter has waited for the week to end; only a cue can't wait for its turn."""
    waiting = Letter.objects.free(now).filter(email=recipient.email)
    ours = [
        letter
        for letter in waiting
        if letter.is_news and letter.workshop.organisation == recipient.organisation
    ]
    return bool(ours) and not recipient.check_ins.cues_of_the_week(now).exists()


def to_tell(recipient: Recipient, now: datetime) -> list[CheckIn]:
    """What goes into one mail: all that is due from one workshop, that which has waited longest,
    and the cues of its coming week."""
    mine = CheckIn.objects.filter(recipient=recipient)
    found = list(mine.due_with_cues(now).with_words())
    for row in found:
        row.recipient = recipient
    due = [row for row in found if row.due_at <= now]
    if not due:
        return []
    workshop = due[0].workshop
    return [row for row in found if row.workshop == workshop]


def is_open(workshop: Workshop, now: datetime) -> bool:
    """Mail of this workshop may go now."""
    return next_working_time(now, workshop.zone) <= now


def fall_asleep(told: list[CheckIn], now: datetime) -> list[Course]:
    """Of the promises that would be asked something new, those that were silent too often."""
    after_some = list(OF_THE_PAIR)[SLEEPS_AFTER:]  # before these nobody was silent so often
    new = [row for row in told if row.question in after_some and not row.is_again]
    asked = CheckIn.objects.filter(commitment__in={row.commitment_id for row in new})
    asked_of = defaultdict(list)
    for row in asked.select_related("answer") if new else ():
        asked_of[row.commitment_id].append(row)
    sleepers = []
    for row in new:
        course = course_of(row)
        if silences(asked_of[row.commitment_id], course, row.due_at) >= SLEEPS_AFTER:
            course.fall_asleep(now)
            sleepers.append(course)
    return sleepers


def course_of(row: CheckIn) -> Course:
    assert row.commitment is not None, "a pair's question has its promise"
    course: Course | None = getattr(row.commitment, "course", None)
    return course or Course.of(row.commitment)


@transaction.atomic
def delivered(recipient: Recipient, told: list[CheckIn], now: datetime) -> None:
    """Mark it all at once, unless another worker has taken over meanwhile."""
    hold(told)
    if recipient.sent(now):
        CheckIn.all_sent(told, now)


@transaction.atomic
def came_back(number: int, returned: Returned, now: datetime) -> bool:
    """A server had taken it. Whether it was the last mail to this recipient; then what it told is
    to be told again, once the address works."""
    recipient = Recipient.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if recipient is None or recipient.message_id_of(recipient.mails - 1) != returned.message_id:
        return False
    recipient.came_back(returned.said, now)
    CheckIn.none_arrived(recipient)
    if returned.unwanted:
        NoMoreMail.stop(recipient.organisation, recipient.email, now)
    return True
