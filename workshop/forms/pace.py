"""What the buttons for timer and “ready” send, and what was on the screen as they were pressed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class StopForm(forms.Form):
    # The end that was shown, in milliseconds since 1970; empty while no timer runs.
    timer = forms.IntegerField(required=False)


class TimerForm(StopForm):
    minutes = forms.IntegerField(
        min_value=1,
        max_value=180,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("A timer runs from one minute to three hours."),
        ),
    )


class AskAgainForm(forms.Form):
    round = forms.IntegerField(min_value=1)


class ReadyForm(AskAgainForm):
    ready = forms.ChoiceField(choices=[("yes", _("I’m ready")), ("no", _("Not yet"))])
