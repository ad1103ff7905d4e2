"""Where pulse and network are offered, and what is said of them elsewhere."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workshop import before, closing
from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.question import Question
from workshop.followup.pulse.asked import Asked, invitation_of
from workshop.followup.pulse.models import NetworkAnswer, NetworkMember, PulseAnswer
from workshop.followup.pulse.rounds import Round
from workshop.models import Invitation, Workshop

# Below this no figure of the network is shown, so nobody is asked.
PEOPLE_AT_LEAST = 12


def register() -> None:
    before.offers.append(
        before.Offer(
            page="pulse-before",
            heading=_("Before the day, if you like"),
            words=_(
                "Eleven short questions about how we work together now, two minutes. No name is"
                " kept with your answers; the group sees averages, after the day."
            ),
            button=_("To the questions"),
        )
    )
    before.counts.append(answered_before)
    before.kept.append(kept)
    before.farewells.append(forget)
    closing.notes.append(answered_at_close)
    closing.farewells.append(PulseAnswer.part)
    closing.at_the_end.append(
        closing.Page(
            name="pulse-close",
            heading=_("At the end of the day"),
            words=_(
                "Short questions, three minutes, if you like. No name is kept with your"
                " answers; the group sees averages."
            ),
            button=_("To the questions"),
        )
    )


def is_network_worth_it(workshop: Workshop) -> bool:
    return workshop.invitations.open().count() >= PEOPLE_AT_LEAST


def answered_before(workshop: Workshop) -> list[str]:
    """While the answers are there; later the outcomes tell."""
    asked = workshop.invitations.open().exclude(asked_at=None).count()
    if workshop.is_closed or not asked:
        return []
    answered = PulseAnswer.objects.of_round(workshop, Round.BEFORE).count()
    listed = NetworkMember.of_workshop(workshop).count()
    said = [gettext("%(n)s of %(m)s answered.") % {"n": answered, "m": asked}]
    if is_network_worth_it(workshop):
        whom = gettext("%(n)s of %(m)s take part in “whom could you ring?”.")
        said.append(whom % {"n": listed, "m": asked})
    return said


def answered_at_close(workshop: Workshop) -> list[str]:
    """Before it closes: after that nobody can answer."""
    here = workshop.participants.here().count()
    answered = PulseAnswer.objects.of_round(workshop, Round.CLOSE).count()
    said = ngettext(
        "%(n)s of %(m)s person has answered the questions at the end. They end with the close.",
        "%(n)s of %(m)s people have answered the questions at the end. They end with the close.",
        here,
    )
    return [said % {"n": answered, "m": here}] if here else []


def kept(invitation: Invitation) -> list[before.Kept]:
    """What is there of this person's answers, for nobody but them."""
    asked = Asked.by_invitation(invitation)
    rows = []
    if answer := PulseAnswer.objects.of(asked).first():
        figures = [", ".join(map(str, part)) for part in (answer.safety, answer.across) if part]
        label = _("Your answers before the day, 1 to 5")
        rows.append(before.Kept("answers_before", label, figures))
    if member := NetworkMember.objects.filter(invitation=invitation).first():
        rows.append(before.Kept("name_on_the_list", _("Your name on the list"), [member.name]))
        for when in (Round.BEFORE, Round.DAY_30, Round.DAY_90):
            named = NetworkAnswer.said(member, when)
            if named:
                label = _("Whom you could ring")
                names = [other.name for other in named]
                rows.append(before.Kept(f"could_ring_{when.name.lower()}", label, names))
    return rows


def forget(invitation: Invitation) -> None:
    """The invitation goes, ends or gets another address: so do its answers."""
    if invitation.pk:
        PulseAnswer.take_back(Asked.by_invitation(invitation))
        for check_in in invitation.check_ins.filter(question=Question.CUSTOMER).with_story():
            PulseAnswer.take_back(Asked.by_check_in(check_in))
        if member := NetworkMember.objects.filter(invitation=invitation).first():
            member.leave()


def asked_beside(check_in: CheckIn) -> list[tuple[str, str]]:
    """Label and address of what is asked on the day of this check-in, beside its own question."""
    offered = []
    if check_in.question == Question.CUSTOMER:
        offered.append((gettext("How do we work together now?"), "pulse-later"))
    if check_in.question in (Question.BELIEF_ALL, Question.CUSTOMER) and is_on_the_list(check_in):
        offered.append((gettext("Whom could you ring now?"), "network-later"))
    return [
        (label, urljoin(settings.SITE_URL, reverse(page, args=[check_in.token])))
        for label, page in offered
    ]


def is_on_the_list(check_in: CheckIn) -> bool:
    invitation = invitation_of(check_in)
    return bool(invitation) and NetworkMember.objects.filter(invitation=invitation).exists()
