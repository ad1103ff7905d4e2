"""Evidence may open a problem again; both teams are told."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from problems.models import Commitment, Problem
from workshop.followup.models.learning import Learning
from workshop.followup.models.letter import Letter
from workshop.models import Workshop
from workshop.models.invitation_list import Said


class Reopening(models.Model):
    """A learning that says: this problem is not solved yet."""

    learning = models.OneToOneField(Learning, on_delete=models.CASCADE, related_name="reopening")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="reopenings")
    because = models.CharField(_("why it opens again"), max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.because

    @property
    def workshop(self) -> Workshop:
        return self.learning.workshop

    @classmethod
    @transaction.atomic
    def declare(cls, learning: Learning, because: str, now: datetime) -> "Reopening":
        """Open the learning's problem again and have both teams told. The first time counts."""
        Learning.objects.select_for_update().get(pk=learning.pk)
        problem = learning.commitment.solution.problem
        reopening, is_new = cls.objects.get_or_create(
            learning=learning, defaults={"problem": problem, "because": because, "at": now}
        )
        if is_new:
            problem.open_again(now)
            Letter.queue(now, people_of_both_teams(learning), reopening=reopening)
        return reopening


def people_of_both_teams(learning: Learning) -> dict[str, str]:
    """Names by address: who signed a promise of this workshop for one of the pair's teams, and
    who said yes to its invitation."""
    workshop, teams = learning.workshop, learning.teams
    invited = workshop.invitations.open().wanting_mail().filter(said=Said.YES, team__in=teams)
    people = {guest.email: guest.name for guest in invited}
    for promise in Commitment.objects.of_workshop(workshop):
        if promise.lead_team_id in {team.pk for team in teams}:
            people[promise.lead_email.lower()] = promise.lead
        if promise.partner_team_id in {team.pk for team in teams}:
            people[promise.partner_email.lower()] = promise.partner
    return people
