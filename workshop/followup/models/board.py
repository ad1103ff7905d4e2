from datetime import datetime

from django.db import models

from workshop.models import Workshop


class Board(models.Model):
    """Whether the shared board of a closed workshop opens by its participants' links."""

    workshop = models.OneToOneField(Workshop, on_delete=models.CASCADE, related_name="board")
    shut_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"board of {self.workshop}"

    @classmethod
    def of(cls, workshop: Workshop) -> "Board":
        """Its row; not saved where nobody has shut it yet."""
        return cls.objects.filter(workshop=workshop).first() or cls(workshop=workshop)

    @classmethod
    def shut(cls, workshop: Workshop, now: datetime) -> None:
        """No link opens it any more. Safe to repeat: the first time counts."""
        board, _made = cls.objects.get_or_create(workshop=workshop)
        cls.objects.filter(pk=board.pk, shut_at=None).update(shut_at=now)

    @classmethod
    def open_again(cls, workshop: Workshop) -> None:
        """Safe to repeat."""
        cls.objects.filter(workshop=workshop).update(shut_at=None)
