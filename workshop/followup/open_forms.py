"""Forms for the questions of the later days, and for what everybody is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workshop.followup.forms import AnswerForm, HappenedForm, NotYetForm, answer_form, said_before
from workshop.followup.models import CheckIn, Question, Reply
from workshop.plain_text import PlainText


def text(label: Any, help_text: Any = "", *, required: bool = False) -> PlainText:
    return PlainText(
        label=label,
        help_text=help_text,
        max_length=600,
        required=required,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class KeptForm(HappenedForm):
    reply = Reply.KEPT
    noticed = text(
        _("What do you believe now that you didn’t before?"),
        _("If you like. The facilitator reads it."),
    )


class ClearForm(NotYetForm):
    reply = Reply.CLEAR


class BlockedForm(AnswerForm):
    reply = Reply.BLOCKED
    first = ("noticed", "also")
    noticed = text(_("What’s in the way?"), required=True)
    also = text(
        _("Who could open that door?"), _("A role or a team is enough. The facilitator reads it.")
    )


class MadeForm(AnswerForm):
    reply = Reply.SAID
    first = ("noticed", "also")
    noticed = text(_("Did we write anything down wrong?"))
    also = text(_("What stays with you?"))

    def clean(self) -> None:
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("also", _("A word in one of the two is enough."))


class BeliefForm(AnswerForm):
    reply = Reply.SAID
    first = ("noticed",)
    noticed = text(_("What do you believe now that you didn’t before?"), required=True)


class HelpfulForm(AnswerForm):
    reply = Reply.SAID
    first = ("noticed",)
    noticed = text(_("Which learning helps your team, and how?"), required=True)


class CustomerForm(AnswerForm):
    first = ("noticed",)
    noticed = text(_("What has a customer noticed?"), _("If you know of something."))


class MeetForm(CustomerForm):
    reply = Reply.MEET


class ContinueForm(CustomerForm):
    reply = Reply.CONTINUE


class CloseForm(CustomerForm):
    reply = Reply.CLOSE


FORMS: dict[tuple[str, str], type[AnswerForm]] = {
    (Question.MADE, Reply.SAID): MadeForm,
    (Question.BELIEF_ALL, Reply.SAID): BeliefForm,
    (Question.DOOR, Reply.BLOCKED): BlockedForm,
    (Question.DOOR, Reply.CLEAR): ClearForm,
    (Question.HELPFUL, Reply.SAID): HelpfulForm,
    (Question.CUSTOMER, Reply.MEET): MeetForm,
    (Question.CUSTOMER, Reply.CONTINUE): ContinueForm,
    (Question.CUSTOMER, Reply.CLOSE): CloseForm,
}


def form_for(check_in: CheckIn, reply: Reply, data: Any = None) -> AnswerForm:
    """The form of this question for `reply`, with what was typed or said before."""
    if reply == Reply.KEPT:
        return KeptForm(data, check_in=check_in, initial=said_before(check_in))
    form = FORMS.get((check_in.question, reply))
    return form(data, initial=said_before(check_in)) if form else answer_form(check_in, reply, data)
