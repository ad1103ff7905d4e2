"""The states and rules of a workshop, and how it says no."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    JOINING = "joining", _("Open for joining")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed")


class DoorRule(models.TextChoices):
    ONE = "one", _("One solution")
    JOINT = "joint", _("Joint: two teams on every problem")
    OWNED = "owned", _("Joint and owned: two teams, and a pair that takes it on")


class WrongStep(Exception):
    """The workshop cannot do this in its present state; the text says why, for people."""


class DoorsShut(Exception):
    """Closing was refused. `shut` has one sentence for each shut door."""

    def __init__(self, shut: list[str]) -> None:
        super().__init__("; ".join(shut))
        self.shut = shut
