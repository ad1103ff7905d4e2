from django.db import models

from workshop.models import Workshop


class Figures(models.Model):
    """What was measured as a workshop closed, while its key still existed. Never changed after."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="figures")
    figures = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"figures of {self.workshop}"
