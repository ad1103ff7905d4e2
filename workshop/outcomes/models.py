from django.db import models

from workshop.models import Workshop


class Figures(models.Model):
    """What was measured as a workshop closed, while its key still existed. Never changed after."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="figures")
    figures = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"figures of {self.workshop}"


class RoundFigures(models.Model):
    """What a round of pulse or network said of the group, counted once and never changed after."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="round_figures")
    round = models.CharField(max_length=10)
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "round"], name="round_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.round} of {self.workshop_id}"
