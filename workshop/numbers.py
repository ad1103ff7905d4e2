"""Numbers in addresses: as many digits as a database column holds; more is simply not found."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    regex = "[0-9]{1,18}"


register_converter(Number, "number")
