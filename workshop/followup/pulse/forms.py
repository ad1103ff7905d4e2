"""Figures, or a name on a list and who of it could be rung."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.followup.pulse.models import NetworkMember, PulseAnswer
from workshop.followup.pulse.questions import HEADINGS, HIGHEST, LOWEST, PARTS
from workshop.numbers import SeveralField
from workshop.plain_text import PlainText

STEPS = [(step, str(step)) for step in range(LOWEST, HIGHEST + 1)]


class Steps(forms.RadioSelect):
    template_name = "followup/pulse/_steps.html"


class PulseForm(forms.Form):
    """Each part is answered whole or left out; trust.py says why."""

    def __init__(self, asked: list[str], data: Any = None, said: PulseAnswer | None = None) -> None:
        super().__init__(data)
        self.asked = asked
        for part in asked:
            before: list[int] = getattr(said, part, [])
            for place, question in enumerate(PARTS[part]):
                self.fields[f"{part}-{place}"] = forms.TypedChoiceField(
                    label=str(question),
                    choices=STEPS,
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=Steps,
                    initial=before[place] if before else None,
                )

    def parts(self) -> list[tuple[Promise, list[BoundField]]]:
        """A heading with its questions."""
        return [(HEADINGS[part], [self[name] for name in names_of(part)]) for part in self.asked]

    def clean(self) -> None:
        for part in self.asked:
            names = names_of(part)
            left_out = [name for name in names if self.cleaned_data.get(name) is None]
            if len(left_out) < len(names):
                for name in left_out:
                    if name not in self.errors:
                        self.add_error(name, gettext("This one, too, or none of this part."))
        if not self.errors and not any(self.said().values()):
            self.add_error(None, gettext("Answer one of the parts at least."))

    def said(self) -> dict[str, list[int]]:
        """The figures of each part; none where it was left out."""
        figures = {
            part: [self.cleaned_data[name] for name in names_of(part)] for part in self.asked
        }
        return {part: said for part, said in figures.items() if None not in said} | {
            part: [] for part, said in figures.items() if None in said
        }


def names_of(part: str) -> list[str]:
    return [f"{part}-{place}" for place in range(len(PARTS[part]))]


class JoinForm(forms.Form):
    name = PlainText(
        label=_("Your name as the others know it"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("How do the others call you?")},
    )


class NetworkForm(forms.Form):
    """Boxes for those who were on the list before, by team."""

    rings = SeveralField(
        NetworkMember.objects.none(),
        label=_("Whom could you ring this week about a customer problem?"),
        required=False,
    )

    def __init__(
        self, member: NetworkMember, said: list[NetworkMember] | None, data: Any = None
    ) -> None:
        super().__init__(data)
        self.fields["rings"].queryset = member.before()  # type: ignore[attr-defined]
        chosen = {other.pk for other in said or []}
        if self.is_bound:
            chosen = {int(pk) for pk in self["rings"].value() or [] if str(pk).isdecimal()}
        self.chosen = chosen

    @cached_property
    def teams(self) -> dict[Any, list[tuple[NetworkMember, bool]]]:
        """Each team with its people, and whether they are chosen."""
        people: dict[Any, list[tuple[NetworkMember, bool]]] = {}
        listed = self.fields["rings"].queryset  # type: ignore[attr-defined]
        for member in sorted(listed, key=lambda each: (each.invitation.team.position, each.name)):
            people.setdefault(member.invitation.team, []).append((member, member.pk in self.chosen))
        return people
