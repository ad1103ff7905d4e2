"""Parts of addresses. What could be in no database column is simply not found."""

from django.urls import register_converter
from django.urls.converters import IntConverter, StringConverter


class Number(IntConverter):
    """As many digits as a column holds."""

    regex = "[0-9]{1,18}"


class Token(StringConverter):
    """What a secret address is made of; no control character reaches a query."""

    regex = "[A-Za-z0-9_-]{1,64}"


register_converter(Number, "number")
register_converter(Token, "token")
