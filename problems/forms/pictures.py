from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Picture, Problem
from problems.models.picture import PICTURES_LIMIT
from problems.pictures import repainted
from workshop.plain_text import PlainText


class PictureForm(forms.ModelForm[Picture]):
    """A new picture, or the description of one that hangs already."""

    file = forms.FileField(
        required=False,
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    description = PlainText(
        max_length=200,
        required=False,
        label=_("What it shows"),
        help_text=_("For those who can't see it."),
    )

    class Meta:
        model = Picture
        fields = ("description",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]

    def clean_file(self) -> ContentFile[bytes] | None:
        upload = self.cleaned_data["file"]
        return repainted(upload) if upload else None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if "file" in self.fields and "file" not in self.errors and not cleaned.get("file"):
            self.add_error("file", gettext("Choose the picture that belongs to this description."))
        return cleaned

    def save(self, commit: bool = True) -> Picture:
        if self.cleaned_data.get("file"):
            self.instance.image = self.cleaned_data["file"]
        return super().save(commit)


class Pictures(forms.BaseInlineFormSet[Picture, Problem, PictureForm]):
    def delete_existing(self, obj: Picture, commit: bool = True) -> None:
        """Its file goes with it."""
        if commit:
            Picture.objects.filter(pk=obj.pk).discard()


PictureFormSet = forms.inlineformset_factory(
    Problem,
    Picture,
    form=PictureForm,
    formset=Pictures,
    extra=3,
    max_num=PICTURES_LIMIT,
    validate_max=True,
)
