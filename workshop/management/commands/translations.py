import os
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po, where they are newer. Needs no GNU gettext."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                target = source.with_suffix(".mo")
                if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                    continue
                words = compile_words(source, target)
                self.stdout.write(f"{source.parent.parent.name}: {words} messages")


def compile_words(source: Path, target: Path) -> int:
    """How many there are. A process that reads `target` meanwhile finds all of it, old or new."""
    with source.open("rb") as given:
        catalog = read_po(given, locale=source.parent.parent.name)
    rough = target.with_suffix(f".{os.getpid()}.mo")
    with rough.open("wb") as compiled:
        write_mo(compiled, catalog)
    rough.replace(target)
    return len(catalog)
