"""One form for each of the four replies; each asks only what that reply needs."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.followup.models import Answer, CheckIn, Decision, Learning, Reply
from workshop.followup.models.learning import Surprise
from workshop.numbers import SeveralField
from workshop.people.models import Team
from workshop.plain_text import PlainText

LEARNING_FIELDS = (
    "text", "facts", "how_many", "surprise", "decision", "confidence_after", "dissent", "useful_to"
)  # fmt: skip
NOTHING: tuple[object, ...] = (None, "", [])


class Choices(forms.RadioSelect):
    template_name = "followup/_choices.html"


class SeveralChoices(forms.CheckboxSelectMultiple):
    template_name = "followup/_choices.html"


class AnswerForm(forms.Form):
    reply: ClassVar[Reply]
    first: ClassVar[tuple[str, ...]]  # fields in sight
    more: ClassVar[tuple[str, ...]] = ()  # fields behind a summary
    summary: ClassVar[str | Promise] = _("Say more")

    def said(self) -> dict[str, Any]:
        names = ("noticed", "also", "new_step")
        kept = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return {"reply": self.reply, "also": "", "new_step": "", **kept}

    def learned(self) -> dict[str, Any] | None:
        """The fields of the learning; None where nothing was learned."""
        if not self.cleaned_data.get("text"):
            return None
        return {name: self.cleaned_data[name] for name in LEARNING_FIELDS}

    def first_fields(self) -> list[BoundField]:
        return [self[name] for name in self.first]

    def more_fields(self) -> list[BoundField]:
        return [self[name] for name in self.more]

    def more_is_open(self) -> bool:
        return any(field.errors or field.value() not in NOTHING for field in self.more_fields())


class NotYetForm(AnswerForm):
    reply = Reply.NOT_YET
    first = ("noticed",)

    noticed = PlainText(
        label=_("What did you notice?"),
        help_text=_("If you like. The facilitator reads it."),
        max_length=600,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LearningForm(AnswerForm):
    """“Here’s what we learned”, on its own or beside another answer."""

    more: ClassVar[tuple[str, ...]] = (
        "facts", "how_many", "surprise", "confidence_after", "dissent", "useful_to"
    )  # fmt: skip

    text = PlainText(
        label=_("Here’s what we learned"),
        help_text=_("One sentence that helps another team."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a sentence what you learned.")},
    )
    facts = PlainText(
        label=_("What did you see that shows it?"),
        max_length=600,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    how_many = forms.IntegerField(
        label=_("How many times, or with how many customers?"),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )
    surprise = forms.TypedChoiceField(
        label=_("How surprising was it?"),
        choices=Surprise.choices,
        coerce=int,
        empty_value=None,
        widget=Choices,
        required=False,
    )
    confidence_after = forms.IntegerField(
        label=_("How sure are you now, 0 to 100?"), min_value=0, max_value=100, required=False
    )
    dissent = PlainText(
        label=_("One of us sees it differently:"),
        help_text=_("If it is so. Two views side by side teach more than one."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    useful_to = SeveralField(
        Team.objects.none(),
        label=_("Which other teams could it help?"),
        required=False,
        widget=SeveralChoices,
    )

    def __init__(self, *args: Any, check_in: CheckIn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = check_in.organisation.teams.active().exclude(pk__in=[t.pk for t in check_in.teams])
        self.fields["useful_to"].queryset = others  # type: ignore[attr-defined]
        if check_in.commitment:
            said = gettext("On the day it was %(percent)s.")
            self.fields["confidence_after"].help_text = said % {
                "percent": check_in.commitment.confidence
            }

    def clean_useful_to(self) -> list[Team]:
        return list(self.cleaned_data["useful_to"])


class HappenedForm(LearningForm, NotYetForm):
    reply = Reply.HAPPENED
    more = LEARNING_FIELDS
    summary = _("We learned something")

    decision = forms.ChoiceField(
        label=_("What do you do now?"), choices=Decision.choices, widget=Choices, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False

    def clean(self) -> None:
        told = {name for name in self.more if self.cleaned_data.get(name) not in NOTHING}
        if told and "text" not in told and "text" not in self.errors:
            self.add_error("text", _("Say in a sentence what you learned, or empty the rest."))
        if "text" in told and "decision" not in told and "decision" not in self.errors:
            self.add_error("decision", _("Choose what you do now."))


class ChangedForm(LearningForm):
    reply = Reply.CHANGED
    first = ("new_step", "text")

    new_step = PlainText(
        label=_("The first step now: we …"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what the first step is now.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].label = _("What did you learn that changed it?")
        self.fields["text"].help_text = _("If you like: one sentence that helps another team.")

    def clean(self) -> None:
        self.cleaned_data["decision"] = Decision.CHANGE
        told = [name for name in self.more if self.cleaned_data.get(name) not in NOTHING]
        if told and not self.cleaned_data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a sentence what you learned, or empty the rest."))


class StoppedForm(LearningForm):
    reply = Reply.STOPPED
    first = ("text", "decision")

    decision = forms.ChoiceField(
        label=_("What do you do now?"),
        choices=[(value, label) for value, label in Decision.choices if value != Decision.KEEP],
        widget=Choices,
        initial=Decision.STOP,
    )


def answer_form(check_in: CheckIn, reply: Reply, data: Any = None) -> AnswerForm:
    """The form for `reply`, with what was typed or said before."""
    initial = said_before(check_in)
    match reply:
        case Reply.HAPPENED:
            return HappenedForm(data, check_in=check_in, initial=initial)
        case Reply.CHANGED:
            return ChangedForm(data, check_in=check_in, initial=initial)
        case Reply.STOPPED:
            if initial.get("decision") == Decision.KEEP:
                initial["decision"] = Decision.STOP
            return StoppedForm(data, check_in=check_in, initial=initial)
    return NotYetForm(data, initial=initial)


def said_before(check_in: CheckIn) -> dict[str, Any]:
    answer: Answer | None = getattr(check_in, "answer", None)
    learning: Learning | None = getattr(answer, "learning", None)
    said: dict[str, Any] = {}
    if answer:
        said = {name: getattr(answer, name) for name in ("noticed", "also", "new_step")}
    if learning:
        said |= {name: getattr(learning, name) for name in LEARNING_FIELDS}
        said["useful_to"] = [team.pk for team in learning.useful_to.all()]
    return said
