from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.importing.columns import NAMES, Mapping, label
from problems.importing.plan import ImportPlan
from problems.importing.reading import read_rows, read_text
from problems.importing.teams import UnknownTeam
from workshop.tables.table import BYTES_LIMIT, Table, Unreadable


class BringForm(forms.Form):
    """A file, or cells pasted from a spreadsheet. `table` is what could be read."""

    file = forms.FileField(
        required=False,
        label=_("A CSV or XLSX file"),
        help_text=_("Up to 5,000 rows and 10 MB. The first row holds the names of the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or paste rows from a spreadsheet"),
        help_text=_(
            "Copy the cells with their column names. A long list comes in better as a file."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    table: Table
    name: str

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if "file" in self.errors or "text" in self.errors:
            return cleaned
        if bool(file) == bool(text.strip()):
            raise forms.ValidationError(
                gettext("You brought a file and a text. Bring one of them at a time.")
                if file
                else gettext("Choose a file, or paste some rows.")
            )
        source = "file" if file else "text"
        try:
            self.table = self._read(file) if file else read_text(text)
        except Unreadable as why:
            self.add_error(source, str(why))
        else:
            if not Mapping.guessed(self.table).body(self.table):
                self.add_error(source, gettext("It holds names of columns and no row below them."))
        self.name = file.name if file else gettext("pasted rows")
        return cleaned

    def _read(self, file: UploadedFile[bytes]) -> Table:
        # One byte more than fits tells that it is too large; the rest need not be in memory.
        return read_rows(file.read(BYTES_LIMIT + 1), file.name or "")


class ColumnsForm(forms.Form):
    """Which column holds which field."""

    header = forms.BooleanField(required=False, label=_("The first row holds column names"))

    def __init__(self, table: Table, mapping: Mapping, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["header"].initial = mapping.header
        columns = [(str(index), name) for index, name in enumerate(mapping.names(table))]
        for name in NAMES:
            self.fields[name] = forms.ChoiceField(
                label=label(name),
                choices=[("", gettext("Not in the file")), *columns],
                required=name in ("title", "stuck_between"),
                initial=str(mapping.columns.get(name, "")),
                error_messages={"required": gettext("Say which column holds this.")},
            )

    @property
    def mapping(self) -> Mapping:
        chosen = {name: self.cleaned_data[name] for name in NAMES}
        columns = {name: int(column) for name, column in chosen.items() if column}
        return Mapping(columns, header=self.cleaned_data["header"])


class ConfirmForm(forms.Form):
    """The ticks of the preview: new teams to create, and bad rows to leave out."""

    create = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    leave_out = forms.BooleanField(required=False)

    def __init__(self, plan: ImportPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        create = self.fields["create"]
        assert isinstance(create, forms.MultipleChoiceField)
        create.choices = [(key, team.name) for key, team in plan.unknown.items()]
        create.initial = sorted(plan.suggested)

    @property
    def ticked(self) -> set[str]:
        """The new teams as the page shows them ticked."""
        return set(self["create"].value() or [])

    @property
    def new_teams(self) -> list[tuple[BoundWidget, UnknownTeam]]:
        """Each tick with the team it would create."""
        return list(zip(self["create"], self.plan.unknown.values(), strict=True))
