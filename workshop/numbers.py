"""Parts of addresses. What could be in no database column is simply not found."""

import re

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Number(IntConverter):
    """As many digits as a column holds."""

    regex = "[0-9]{1,18}"


class Token(StringConverter):
    """What a secret address is made of; no control character reaches a query."""

    regex = "[A-Za-z0-9_-]{1,64}"


def is_number(text: str) -> bool:
    """Whether a query may ask for it; what stands in an address was looked at before."""
    return re.fullmatch(Number.regex, text) is not None


register_converter(Number, "number")
register_converter(Token, "token")
