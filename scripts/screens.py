"""`make screens`: photographs every page of the demo into screens/ and runs axe on each.

ONLY=wall,room chooses pages, LANGUAGE_CODE=sv the language. The exit status is 1 where axe finds
something serious, or a page complains in its console.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from steps import BIN, ROOT, say

SIZES = {390: 844, 1440: 900, 1920: 1080}
SCHEMES = ("light", "dark")
SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
GRAVE = {"serious", "critical"}
# What the addresses below are made of; asked of the demo's database before the browser starts.
PLACES = """
import json
from problems.models import Build, Commitment, Problem, Solution
from workshop.models import Workshop
live, closed, draft = (Workshop.objects.get(status=s) for s in ("live", "closed", "draft"))
idea = Solution.objects.filter(problem__workshop=live, builds__isnull=False).first()
print(json.dumps({
    "slug": live.organisation.slug, "code": live.code, "wall": live.wall_token,
    "live": live.pk, "closed": closed.pk, "draft": draft.pk,
    "poster": idea.problem_id, "idea": idea.pk, "team": live.teams.first().pk,
    "commitment": Commitment.objects.of_workshop(live).first().pk,
    "problem": draft.problems.first().pk, "solved": closed.problems.first().pk,
}))
"""
NOBODY, ADMIN, FACILITATOR, MANAGER, PHONE = "", "admin", "facilitator", "manager", "phone"
# name: (who looks, address)
PAGES: dict[str, tuple[str, str]] = {
    "landing": (NOBODY, "/"),
    "login": (NOBODY, "/accounts/login/"),
    "signup": (NOBODY, "/accounts/signup/"),
    "password-reset": (NOBODY, "/accounts/password/reset/"),
    "code": (NOBODY, "/j/"),
    "code-unknown": (NOBODY, "/j/BCDFGH/"),
    "join": (NOBODY, "/j/{code}/"),
    "mail": (NOBODY, "/mail/"),
    "404": (NOBODY, "/nowhere/"),
    "home": (FACILITATOR, "/"),
    "account": (FACILITATOR, "/account/"),
    "account-email": (FACILITATOR, "/accounts/email/"),
    "account-two-steps": (FACILITATOR, "/accounts/2fa/"),
    "organisation-found": (FACILITATOR, "/organisations/new/"),
    "organisation": (FACILITATOR, "/o/{slug}/"),
    "organisation-settings": (ADMIN, "/o/{slug}/settings/"),
    "people": (ADMIN, "/o/{slug}/people/"),
    "teams": (ADMIN, "/o/{slug}/teams/"),
    "team-edit": (ADMIN, "/o/{slug}/teams/{team}/"),
    "audit": (ADMIN, "/o/{slug}/audit/"),
    "workshop": (FACILITATOR, "/workshops/{live}/"),
    "workshop-draft": (FACILITATOR, "/workshops/{draft}/"),
    "workshop-closed": (MANAGER, "/workshops/{closed}/"),
    "workshop-new": (FACILITATOR, "/o/{slug}/workshops/new/"),
    "workshop-edit": (FACILITATOR, "/workshops/{draft}/edit/"),
    "workshop-copy": (FACILITATOR, "/workshops/{closed}/copy/"),
    "problems": (FACILITATOR, "/workshops/{draft}/problems/"),
    "problem-new": (FACILITATOR, "/workshops/{draft}/problems/new/"),
    "problem": (MANAGER, "/problems/{solved}/"),
    "problem-edit": (FACILITATOR, "/problems/{problem}/edit/"),
    "import": (FACILITATOR, "/workshops/{draft}/problems/import/"),
    "wall": (NOBODY, "/wall/{wall}/"),
    "room": (PHONE, "/room/{live}/"),
    "poster": (PHONE, "/room/{live}/posters/{poster}/"),
    "build": (PHONE, "/room/{live}/ideas/{idea}/build/"),
    "commit": (PHONE, "/room/{live}/ideas/{idea}/commit/"),
    "cockpit": (FACILITATOR, "/workshops/{live}/cockpit/"),
    "cockpit-poster": (FACILITATOR, "/workshops/{live}/cockpit/posters/{poster}/"),
    "cockpit-enter": (FACILITATOR, "/workshops/{live}/cockpit/enter/"),
    "cockpit-close": (FACILITATOR, "/workshops/{live}/cockpit/close/"),
    "check-in": (NOBODY, "{check_in}"),
    "check-in-unsubscribe": (NOBODY, "{check_in}unsubscribe/"),
    "outcomes": (MANAGER, "/o/{slug}/outcomes/"),
    "workshop-outcomes": (MANAGER, "/workshops/{closed}/outcomes/"),
    "workshop-outcomes-facilitator": (FACILITATOR, "/workshops/{closed}/outcomes/"),
}


@dataclass
class House:
    """The app with demo data, at a port and in a folder of its own."""

    url: str
    told: dict[str, Any]
    places: dict[str, Any]


@dataclass
class Findings:
    grave: int = 0
    lines: dict[str, set[str]] = field(default_factory=dict)

    def add(self, line: str, where: str, *, grave: bool) -> None:
        self.grave += grave
        self.lines.setdefault(line, set()).add(where)


@contextmanager
def house() -> Iterator[House]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept_back = {"DATABASE_URL", "REDIS_URL", "PRODUCTION", "DEBUG", "EMAIL_URL"}
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="ten-doors-screens-") as folder:
        environment = {name: text for name, text in os.environ.items() if name not in kept_back}
        environment |= {"DATA_DIR": folder, "PORT": port, "SITE_URL": url}

        def manage(*arguments: str) -> str:
            command = [sys.executable, "manage.py", *arguments]
            return subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
            ).stdout

        for step in ("fonts", "translations", "migrate", "collectstatic --no-input"):
            manage(*step.split(), "--verbosity", "0")
        told = json.loads(manage("demo", "--json"))
        places = json.loads(manage("shell", "--verbosity", "0", "-c", PLACES))
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
        except URLError:
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
    found[PHONE] = state_of(context)
    return found


def state_of(context: BrowserContext) -> StorageState:
    state = context.storage_state()
    context.close()
    return state


def photograph(page: Page, path: Path, address: str, findings: Findings) -> None:
    where = path.stem
    said: list[str] = []
    page.on("console", lambda text: said.append(text.text) if text.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(address, wait_until="load")
    expected = 404 if "404" in path.name or "unknown" in path.name else 200
    if answer is None or answer.status != expected:
        findings.add(f"status {answer and answer.status}", where, grave=True)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(150)
    # The photograph and axe use styles of their own, which the page's policy then reports.
    for text in [text for text in said if "status of 404" not in text]:
        findings.add(f"console: {text[:200]}", where, grave=True)
    page.screenshot(path=path, full_page=True)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        findings.add("wider than the screen", where, grave=True)
    for violation in Axe().run(page).response["violations"]:
        grave = violation["impact"] in GRAVE
        for node in violation["nodes"]:
            element = node["html"].splitlines()[0][:120]
            line = f"{violation['impact']}: {violation['help']} ({violation['id']}): {element}"
            findings.add(line, where, grave=grave)


def round_trip(browser: Browser, place: House, names: list[str], language: str) -> Findings:
    findings = Findings()
    states = keys(browser, place)
    folder = ROOT / "screens" / language
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            for who, state in states.items():
                context = browser.new_context(
                    base_url=place.url,
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                    locale=language,
                    storage_state=state,
                )
                for name in (name for name in names if PAGES[name][0] == who):
                    page = context.new_page()
                    path = folder / f"{name}-{width}-{scheme}.png"
                    photograph(page, path, PAGES[name][1].format(**place.places), findings)
                    page.close()
                context.close()
            say(f"{width} px, {scheme}: {len(names)} pages")
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--language", default="en")
    options = parser.parse_args()
    names = options.only.split(",") if options.only else list(PAGES)
    unknown = set(names) - set(PAGES)
    if unknown:
        sys.exit(f"No such page: {', '.join(unknown)}. There are: {', '.join(PAGES)}")
    with house() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium", args=SWITCHES
        )
        findings = round_trip(browser, place, names, options.language)
        browser.close()
    for line, where in sorted(findings.lines.items()):
        say(f"{line}\n    {len(where)}×: {', '.join(sorted(where)[:4])}")
    say(f"screens/{options.language}: {len(findings.lines)} findings, {findings.grave} to mend")
    return 1 if findings.grave else 0


if __name__ == "__main__":
    sys.exit(main())
