"""What a facilitator brings and writes for invitations, and what the invited say."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.forms.join import NameAndTeam
from workshop.forms.teams import TeamField
from workshop.invitations.addresses import MOST_AT_ONCE, Found, read_pasted, read_table, why_not
from workshop.models import Invitation, InvitationLetter, Said, Workshop
from workshop.models.invitation_letter import (
    OFFERED,
    default_subject,
    default_text,
    unknown_placeholders,
)
from workshop.plain_text import PlainText
from workshop.tables.file import read_rows
from workshop.tables.table import BYTES_LIMIT, Unreadable

TOO_MANY = _(
    "These are %(count)s addresses. Up to %(limit)s go on the list at once, so bring them in"
    " parts. Nobody was added."
)


class AddressesForm(forms.Form):
    """Addresses for one team, pasted or as a file. `found` is what could be read."""

    team = TeamField(
        label=_("Which team are they from?"),
        error_messages={"required": _("Which team are they from?")},
    )
    text = PlainText(
        label=_("Addresses"),
        help_text=_(
            "One a line, or with commas, semicolons or blanks between them. Copied from a mail"
            " program they may bring names: Kim Berg &lt;kim@example.org&gt;."
        ),
        multiline=True,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false", "inputmode": "email"}
        ),
    )
    file = forms.FileField(
        required=False,
        label=_("Or a CSV or XLSX file"),
        help_text=_("Each cell with an @ is an address. A column called “name” is read, too."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, workshop: Workshop, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["team"].offer(workshop)  # type: ignore[attr-defined]
        self.found = Found()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        file, text = said.get("file"), said.get("text", "")
        if "file" in self.errors or "text" in self.errors:
            return said
        if not file and not text:
            raise forms.ValidationError(gettext("Paste some addresses, or choose a file."))
        self.found = read_pasted(text)
        if file:
            # One byte more than fits tells that it is too large.
            data = file.read(BYTES_LIMIT + 1)
            try:
                self.found = read_table(read_rows(data, file.name or ""), self.found)
            except Unreadable as why:
                self.add_error("file", str(why))
        count = len(self.found.good) + len(self.found.bad)
        if count > MOST_AT_ONCE:
            raise forms.ValidationError(TOO_MANY % {"count": count, "limit": MOST_AT_ONCE})
        return said


class LetterForm(forms.Form):
    """The words of the invitation, and when the day ends."""

    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    subject = PlainText(label=_("Subject"), max_length=120, required=False, hints="letter")
    text = PlainText(
        label=_("Text"),
        max_length=3000,
        hints="letter",
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    ends = forms.TimeField(
        label=_("It ends about"),
        help_text=_("For the calendar. Without a time it is seven hours after the start."),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 16:00.")},
    )
    asks_before = forms.BooleanField(
        label=_("Ask a few questions before the day"),
        help_text=_(
            "Two minutes, answered by choice and shown as averages of the whole group after the"
            " close. You see how many answered, never who or what. The mail has a short part about"
            " it."
        ),
        required=False,
    )

    def __init__(self, letter: InvitationLetter, *arguments: Any, **named: Any) -> None:
        first = {
            "language": letter.language,
            "subject": letter.subject_shown,
            "text": letter.text_shown,
            "ends": letter.ends,
            "asks_before": letter.asks_before,
        }
        super().__init__(*arguments, **named | {"initial": first})
        names = ", ".join(f"{{{name}}}" for name in OFFERED.get(letter.language, OFFERED["en"]))
        self.fields["text"].help_text = gettext(
            "Words in curly brackets are filled in: %(names)s. Day, place, buttons and the"
            " personal link come below your text by themselves."
        ) % {"names": names}

    def clean_subject(self) -> str:
        return self._own_words("subject", default_subject)

    def clean_text(self) -> str:
        return self._own_words("text", default_text)

    def _own_words(self, name: str, default: Any) -> str:
        """Empty where they are the default ones of any language: those follow the language."""
        said: str = self.cleaned_data[name]
        if unknown := unknown_placeholders(said):
            raise forms.ValidationError(
                gettext("{%(name)s} is filled in with nothing. There are: %(names)s.")
                % {"name": unknown[0], "names": ", ".join(f"{{{n}}}" for n in OFFERED["en"])}
            )
        defaults = {default(code).strip() for code, _name in settings.LANGUAGES}
        return "" if said in defaults else said


class MendForm(forms.Form):
    """Another address for the same person."""

    email = PlainText(label=_("Address"), max_length=254)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if reason := why_not(email):
            raise forms.ValidationError(reason)
        return email


class ReplyForm(forms.Form):
    text = PlainText(
        label=_("Your reply"),
        max_length=2000,
        multiline=True,
        error_messages={"required": _("Write a reply first.")},
    )


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(choices=[(Said.YES, _("Yes")), (Said.NO, _("No"))])


class QuestionForm(forms.Form):
    text = PlainText(
        label=_("Your question"),
        max_length=500,
        multiline=True,
        error_messages={"required": _("What do you wonder about?")},
    )


class SeatForm(NameAndTeam):
    """The way in: what the invitation knows, to be said otherwise."""

    def __init__(self, invitation: Invitation, *arguments: Any, **named: Any) -> None:
        first = {"name": invitation.name[:40], "team": invitation.team}
        super().__init__(*arguments, **named | {"initial": first})
        self.fields["team"].offer(invitation.workshop)  # type: ignore[attr-defined]
