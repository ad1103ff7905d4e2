"""Reads settings from the environment; a wrong value ends the start with a sentence."""

import ipaddress
import os
import re
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar, overload
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url

Value = TypeVar("Value")


class WrongSetting(SystemExit):
    """A setting that cannot be used. Ends the process with one readable line."""

    def __init__(self, name: str, given: str, expected: str) -> None:
        without_password = re.sub(r"//[^/]*@", "//…@", given)
        shown = f"is “{without_password}”" if given else "is not set"
        super().__init__(f"Ten Doors cannot start: {name} {shown}. Expected: {expected}.")


@overload
def read(name: str, parse: Callable[[str], Value], expected: str) -> Value | None: ...
@overload
def read(name: str, parse: Callable[[str], Value], expected: str, default: Value) -> Value: ...
def read(
    name: str, parse: Callable[[str], Value], expected: str, default: Value | None = None
) -> Value | None:
    """The variable `name` as `parse` understands it, or `default` where it is unset or empty.

    Raises WrongSetting when `parse` raises ValueError (or a subclass, or KeyError).
    """
    given = os.environ.get(name, "").strip()
    if not given:
        return default
    try:
        return parse(given)
    except (ValueError, KeyError):
        raise WrongSetting(name, given, expected) from None


def flag(text: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
        text.lower()
    ]


def number(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError
        return value

    return parse


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        parts = urlsplit(text)
        # Reading the port raises ValueError where it is no port.
        if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
            raise ValueError
        return text.rstrip("/")

    return parse


def origin(text: str) -> str:
    """An http(s) address without a path: what browsers call an origin."""
    given = url("http", "https")(text)
    parts = urlsplit(given)
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError
    return given


def address(text: str) -> str:
    return "127.0.0.1" if text == "localhost" else str(ipaddress.ip_address(text))


def database(text: str) -> dict[str, Any]:
    """The entry of DATABASES for a database's address."""
    parts: dict[str, Any] = dict(dj_database_url.parse(text))
    if parts["ENGINE"] == "django.db.backends.postgresql":
        parts["ENGINE"] = "workshop.postgresql"
    elif parts["ENGINE"] != "django.db.backends.sqlite3":
        raise ValueError
    return parts


def mail(text: str) -> dict[str, Any]:
    """EMAIL_… settings from a mail server's address."""
    parts: dict[str, Any] = dj_email_url.parse(text)
    if "EMAIL_BACKEND" not in parts:
        raise ValueError
    return parts


def python_path(text: str) -> str:
    """The dotted name of something in a module that is there."""
    module, _dot, name = text.rpartition(".")
    try:
        found = find_spec(module) if module and name else None
    except ImportError:
        found = None
    if found is None:
        raise ValueError
    return text


def is_writable(folder: Path) -> bool:
    """Makes the folder where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
