from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.models import Workshop
from workshop.models.prompt import TEXT_LIMIT
from workshop.people.models import Team
from workshop.plain_text import PlainText


class PromptForm(forms.Form):
    """A sentence for the phones of one team, or of everybody."""

    text = PlainText(label=_("What the phones say"), max_length=TEXT_LIMIT)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("For"), required=False)

    def __init__(self, workshop: Workshop, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = workshop.teams.all()
        field.empty_label = gettext("Everybody")
