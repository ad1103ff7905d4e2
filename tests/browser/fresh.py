"""Whether a page that has lived through changes is what a fresh load would show."""

from playwright.sync_api import Page

from tests.house import wait_for

# Blank lines are not sent, an animation is no content, what is unfolded is the reader's, and a
# timer counts down (tests/browser/test_pace.py holds it).
DIFFERENCES = """async () => {
  const tidy = (element) => {
    const copy = element.cloneNode(true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) text.data = text.data.trim().replace(/\\s+/g, " ");
    copy.normalize();
    for (const part of [copy, ...copy.querySelectorAll("*")]) {
      part.classList.remove("arriving", "is-running", "is-up");
      if (!part.getAttribute("class")) part.removeAttribute("class");
      if (part.matches("details")) part.removeAttribute("open");
      if (part.matches("time[data-ends]")) part.textContent = "";
    }
    return copy;
  };
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const live = "[data-live-part], [data-live-list], [id^=mine-]:not([id*=title])";
  const ids = [...document.querySelectorAll(live), ...fresh.querySelectorAll(live)].map(({ id }) => id);
  return [...new Set(ids)].flatMap((id) => {
    const one = document.getElementById(id);
    const other = fresh.getElementById(id);
    if (one && other && tidy(one).isEqualNode(tidy(other))) return [];
    return [`${id}: ${one && tidy(one).outerHTML}\\n  fresh: ${other && tidy(other).outerHTML}`];
  });
}"""


def is_as_fresh(page: Page, patience: float = 5.0) -> None:
    """Every live part, list and fragment equals that of a page loaded now, at the latest soon."""
    found: list[str] = []

    def look() -> bool:
        found[:] = page.evaluate(DIFFERENCES)
        return not found

    try:
        wait_for(look, "the page to be as a fresh one", patience)
    except AssertionError:
        raise AssertionError("\n".join(found)) from None
