from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.followup.models import CheckIn, Part
from workshop.people.models import Team
from workshop.plain_text import PlainText


class HandOverForm(forms.Form):
    """Who takes a half over. The two of a promise stay of two teams."""

    name = PlainText(
        label=_("Who takes it over?"),
        max_length=40,
        error_messages={"required": _("Say who takes it over.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail"),
        help_text=_("One mail goes there. It moves only when they say yes."),
        max_length=254,
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Their team"))
    text = PlainText(
        label=_("What should they know?"),
        help_text=_("If you like: what you have seen so far, and what comes next."),
        max_length=600,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, check_in: CheckIn, data: Any = None) -> None:
        super().__init__(data, initial={"team": check_in.team})
        assert check_in.commitment is not None, "only a pair's half can be handed over"
        other = Part.PARTNER if check_in.part == Part.LEAD else Part.LEAD
        taken = getattr(check_in.commitment, f"{other}_team_id")
        teams = check_in.organisation.teams.active().exclude(pk=taken)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
