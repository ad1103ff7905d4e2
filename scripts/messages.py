"""Compares locale/*/LC_MESSAGES/django.po with the words that are in the code and templates.

Exit status 0: all translated; 1: something is missing; 3: GNU gettext is not installed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from steps import ROOT, say

PARTS = ["manage.py", "workshop", "problems", "templates", "locale"]
# Languages that must be whole before anything is handed over.
LANGUAGES = ["sv"]


def extract(root: Path) -> None:
    """Bring each language's file in `root` up to date with the words there."""
    (root / "locale").mkdir(exist_ok=True)
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *languages, "--no-location", "-v", "0"],
        cwd=root,
        check=True,
    )


def extract_a_copy() -> dict[str, Catalog]:
    """Each language's file as it would look if it were brought up to date now."""
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            source, target = ROOT / part, Path(folder) / part
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, target)
        extract(Path(folder))
        return {language: catalog_of(Path(folder), language) for language in LANGUAGES}


def catalog_of(root: Path, language: str) -> Catalog:
    path = root / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Message) -> tuple[str, ...]:
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    return (message.context or "", *ids)


def troubles(kept: Catalog, wanted: Catalog) -> list[str]:
    """One line for each message that is missing, unsure, wrong, or no longer said."""
    found = []
    words = {key(message): message for message in wanted if message.id}
    for name, message in words.items():
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if not all(strings):
            found.append(f"untranslated: {name[1]!r}")
        elif message.fuzzy:
            found.append(f"fuzzy: {name[1]!r}")
        else:
            found += [f"{error}: {name[1]!r}" for error in message.check(wanted)]
    said_no_more = {key(message) for message in kept if message.id} - set(words)
    return found + [f"stale: {name[1]!r}" for name in sorted(said_no_more)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="update the files in locale/")
    write = parser.parse_args().write
    if shutil.which("xgettext") is None:
        say("GNU gettext is not installed, so translations are not compared.")
        return 3
    if write:
        extract(ROOT)
    lacking = 0
    for language, wanted in extract_a_copy().items():
        kept = catalog_of(ROOT, language)
        lines = troubles(kept, wanted)
        lacking += len(lines)
        for line in lines:
            say(f"{language}: {line}")
        say(f"{language}: {len(wanted)} messages, {len(lines)} to look at")
    return 0 if write or not lacking else 1


if __name__ == "__main__":
    sys.exit(main())
