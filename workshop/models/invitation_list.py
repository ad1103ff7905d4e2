"""Those who are on a workshop's list: which of them are asked, reminded and told."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models.invitation_mail import InvitationMail, Kind
from workshop.models.states import Status, WrongStep
from workshop.models.workshop import Workshop
from workshop.people.models import User
from workshop.people.tokens import token_digest

if TYPE_CHECKING:
    from workshop.models.invitation import Invitation  # noqa: F401

# Nobody is asked again, or reminded, more often than this.
PAUSE_BETWEEN_ASKING = timedelta(days=3)


class Said(models.TextChoices):
    NOTHING = "", _("No answer yet")
    YES = "yes", _("Yes")
    NO = "no", _("No")
    QUESTION = "question", _("A question first")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def editable_by(self, user: User | AnonymousUser) -> Self:
        return self.filter(workshop__in=Workshop.objects.editable_by(user))

    def with_token(self, token: str) -> Self:
        return self.filter(digest=token_digest(token)).select_related(
            "team", "workshop__organisation", "workshop__key", "workshop__stream"
        )

    def open(self) -> Self:
        return self.filter(withdrawn_at=None)

    def not_asked(self) -> Self:
        """Nothing was ever sent to them, and nothing is on its way."""
        return self.open().filter(asked_at=None)

    def wanting_mail(self) -> Self:
        return self.filter(no_more_mail_at=None)

    def silent(self) -> Self:
        """They were asked, the mail went out, and no answer came."""
        return self.open().filter(said=Said.NOTHING, trouble="", asked_at__isnull=False)

    def to_remind(self, now: datetime) -> Self:
        return self.silent().wanting_mail().filter(asked_at__lte=now - PAUSE_BETWEEN_ASKING)

    def behind(self, facts: str) -> Self:
        """Their last mail told other facts than these, and no newer one is on its way."""
        telling = Exists(
            InvitationMail.objects.filter(invitation=OuterRef("pk"), kind=Kind.CHANGE).waiting()
        )
        told = self.open().wanting_mail().exclude(told="").exclude(told=facts)
        return told.filter(~telling, trouble="", asked_at__isnull=False)

    def outlived(self, now: datetime) -> Self:
        """Of workshops that ended so long ago that their addresses are kept no longer."""
        then = now - timedelta(days=settings.ADDRESSES_KEPT_DAYS)
        return self.filter(
            Q(workshop__closed_at__lte=then)
            | Q(
                workshop__status__in=(Status.DRAFT, Status.JOINING), workshop__date__lte=then.date()
            )
        )


def locked(workshop: Workshop) -> Workshop:
    """As it is now; it stays so until the commit."""
    return Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)


def refuse_where_nobody_is_invited(workshop: Workshop) -> None:
    """Raises WrongStep."""
    if workshop.is_closed:
        raise WrongStep(gettext("This workshop is closed. It stays as it was."))
    if workshop.is_rehearsal:
        raise WrongStep(
            gettext("This is a rehearsal with made-up people. Nobody is invited to it.")
        )
