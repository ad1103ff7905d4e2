"""What people write in the room."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models.post import TEXT_LIMIT
from workshop.forms.text import PlainText
from workshop.models import Workshop


def new_post_key() -> str:
    return secrets.token_hex(16)


class PostForm(forms.Form):
    """A text, with the key that makes sending it twice the same as sending it once."""

    text = PlainText(max_length=TEXT_LIMIT, label=_("Your idea"), multiline=True)
    post_key = forms.CharField(
        max_length=64, min_length=8, widget=forms.HiddenInput, initial=new_post_key
    )


class EditForm(forms.Form):
    text = PlainText(max_length=TEXT_LIMIT, label=_("Your words"), multiline=True)


class EnterForm(PostForm):
    """A facilitator writes an idea down for somebody without a phone."""

    problem = forms.ModelChoiceField(None, label=_("Poster"), empty_label=None)
    team = forms.ModelChoiceField(None, label=_("Whose team"), empty_label=None)
    field_order = ("problem", "team", "text", "post_key")

    def __init__(self, workshop: Workshop, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        self.fields["problem"].queryset = workshop.problems.all()  # type: ignore[attr-defined]
        self.fields["team"].queryset = workshop.teams.all()  # type: ignore[attr-defined]
        self.fields["text"].label = _("Their idea")
