from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshop.people.models import Colour, Organisation, Role, Team, User
from workshop.plain_text import PlainText

PRESETS = {
    "sales": (_("Sales"), _("Sal")),
    "development": (_("Development"), _("Dev")),
    "support": (_("Support"), _("Sup")),
    "marketing": (_("Marketing"), _("Mar")),
    "operations": (_("Operations"), _("Ops")),
    "product": (_("Product"), _("Pro")),
    "finance": (_("Finance"), _("Fin")),
}


def point_out(form: forms.BaseForm) -> None:
    """The page opens at the first field that needs another look, however far down it is."""
    wrong = [field for name, field in form.fields.items() if name in form.errors]
    for field in wrong[:1]:
        field.widget.attrs["autofocus"] = True


class NameForm(forms.Form):
    """What sign-up asks beside address and password."""

    name = PlainText(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def signup(self, _request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class AccountForm(forms.ModelForm[User]):
    name = PlainText(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    class Meta:
        model = User
        fields = ("name",)


class OrganisationForm(forms.ModelForm[Organisation]):
    name = PlainText(
        label=_("Name of the organisation"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    class Meta:
        model = Organisation
        fields = ("name",)


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(label=_("Role"), choices=Role.choices, coerce=Role)


class InviteForm(RoleForm):
    """Asks a colleague into the organisation."""

    email = forms.EmailField(
        label=_("E-mail of a colleague"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role")

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["role"].initial = Role.FACILITATOR

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if self.organisation.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(
                gettext("%(email)s belongs to %(organisation)s already.")
                % {"email": email, "organisation": self.organisation.name}
            )
        return email


class TeamForm(forms.ModelForm[Team]):
    class Meta:
        model = Team
        fields = ("name", "short_name", "colour")

    name = PlainText(label=_("Name"), max_length=40)
    short_name = PlainText(
        label=_("Short name"),
        max_length=6,
        required=False,
        help_text=_("Up to six letters, for small screens."),
    )
    colour = forms.TypedChoiceField(
        label=_("Colour"), choices=Colour.choices, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        namesakes = self.organisation.teams.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if namesakes.exists():
            raise forms.ValidationError(gettext("There is a team with this name already."))
        return name

    def clean_short_name(self) -> str:
        given: str = self.cleaned_data["short_name"]
        return given or self.cleaned_data.get("name", "")[:3]


class PresetForm(forms.Form):
    """The usual departments, to tick."""

    presets = forms.MultipleChoiceField(
        label=_("Usual teams"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one team.")},
    )

    def __init__(self, organisation: Organisation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = {team.name.lower() for team in organisation.teams.all()}
        self.choices = [
            (key, str(name)) for key, (name, _short) in PRESETS.items() if name.lower() not in there
        ]
        self.fields["presets"].choices = self.choices  # type: ignore[attr-defined]

    def chosen(self) -> list[tuple[str, str]]:
        """Name and short name of each ticked team."""
        ticked = self.cleaned_data["presets"]
        return [(str(PRESETS[key][0]), str(PRESETS[key][1])) for key in ticked]
