from datetime import date, datetime, time

from django.db import models

from problems.models import Commitment
from workshop.followup.models.check_in import CheckIn
from workshop.followup.models.question import Question
from workshop.followup.working_hours import next_working_time


class Course(models.Model):
    """How a commitment is followed up: as planned, paused until a day, or asleep."""

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="course")
    paused_until = models.DateTimeField(null=True)
    asleep_since = models.DateTimeField(null=True)
    # Silence before this moment counts no more.
    woken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"course of {self.commitment_id}"

    @classmethod
    def of(cls, commitment: Commitment) -> "Course":
        course, _made = cls.objects.get_or_create(commitment=commitment)
        return course

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now

    def pause(self, until: date) -> None:
        """No mail about it before that morning, in the workshop's zone. Safe to repeat."""
        zone = self.commitment.workshop.zone
        morning = next_working_time(datetime.combine(until, time(0), zone), zone)
        Course.objects.filter(pk=self.pk).update(paused_until=morning)

    def go_on(self, now: datetime) -> None:
        """A pause or a sleep ends: somebody is there. Safe to repeat."""
        Course.objects.filter(pk=self.pk).update(paused_until=None)
        Course.wake(self.commitment, now)

    @classmethod
    def wake(cls, commitment: Commitment, now: datetime) -> None:
        """A sign of life ends a sleep, and nobody needs to offer help; a pause that somebody chose
        stays."""
        cls.objects.filter(commitment=commitment).update(asleep_since=None, woken_at=now)
        of_help = CheckIn.objects.filter(commitment=commitment, question=Question.HELP)
        of_help.filter(sent_at=None).delete()

    def fall_asleep(self, now: datetime) -> None:
        Course.objects.filter(pk=self.pk, asleep_since=None).update(asleep_since=now)
