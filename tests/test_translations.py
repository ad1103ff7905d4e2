"""Words are compiled before anybody speaks, and nobody ever reads half of them."""

import gettext
import threading
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

WORDS = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "The doors"
msgstr "{}"
"""


@pytest.fixture
def source(tmp_path, settings) -> Path:
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(WORDS.format("Dörrarna"))
    return folder / "django.po"


def spoken(source: Path) -> str:
    with source.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled).gettext("The doors")


def test_every_language_is_compiled_before_the_first_test_runs():
    sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).rglob("*.po")]
    assert sources
    for source in sources:
        assert source.with_suffix(".mo").stat().st_mtime >= source.stat().st_mtime


def test_only_what_is_newer_is_compiled(source):
    said = StringIO()
    call_command("translations", stdout=said)
    assert (spoken(source), said.getvalue()) == ("Dörrarna", "sv: 1 messages\n")
    call_command("translations", stdout=said)
    assert said.getvalue() == "sv: 1 messages\n"
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]


def test_who_reads_while_somebody_compiles_finds_all_the_words(source):
    call_command("translations", stdout=StringIO())
    done = threading.Event()

    def listen() -> set[str]:
        heard = {spoken(source)}
        while not done.is_set():
            heard.add(spoken(source))
        return heard

    with ThreadPoolExecutor() as threads:
        reading = threads.submit(listen)
        try:
            for turn in range(50):
                source.write_text(WORDS.format(f"Dörr {turn}" + " och en till" * 2000))
                call_command("translations", stdout=StringIO())
        finally:
            done.set()
        assert len(reading.result()) > 1
