from datetime import datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from workshop.models import Workshop

YEAR, ALL = "12", "all"
TWELVE_MONTHS = timedelta(days=365)


class FilterForm(forms.Form):
    """Which workshops the figures tell of. What it cannot understand, it leaves out."""

    workshop = forms.ModelChoiceField(
        Workshop.objects.none(), label=_("Workshop"), empty_label=_("All workshops"), required=False
    )
    period = forms.ChoiceField(
        label=_("Closed"),
        choices=[(YEAR, _("Last 12 months")), (ALL, _("All the time"))],
        required=False,
    )

    def __init__(self, data: dict[str, str], closed: QuerySet[Workshop]) -> None:
        super().__init__({"period": YEAR, **data})
        self.closed = closed
        self.fields["workshop"].queryset = closed  # type: ignore[attr-defined]
        self.full_clean()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.cleaned_data.get("workshop")) or self.cleaned_data.get("period") != ALL

    def workshops(self, now: datetime) -> QuerySet[Workshop]:
        """A chosen workshop is shown whenever it was."""
        if chosen := self.cleaned_data.get("workshop"):
            return self.closed.filter(pk=chosen.pk)
        if self.cleaned_data.get("period") == ALL:
            return self.closed
        return self.closed.filter(closed_at__gte=now - TWELVE_MONTHS)
