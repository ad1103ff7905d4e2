"""The app with the demo's data and rooms, for as long as it is photographed."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, StorageState

from screens.letters import LETTERS, written
from screens.pages import ADMIN, FACILITATOR, MANAGER, NOBODY, PHONE, rooms_of
from steps import BIN, ROOT

# Asked of the demo's database before the browser starts.
PLACES = "import json; from screens.places import places; print(json.dumps(places({rooms})))"


@dataclass
class House:
    """The app with demo data, at a port and in a folder of its own."""

    url: str
    told: dict[str, Any]
    places: dict[str, Any]


@contextmanager
def house(names: Sequence[str], language: str) -> Iterator[House]:
    """With the rooms that these pages are of, and mails in this language."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept_back = {"DATABASE_URL", "REDIS_URL", "PRODUCTION", "DEBUG", "EMAIL_URL"}
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ten-doors-screens-") as folder:
        environment = {name: text for name, text in os.environ.items() if name not in kept_back}
        environment |= {"DATA_DIR": folder, "PORT": port, "SITE_URL": url}
        environment["PYTHONPATH"] = str(ROOT / "scripts")

        def manage(*arguments: str) -> str:
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        for step in ("fonts", "translations", "migrate", "collectstatic --no-input"):
            manage(*step.split(), "--verbosity", "0")
        told = json.loads(manage("demo", "--json"))
        asked = PLACES.format(rooms=sorted(rooms_of(names)))
        places = json.loads(manage("shell", "--verbosity", "0", "-c", asked))
        if any(name.startswith("mail-") for name in names):
            asked = f"language = {language!r}\n{LETTERS}"
            letters = manage("shell", "--verbosity", "0", "-c", asked)
            for name, path in written(letters, Path(folder) / "letters").items():
                places[name] = path.as_uri()
        places["check_in"] = told["urls"]["check_in"].removeprefix(url)
        server = subprocess.Popen(
            [
                BIN / "uvicorn",
                "workshop.asgi:application",
                "--port",
                port,
                "--log-level",
                "warning",
            ],
            cwd=ROOT,
            env=environment,
        )
        try:
            wait_for(f"{url}/health")
            yield House(url, told, places)
        finally:
            server.terminate()
            server.wait(10)


def wait_for(url: str) -> None:
    for _try in range(300):
        try:
            with urlopen(url, timeout=2):  # noqa: S310 (our own address)
                return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer.")


def keys(browser: Browser, place: House) -> dict[str, StorageState | None]:
    """What each kind of visitor has in the browser after coming in through the front door."""
    found: dict[str, StorageState | None] = {NOBODY: None}
    for role in (ADMIN, FACILITATOR, MANAGER):
        context = browser.new_context(base_url=place.url)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("input[name=login]", place.told[role]["email"])
        page.fill("input[name=password]", place.told[role]["password"])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        found[role] = state_of(context)
    context = browser.new_context(base_url=place.url)
    page = context.new_page()
    page.goto(place.told["urls"]["join"])
    page.fill("input[name=name]", "Ellen")
    page.check("input[name=team] >> nth=0", force=True)
    page.press("input[name=name]", "Enter")
    page.wait_for_url("**/room/**")
    context.add_cookies(
        [
            {"name": name, "value": token, "url": place.url}
            for name, token in place.places["seats"].items()
        ]
    )
    found[PHONE] = state_of(context)
    return found


def state_of(context: BrowserContext) -> StorageState:
    state = context.storage_state()
    context.close()
    return state
