"""Who was asked to the demo's coming workshop, and what they said. No mail is sent."""

from datetime import datetime, timedelta

from workshop.demo.words import DEVELOPMENT, MARKETING, SALES, SUPPORT
from workshop.models import (
    Invitation,
    InvitationLetter,
    InvitationMail,
    InvitationQuestion,
    Said,
    Workshop,
)
from workshop.people.models import User

NO_SUCH_USER = "550 5.1.1 no such user here"
ASKED: dict[str, dict[str, Said]] = {
    SALES: {
        "Noor": Said.YES,
        "Erik": Said.YES,
        "Amina": Said.NOTHING,
        "Lukas": Said.NO,
        "Greta": Said.YES,
    },
    DEVELOPMENT: {
        "Jonas": Said.YES,
        "Mei": Said.NOTHING,
        "Tuva": Said.NOTHING,
        "Samir": Said.YES,
        "Ravi": Said.YES,
    },
    SUPPORT: {"Hanna": Said.NOTHING, "Viktor": Said.NOTHING, "Leila": Said.YES},
    MARKETING: {},
}
QUESTION = "Is there a train that gets us home the same evening?"


def invite(workshop: Workshop, host: User, now: datetime) -> None:
    """A week ago; most have answered since, one asks something, and one address is misspelt."""
    asked_at = now - timedelta(days=7)
    teams = {team.name: team for team in workshop.teams.all()}
    InvitationLetter.of(workshop).answer_for(host)
    for team, people in ASKED.items():
        addresses = [(f"{name.lower()}@example.org", name) for name in people]
        Invitation.put_on_the_list(workshop, teams[team], addresses)
    Invitation.ask(workshop, asked_at)
    for mail in InvitationMail.objects.filter(invitation__workshop=workshop):
        if mail.claim(asked_at):
            mail.sent(asked_at)
    for name, said in (pair for people in ASKED.values() for pair in people.items()):
        if said:
            invitation = workshop.invitations.get(name=name)
            invitation.answer(said, asked_at + timedelta(hours=5))
    curious = workshop.invitations.get(name="Mei")
    question = InvitationQuestion.ask(curious, QUESTION, now - timedelta(days=1))
    question.mails.update(sent_at=now - timedelta(days=1))
    misspelt = workshop.invitations.filter(name="Viktor")
    misspelt.update(trouble=NO_SUCH_USER)
    InvitationMail.objects.filter(invitation__in=misspelt).update(
        sent_at=None, failed_at=asked_at, trouble=NO_SUCH_USER
    )
