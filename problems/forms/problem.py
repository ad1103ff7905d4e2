from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.evidence import check_links
from problems.forms.pictures import PictureFormSet
from problems.models import Problem
from problems.models.problem import changing, gone
from workshop.models import Workshop, WrongStep
from workshop.numbers import SeveralField
from workshop.people.models import Team
from workshop.plain_text import PlainText


class EvidenceLinks(PlainText):
    """Web addresses, one a line. Cleans to a list."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = str(super().clean(value)).splitlines()
        links = [line.strip() for line in lines if line.strip()]
        check_links(links)
        return links


class ProblemForm(forms.ModelForm[Problem]):
    """A problem with its teams and pictures. `hang` puts it up, or changes the poster there is."""

    title = PlainText(
        max_length=120,
        hints="poster",
        label=_("The problem in one line"),
        help_text=_("From the customer's side. A poster names no person."),
    )
    customer = PlainText(
        max_length=120,
        required=False,
        hints="poster",
        label=_("Who has it"),
        help_text=_("A kind of customer, such as “admin of a small team”. No names."),
    )
    story = PlainText(
        max_length=1200,
        required=False,
        multiline=True,
        hints="poster",
        label=_("The story"),
        help_text=_("What happens, step by step. Leave out who made which mistake."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    customer_says = PlainText(
        max_length=240,
        required=False,
        label=_("The customer says"),
        help_text=_("In their own words, if you have them."),
    )
    cost = PlainText(
        max_length=240,
        required=False,
        hints="poster",
        label=_("What it costs"),
        help_text=_("Time, money or trust; theirs or ours."),
    )
    since = PlainText(
        max_length=40,
        required=False,
        label=_("Since"),
        help_text=_("A date, or simply “last autumn”."),
    )
    stuck_between = SeveralField(
        Team.objects.none(),
        label=_("Where between us it got stuck"),
        help_text=_("Two teams or more."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the teams it got stuck between, two or more.")},
    )
    evidence_links = EvidenceLinks(
        required=False,
        multiline=True,
        label=_("Evidence"),
        help_text=_("Web addresses where one can see it, one a line."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )

    class Meta:
        model = Problem
        fields = (
            *("title", "customer", "story", "customer_says", "cost", "since"),
            *("stuck_between", "evidence_links"),
        )

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workshop = workshop
        self.instance.workshop = workshop
        teams = self.fields["stuck_between"]
        assert isinstance(teams, SeveralField)
        teams.queryset = workshop.teams.all()
        self.pictures = PictureFormSet(
            self.data if self.is_bound else None,
            self.files if self.is_bound else None,
            instance=self.instance,
            prefix="pictures",
        )

    def is_valid(self) -> bool:
        pictures_are_valid = self.pictures.is_valid()
        return super().is_valid() and pictures_are_valid

    def clean_stuck_between(self) -> Any:
        teams = self.cleaned_data["stuck_between"]
        if len(teams) < 2:
            raise forms.ValidationError(
                gettext("One team alone isn't “between us”. Choose two or more.")
            )
        return teams

    def hang(self) -> None:
        """Keep what the form holds and tell every screen. Raises WrongStep after the close."""
        problem = self.instance
        new = problem.pk is None
        changes = [("posters", "")] if new else [("problem", problem.pk), ("story", problem.pk)]
        with changing(self.workshop, *changes):
            if new:
                problem.position = Problem.next_position(self.workshop)
                problem.save()
            elif not self.workshop.problems.filter(pk=problem.pk).exists():
                raise WrongStep(gone())
            else:
                # Its number and the spotlight may have changed since the form was opened.
                texts = [name for name in self.Meta.fields if name != "stuck_between"]
                problem.save(update_fields=texts)
            problem.stuck_between.set(self.cleaned_data["stuck_between"])
            self.pictures.save()
