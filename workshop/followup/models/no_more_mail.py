from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshop.people.models import Organisation


class MailKind(models.TextChoices):
    """What one may ask not to be sent."""

    PROMISES = "promises", _("Mails about promises you signed")
    WORKSHOP = "workshop", _("Mails to everybody of a workshop")
    REQUESTS = "requests", _("Requests to open a door or to take a promise over")
    ALL = "all", _("All of these mails")


class NoMoreMail(models.Model):
    """An address that asked for no more mails of a kind from an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()  # in lower case, as recipients are
    kind = models.CharField(max_length=10, choices=MailKind, default=MailKind.ALL)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email", "kind"], name="no_more_mail_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="no_more_mail_kind"),
        ]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def stop(
        cls, organisation: Organisation, email: str, now: datetime, kind: MailKind = MailKind.ALL
    ) -> None:
        """Safe to repeat: the first time counts."""
        cls.objects.get_or_create(
            organisation=organisation, email=email.lower(), kind=kind, defaults={"since": now}
        )

    @classmethod
    def resume(cls, organisation: Organisation, email: str, kind: MailKind = MailKind.ALL) -> None:
        """Safe to repeat. What was held back meanwhile is due again. Having all of them again
        ends the wish about each kind, too."""
        mine = cls.objects.filter(organisation=organisation, email=email.lower())
        (mine if kind == MailKind.ALL else mine.filter(kind=kind)).delete()

    @classmethod
    def kinds(cls, organisation: Organisation, email: str) -> set[str]:
        mine = cls.objects.filter(organisation=organisation, email=email.lower())
        return set(mine.values_list("kind", flat=True))
