from django import forms
from django.utils.translation import gettext_lazy as _

from problems.models.good_thing import TEXT_LIMIT
from workshop.plain_text import PlainText


class GoodThingForm(forms.Form):
    text = PlainText(
        label=_("One thing my team does well for customers"),
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("What do customers thank your team for? A few words do.")},
    )
