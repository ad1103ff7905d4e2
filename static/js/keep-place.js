// @ts-check
/**
 * Keeps what somebody types in or reads where it is on the screen while the page changes around
 * it. The browser's own scroll anchoring is switched off for live pages (css/live.css): it does
 * nothing at the top of a page and isn't there in every browser.
 */

const LOOK_AT = [0.02, 0.08, 0.16, 0.3, 0.5]; // heights of the window where a reader's line may be

let owed = 0; // a browser scrolls by whole pixels; thirty halves would be seen

/** @typedef {{element: Element, id: string, top: number}} Mark */

/**
 * Notes the place, makes the change, and puts the place back.
 * @param {() => void} change
 */
export function keepPlace(change) {
  const typed = typedIn();
  const marks = marksOf(typed ?? readAt());
  change();
  const mark = marks.find(({ element, id }) => element.isConnected || (id && document.getElementById(id)));
  if (!mark) return;
  const element = mark.element.isConnected ? mark.element : /** @type {Element} */ (document.getElementById(mark.id));
  const due = mark.top - owed;
  const moved = element.getBoundingClientRect().top - due;
  if (Math.abs(moved) >= 1) scroll(moved);
  let rest = element.getBoundingClientRect().top - due;
  if (typed && rest >= 1) {
    lengthen(rest);
    scroll(rest);
    rest = element.getBoundingClientRect().top - due;
  }
  owed = Math.abs(rest) < 1 ? rest : 0; // more than that the page's beginning didn't let it scroll
}

/** @param {number} top pixels */
function scroll(top) {
  scrollBy({ top, behavior: "instant" });
}

/** A short page ends too soon to be scrolled. @param {number} pixels */
function lengthen(pixels) {
  const { body } = document;
  body.style.paddingBottom = `${parseFloat(getComputedStyle(body).paddingBottom) + Math.ceil(pixels)}px`;
}

/** The element with the focus, where it is on the screen. */
function typedIn() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const { top, bottom } = focused.getBoundingClientRect();
  return bottom > 0 && top < innerHeight ? focused : null;
}

/** The first thing under the eyes of somebody who has scrolled. At the top nobody reads yet. */
function readAt() {
  if (scrollY < 1) return null;
  for (const height of LOOK_AT) {
    const found = document.elementFromPoint(innerWidth / 2, innerHeight * height);
    if (found?.closest("main") && !found.matches("main, section, ul, ol, .ideas")) return found;
  }
  return null;
}

/** The element and what it stands in, the innermost first: parts of it may go. @param {Element | null} element */
function marksOf(element) {
  /** @type {Mark[]} */
  const marks = [];
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    marks.push({ element: at, id: at.id, top: at.getBoundingClientRect().top });
    if (at.matches("main, ul, ol, .ideas")) break;
  }
  return marks;
}
