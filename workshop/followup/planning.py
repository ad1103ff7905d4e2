"""The schedule of a workshop: who is told or asked what, and on which day."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from problems.models import Commitment
from workshop.followup.models import CheckIn, Course, Part, Question, Recipient
from workshop.followup.models.question import OF_ALL, OF_THE_PAIR
from workshop.followup.working_hours import days_after, morning_of, working_day_until
from workshop.models import Invitation, InvitationLetter, Said, Workshop


def plan(workshop: Workshop, now: datetime) -> None:
    """Keep the schedule of a workshop that closes `now`. Safe to repeat. Nobody is written to
    after a rehearsal."""
    if workshop.is_rehearsal:
        return
    rows = schedule(workshop, now)
    Recipient.objects.bulk_create(
        {row.recipient.email: row.recipient for row in rows}.values(), ignore_conflicts=True
    )
    emails = {row.recipient.email for row in rows}
    known = Recipient.objects.filter(organisation=workshop.organisation, email__in=emails)
    kept = {recipient.email: recipient for recipient in known}
    for row in rows:
        row.recipient = kept[row.recipient.email]
    CheckIn.objects.bulk_create(rows, ignore_conflicts=True)
    Course.objects.bulk_create(
        [Course(commitment=each) for each in Commitment.objects.of_workshop(workshop)],
        ignore_conflicts=True,
    )


def schedule(workshop: Workshop, closed_at: datetime) -> list[CheckIn]:
    """All rows of a workshop that closes then, not saved, in the order of their days.

    Those have an address here who signed a promise, who said yes to their invitation, and who
    swapped contacts. A seat leaves no other: the close forgets who sat where, and this keeps to it.
    """
    pairs = list(Commitment.objects.of_workshop(workshop).select_related("lead_team"))
    language = InvitationLetter.of(workshop).language
    people: dict[str, Recipient] = {}

    def recipient(email: str, name: str) -> Recipient:
        email = email.lower()
        fresh = Recipient(
            organisation=workshop.organisation,
            email=email,
            name=name,
            language=language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
            next_mail_at=closed_at,
        )
        return people.setdefault(email, fresh)

    rows: list[CheckIn] = []
    for commitment in pairs:
        halves = {Part.LEAD: recipient(commitment.lead_email, commitment.lead)}
        partner = recipient(commitment.partner_email, commitment.partner)
        if partner is not halves[Part.LEAD]:  # who signed both halves is asked once
            halves[Part.PARTNER] = partner
        rows += of_pair(workshop, commitment, halves, closed_at)
    invitations: dict[str, Invitation] = {}
    for invitation in workshop.invitations.open().wanting_mail().filter(said=Said.YES, trouble=""):
        if invitation.email not in people:
            recipient(invitation.email, invitation.name)
            invitations[invitation.email] = invitation
    for swap in workshop.swaps.all():
        recipient(swap.email, swap.name)
    rows += [
        CheckIn(
            workshop=workshop,
            recipient=person,
            invitation=invitations.get(person.email),
            question=question,
            part=Part.EVERYBODY,
            due_at=days_after(closed_at, days, workshop.zone),
        )
        for person in people.values()
        for question, days in OF_ALL.items()
    ]
    return sorted(rows, key=lambda row: row.due_at)


def of_pair(
    workshop: Workshop,
    commitment: Commitment,
    halves: dict[Part, Recipient],
    closed_at: datetime,
) -> Iterator[CheckIn]:
    """The cue of a lead, and what a pair is asked."""
    zone = workshop.zone
    days = {q: days_after(closed_at, after, zone) for q, after in OF_THE_PAIR.items()}
    # Nobody is asked whether it happened before its day is over.
    day_after = morning_of(commitment.first_step_on, zone)
    if days[Question.FIRST_STEP] <= day_after:
        days[Question.FIRST_STEP] = days_after(day_after, 1, zone)
    for part, person in halves.items():
        for question, due_at in days.items():
            yield CheckIn(
                workshop=workshop, recipient=person, commitment=commitment,
                question=question, part=part, due_at=due_at,
            )  # fmt: skip
    cue_on = working_day_until(commitment.first_step_on)
    if cue_on > closed_at.astimezone(zone).date():
        yield CheckIn(
            workshop=workshop, recipient=halves[Part.LEAD], commitment=commitment,
            question=Question.CUE, part=Part.LEAD, due_at=morning_of(cue_on, zone),
        )  # fmt: skip
