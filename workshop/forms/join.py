"""What the door asks: a name and a team."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from workshop.forms.teams import TeamField
from workshop.forms.ticket import Ticket
from workshop.models import Workshop
from workshop.people.models import User
from workshop.plain_text import PlainText


class NameAndTeam(forms.Form):
    name = PlainText(
        label=_("What shall we call you?"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("What shall we call you? A first name is enough.")},
    )
    team = TeamField(
        label=_("Which team do you bring?"),
        error_messages={"required": _("Which team do you bring?")},
    )


class JoinForm(NameAndTeam):
    def __init__(
        self, workshop: Workshop, user: User | AnonymousUser, *arguments: Any, **named: Any
    ) -> None:
        role = workshop.organisation.role_of(user)
        self.member = user if isinstance(user, User) and role else None
        first = {"name": self.member.name[:40]} if self.member else {}
        super().__init__(*arguments, **named | {"initial": first})
        self.fields["team"].offer(workshop)  # type: ignore[attr-defined]
        self.fields["token"] = Ticket(purpose=f"seat-{workshop.pk}")
