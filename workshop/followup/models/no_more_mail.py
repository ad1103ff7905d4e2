from datetime import datetime

from django.db import models

from workshop.people.models import Organisation


class NoMoreMail(models.Model):
    """An address that asked for no more check-ins from an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()  # in lower case, as check-ins compare it
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="no_more_mail_once")
        ]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def stop(cls, organisation: Organisation, email: str, now: datetime) -> None:
        """Safe to repeat: the first time counts."""
        cls.objects.get_or_create(
            organisation=organisation, email=email.lower(), defaults={"since": now}
        )

    @classmethod
    def resume(cls, organisation: Organisation, email: str) -> None:
        """Safe to repeat. What was held back meanwhile is due again."""
        cls.objects.filter(organisation=organisation, email=email.lower()).delete()

    @classmethod
    def holds(cls, organisation: Organisation, email: str) -> bool:
        return cls.objects.filter(organisation=organisation, email=email.lower()).exists()
