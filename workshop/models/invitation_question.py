from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models.invitation import Invitation
from workshop.models.invitation_list import Said
from workshop.models.invitation_mail import InvitationMail, Kind
from workshop.models.states import WrongStep
from workshop.people.models import User

# As many as may wait for a reply; a mailbox is no room to be filled.
OPEN_AT_ONCE = 5


class InvitationQuestionQuerySet(models.QuerySet["InvitationQuestion"]):
    def unanswered(self) -> Self:
        return self.filter(replied_at=None)


class InvitationQuestion(models.Model):
    """What somebody asked about their invitation, and what the facilitator replied."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=500)
    asked_at = models.DateTimeField()
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True)

    objects = InvitationQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def ask(cls, invitation: Invitation, text: str, now: datetime) -> "InvitationQuestion":
        """Put it to the facilitator, by mail as well. The same words again are the same question.

        A yes or no that was said before stays. Raises WrongStep while five wait for a reply.
        """
        fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        waiting = list(fresh.questions.unanswered())
        same = next((question for question in waiting if question.text == text), None)
        if same:
            return same
        if len(waiting) >= OPEN_AT_ONCE:
            raise WrongStep(
                gettext("Your earlier questions are with the facilitator. A reply comes by mail.")
            )
        question = cls.objects.create(invitation=fresh, text=text, asked_at=now)
        if fresh.said == Said.NOTHING:
            fresh.answer(Said.QUESTION, now)
        fresh.arrived()
        question.mail(Kind.QUESTION, now)
        return question

    @transaction.atomic
    def answer(self, reply: str, by: User, now: datetime) -> bool:
        """Reply once, by mail to who asked. Whether this was the reply.

        With the last open question answered, a yes or no is waited for again.
        """
        asker = Invitation.objects.select_for_update(of=("self",)).get(pk=self.invitation_id)
        mine = InvitationQuestion.objects.filter(pk=self.pk, replied_at=None)
        if not mine.update(reply=reply, replied_by=by, replied_at=now):
            return False
        if asker.said == Said.QUESTION and not asker.questions.unanswered().exists():
            asker.wait_for_answer(now)
        self.mail(Kind.REPLY, now)
        return True

    def mail(self, kind: Kind, now: datetime) -> None:
        InvitationMail.objects.create(
            invitation=self.invitation, question=self, kind=kind, queued_at=now, next_try_at=now
        )
