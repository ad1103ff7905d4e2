"""What an organisation keeps with one address after its workshops, for its owner: to read, to take
along, and to have taken out. The owner is whoever has a link that went to the address."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment
from workshop.before import Kept
from workshop.followup.models import (
    Answer,
    Answered,
    CheckIn,
    DoorRequest,
    HandOver,
    Letter,
    MailKind,
    NoMoreMail,
    Part,
    PulseAnswer,
    Question,
    Recipient,
)
from workshop.followup.models.door_request import DoorRequestQuerySet
from workshop.followup.models.hand_over import HandOverQuerySet
from workshop.followup.models.learning import language_of
from workshop.followup.models.letter import LetterQuerySet
from workshop.followup.models.recipient import nobodys_address
from workshop.followup.pulse.asked import Asked
from workshop.models import Invitation, Status, Swap
from workshop.people.models import Organisation

OF_A_PROMISE = "commitment__solution__problem__workshop"


def kept_with(organisation: Organisation, email: str) -> list[Kept]:
    """All of it, part by part; parts that hold nothing are left out."""
    email = email.lower()
    parts = [
        Kept("promises", _("Promises you signed"), list(promises(organisation, email))),
        Kept("answers", _("What you answered"), list(answers(organisation, email))),
        Kept("pulse", _("Your answers on day 90, 1 to 5"), list(figures(organisation, email))),
        Kept("hand_overs", _("Hand-overs"), list(hand_overs(organisation, email))),
        Kept("door_requests", _("What you were asked to open"), list(doors(organisation, email))),
        Kept("contacts", _("Contacts you swapped"), list(contacts(organisation, email))),
        Kept("mails", _("Mails to you"), list(mails(organisation, email))),
        Kept("no_more_mail", _("Mails you ended"), list(ended(organisation, email))),
    ]
    return [part for part in parts if part.lines]


def halves(organisation: Organisation, email: str) -> Iterator[tuple[Commitment, Part]]:
    """What this address holds of promises that have left their room; before that, the phone that
    made one changes it."""
    found = Commitment.objects.filter(
        Q(lead_email__iexact=email) | Q(partner_email__iexact=email),
        solution__problem__workshop__organisation=organisation,
        solution__problem__workshop__status=Status.CLOSED,
    ).select_related("lead_team", "partner_team", "solution__problem__workshop__invitation_letter")
    for pair in found.order_by("pk"):
        for part in (Part.LEAD, Part.PARTNER):
            if getattr(pair, f"{part}_email").lower() == email:
                yield pair, part


def promises(organisation: Organisation, email: str) -> Iterator[str]:
    for pair, part in halves(organisation, email):
        yield f"{pair.workshop} · {getattr(pair, str(part))} ({part.label}): {pair.step}"


def answers(organisation: Organisation, email: str) -> Iterator[str]:
    for answer in answers_of(organisation, email).select_related(
        "check_in__workshop", "check_in__commitment", "learning"
    ):
        learning = getattr(answer, "learning", None)
        said = (
            answer.get_reply_display(), answer.noticed, answer.also, answer.new_step,
            learning.text if learning else "",
        )  # fmt: skip
        asked = answer.check_in.get_question_display()
        yield f"{answer.check_in.workshop} · {asked}: {' · '.join(filter(None, said))}"


def figures(organisation: Organisation, email: str) -> Iterator[str]:
    for asked in asked_on_day_90(organisation, email):
        for answer in PulseAnswer.objects.of(asked):
            said = [", ".join(map(str, part)) for part in (answer.safety, answer.across) if part]
            yield f"{asked.workshop} · {' · '.join(said)}"


def hand_overs(organisation: Organisation, email: str) -> Iterator[str]:
    for offer in offers_with(organisation, email).with_story():
        words = {"giver": offer.giver, "name": offer.name, "said": offer.get_said_display()}
        said = gettext("%(giver)s asked %(name)s: %(said)s") % words
        text = f" · {offer.text}" if offer.text else ""
        yield f"{offer.workshop} · {said}{text}"


def doors(organisation: Organisation, email: str) -> Iterator[str]:
    for act in asked_of(organisation, email).with_story():
        said = (act.get_said_display(), act.because)
        yield f"{act.workshop} · {act.sponsor}: {act.text} · {' · '.join(filter(None, said))}"


def contacts(organisation: Organisation, email: str) -> Iterator[str]:
    for swap in Swap.objects.filter(workshop__organisation=organisation, email__iexact=email):
        mine = " · ".join(filter(None, (swap.name, swap.email, swap.phone)))
        yield gettext("%(mine)s, known to %(other)s") % {"mine": mine, "other": swap.other_name}


def mails(organisation: Organisation, email: str) -> Iterator[str]:
    for recipient in Recipient.objects.filter(organisation=organisation, email=email):
        yield " · ".join(filter(None, (recipient.name, email, recipient.get_language_display())))
    # A half that was handed over brought along what had gone to somebody else.
    came_later = HandOver.objects.accepted().filter(
        commitment=OuterRef("commitment"), part=OuterRef("part"), email=email,
        said_at__gt=OuterRef("sent_at"),
    )  # fmt: skip
    asked = CheckIn.objects.filter(
        ~Exists(came_later),
        recipient__organisation=organisation, recipient__email=email, sent_at__isnull=False,
    )  # fmt: skip
    for check_in in asked.select_related("workshop").order_by("sent_at", "pk"):
        yield f"{day(check_in.sent_at)}: {check_in.workshop} · {check_in.get_question_display()}"
    for letter in letters_to(organisation, email).filter(sent_at__isnull=False).with_story():
        yield f"{day(letter.sent_at)}: {letter.workshop} · {letter.kind.label}"


def ended(organisation: Organisation, email: str) -> Iterator[str]:
    for kind in sorted(NoMoreMail.kinds(organisation, email)):
        yield str(MailKind(kind).label)


def day(at: datetime | None) -> str:
    return date_format(at, "DATE_FORMAT") if at else ""


@transaction.atomic
def erase(organisation: Organisation, email: str, now: datetime) -> None:
    """Name, address and words of this person go. What a pair promised and learned stays, and so
    does that it was answered: the other half is theirs, too. Safe to repeat."""
    email = email.lower()
    for asked in asked_on_day_90(organisation, email):
        PulseAnswer.take_back(asked)
    closed = Invitation.objects.filter(
        email=email, workshop__organisation=organisation, workshop__status=Status.CLOSED
    )
    for invitation in closed:
        invitation.forget()
    nobody = nobodys_address()
    for waiting in offers_with(organisation, email).filter(said=Answered.WAITING):
        waiting.take_back(now)
    letters_to(organisation, email).delete()
    for pair, part in halves(organisation, email):
        with translation.override(language_of(pair.workshop) or translation.get_language()):
            name = gettext("Somebody")
        pair.hand_half_to(part, name, nobody, getattr(pair, f"{part}_team"))
    offers = offers_with(organisation, email)
    offers.filter(email=email).exclude(said=Answered.ACCEPTED).delete()
    offers.filter(email=email).update(name=gettext("Somebody"), email=nobody)
    offers.filter(giver_email=email).update(giver=gettext("Somebody"), giver_email=nobody, text="")
    asked_of(organisation, email).update(sponsor=gettext("Somebody"), email=nobody)
    swaps = Swap.objects.filter(workshop__organisation=organisation)
    swaps.filter(Q(email__iexact=email) | Q(other_email__iexact=email)).delete()
    answers_of(organisation, email).update(noticed="", also="", new_step="")
    NoMoreMail.objects.filter(organisation=organisation, email=email).delete()
    for recipient in Recipient.objects.filter(organisation=organisation, email=email):
        recipient.become_nobody(nobody, now)


def answers_of(organisation: Organisation, email: str) -> QuerySet[Answer]:
    return Answer.objects.filter(
        check_in__recipient__organisation=organisation, check_in__recipient__email=email
    )


def asked_on_day_90(organisation: Organisation, email: str) -> Iterator[Asked]:
    """As whom this address answers the pulse; before that the invitation knows."""
    last = CheckIn.objects.filter(
        recipient__organisation=organisation, recipient__email=email, question=Question.CUSTOMER
    )
    for check_in in last.with_story():
        yield Asked.by_check_in(check_in)


def offers_with(organisation: Organisation, email: str) -> HandOverQuerySet:
    ours = HandOver.objects.filter(**{f"{OF_A_PROMISE}__organisation": organisation})
    return ours.filter(Q(email=email) | Q(giver_email=email))


def asked_of(organisation: Organisation, email: str) -> DoorRequestQuerySet:
    ours = DoorRequest.objects.filter(**{f"{OF_A_PROMISE}__organisation": organisation})
    return ours.filter(email=email)


def letters_to(organisation: Organisation, email: str) -> LetterQuerySet:
    return Letter.objects.of_organisation(organisation).filter(email=email)
