"""What people write in the room."""

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models import Problem
from problems.models.concern import TEST_LIMIT
from problems.models.post import TEXT_LIMIT
from workshop.models import Workshop
from workshop.people.models import Team
from workshop.plain_text import PlainText


def new_post_key() -> str:
    return secrets.token_hex(16)


class PostForm(forms.Form):
    """A text, with the key that makes sending it twice the same as sending it once."""

    text = PlainText(max_length=TEXT_LIMIT, label=_("Your idea"), multiline=True, hints="idea")
    post_key = forms.CharField(
        max_length=64, min_length=8, widget=forms.HiddenInput, initial=new_post_key
    )


class ConcernForm(PostForm):
    """A doubt, and the test that would settle it."""

    text = PlainText(
        max_length=TEXT_LIMIT,
        label=_("What would have to be true for this to work?"),
        multiline=True,
    )
    test = PlainText(
        max_length=TEST_LIMIT,
        label=_("How could we find out?"),
        widget=forms.TextInput(attrs={"data-also": ""}),
    )


class EditForm(forms.Form):
    text = PlainText(max_length=TEXT_LIMIT, label=_("Your words"), multiline=True, hints="idea")


class EditConcernForm(EditForm):
    test = PlainText(max_length=TEST_LIMIT, label=_("How could we find out?"))


class EnterForm(PostForm):
    """A facilitator writes an idea down for somebody without a phone."""

    problem = forms.ModelChoiceField(Problem.objects.none(), label=_("Poster"), empty_label=None)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Whose team"), empty_label=None)
    field_order = ("problem", "team", "text", "post_key")

    def __init__(self, workshop: Workshop, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        choices = {"problem": workshop.problems.all(), "team": workshop.teams.all()}
        for name, queryset in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["text"].label = _("Their idea")
