"""`make screens`: photographs the pages of the demo and of every step of a day into screens/, and
runs axe on each.

ONLY=wall,'*commit*' chooses pages, LANGUAGE_CODE=sv the language. The exit status is 1 where axe
finds something serious, or a page complains in its console.
"""

import argparse
import os
import sys
from fnmatch import filter as matching

from playwright.sync_api import sync_playwright

from screens.camera import round_trip
from screens.house import house
from screens.pages import PAGES
from steps import say

SWITCHES = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names or patterns of pages, with commas")
    parser.add_argument("--language", default="en")
    options = parser.parse_args()
    found = {part: matching(PAGES, part) for part in (options.only or "*").split(",")}
    if unknown := [part for part, pages in found.items() if not pages]:
        sys.exit(f"No such page: {', '.join(unknown)}. There are: {', '.join(PAGES)}")
    names = list(dict.fromkeys(name for pages in found.values() for name in pages))
    with house(names, options.language) as place, sync_playwright() as playwright:
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
