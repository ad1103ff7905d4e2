"""Takes the pictures, and asks axe about each page."""

from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from screens.house import House, keys
from screens.pages import PAGES, sizes_of
from steps import ROOT, say

HEIGHTS = {320: 568, 390: 844, 1280: 720, 1440: 900, 1920: 1080}
SCHEMES = ("light", "dark")
SLOWEST = 90_000  # milliseconds that a page may take on a busy machine
GRAVE = {"serious", "critical"}


@dataclass
class Findings:
    grave: int = 0
    lines: dict[str, set[str]] = field(default_factory=dict)

    def add(self, line: str, where: str, *, grave: bool) -> None:
        self.grave += grave
        self.lines.setdefault(line, set()).add(where)


def photograph(page: Page, path: Path, address: str, findings: Findings) -> None:
    where = path.stem
    said: list[str] = []
    page.on("console", lambda text: said.append(text.text) if text.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    answer = page.goto(address, wait_until="load")
    expected = 404 if "404" in path.name or "unknown" in path.name else 200
    if answer is not None and answer.status == 0:
        expected = 0  # a file
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
    for width, height in HEIGHTS.items():
        shown = [name for name in names if width in sizes_of(name)]
        for scheme in SCHEMES if shown else ():
            for who, state in states.items():
                context = browser.new_context(
                    base_url=place.url,
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if scheme == "dark" else "light",
                    reduced_motion="reduce",
                    locale=language,
                    storage_state=state,
                )
                context.set_default_timeout(SLOWEST)
                for name in (name for name in shown if PAGES[name][0] == who):
                    page = context.new_page()
                    path = folder / f"{name}-{width}-{scheme}.png"
                    photograph(page, path, PAGES[name][1].format(**place.places), findings)
                    page.close()
                context.close()
            say(f"{width} px, {scheme}: {len(shown)} pages")
    return findings
