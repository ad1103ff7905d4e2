"""Numbers in addresses and forms. What could be in no database column is simply not found."""

import re
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter

Row = TypeVar("Row", bound=Model)


class Number(IntConverter):
    """As many digits as a column holds."""

    regex = "[0-9]{1,18}"


class Token(StringConverter):
    """What a secret address is made of; no control character reaches a query."""

    regex = "[A-Za-z0-9_-]{1,64}"


def is_number(text: str) -> bool:
    """Whether a query may ask for it; what stands in an address was looked at before."""
    return re.fullmatch(Number.regex, text) is not None


class SeveralField(forms.ModelMultipleChoiceField[Row]):
    """Several of the rows that are offered, by their numbers."""

    def clean(self, value: Any) -> QuerySet[Row]:
        for number in value or ():
            if not is_number(str(number)):
                wrong = self.error_messages["invalid_pk_value"]
                raise forms.ValidationError(wrong, "invalid_pk_value", {"pk": number})
        return super().clean(value)


register_converter(Number, "number")
register_converter(Token, "token")
