from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models.act import Act
from workshop.models.workshop import Workshop
from workshop.people.models import Team
from workshop.prepared import Prepared

TEXT_LIMIT = 160


class Prompt(models.Model):
    """A sentence from a facilitator to the phones of a team, or of all. Gone with the step."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="prompts")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    text = models.CharField(_("what the phones say"), max_length=TEXT_LIMIT)
    turn = models.CharField(max_length=40, blank=True, editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text

    @classmethod
    @transaction.atomic
    def send(cls, workshop: Workshop, team: Team | None, text: str, now: datetime) -> "Prompt":
        """To the phones of a team, or of everybody. The same sentence in the same step is one."""
        turn = workshop.held().turn
        prompt, sent = cls.objects.get_or_create(
            workshop=workshop, team=team, text=text, turn=turn, defaults={"at": now}
        )
        if sent:
            about = gettext("Prompt: “%(text)s”") % {"text": text}
            Act.note(workshop, "prompt", about, prompt=prompt.pk)
        workshop.stream.announce(("prompt", ""), ("agenda", ""))
        return prompt

    @classmethod
    def newest_by_team(cls, workshop: Workshop) -> "dict[int | None, Prompt]":
        """The newest sentence for each team, and for all under None; one query."""
        newest: dict[int | None, Prompt] = {}
        for prompt in prompts_of_turn(workshop=workshop.pk, turn=workshop.turn):
            newest.setdefault(prompt.team_id, prompt)
        return newest


# Those that stand on the phones now: the room goes on, and they go with it.
prompts_of_turn = Prepared(
    lambda workshop, turn: Prompt.objects.filter(workshop=workshop, turn=turn),
    workshop=int,
    turn=str,
)
