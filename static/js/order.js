// @ts-check
/**
 * Dragging a row of a list to another place, by mouse, pen or finger. The buttons in the rows do
 * the same without this script. On release the whole order is sent by the form itself.
 */

/** How near to the upper or lower edge of the window the page begins to scroll, in pixels. */
const EDGE = 70;

/** @type {{row: HTMLElement, list: HTMLElement, before: string, y: number} | null} */
let held = null;

/** @param {HTMLElement} list */
function order(list) {
  return Array.from(list.querySelectorAll("[data-place]"), (row) =>
    row.getAttribute("data-place"),
  ).join(",");
}

/** @param {PointerEvent} event */
function take(event) {
  const grip = event.target instanceof Element && event.target.closest("[data-grip]");
  const row = grip && /** @type {HTMLElement | null} */ (grip.closest("[data-place]"));
  if (!row || !row.parentElement || event.button !== 0 || held) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  held = { row, list: row.parentElement, before: order(row.parentElement), y: event.clientY };
  row.classList.add("held");
  requestAnimationFrame(scroll);
}

/** @param {PointerEvent} event */
function carry(event) {
  if (!held) return;
  held.y = event.clientY;
  place(held);
}

/**
 * Brings the row to where the pointer is: before the first one whose middle lies below it. The
 * others move around it, because a finger loses hold of an element that leaves the page.
 * @param {{row: HTMLElement, list: HTMLElement, y: number}} drag
 */
function place({ row, list, y }) {
  const others = Array.from(list.children).filter((child) => child !== row);
  const next = others.find((child) => {
    const box = child.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  const up = next && row.compareDocumentPosition(next) & Node.DOCUMENT_POSITION_PRECEDING;
  while (up && row.previousElementSibling && row.nextElementSibling !== next) {
    row.after(row.previousElementSibling);
  }
  while (!up && row.nextElementSibling && row.nextElementSibling !== next) {
    row.before(row.nextElementSibling);
  }
}

/** While a row is held near an edge, the page moves under it. */
function scroll() {
  if (!held) return;
  const above = held.y < EDGE;
  const below = held.y > window.innerHeight - EDGE;
  if (above || below) {
    window.scrollBy(0, above ? -12 : 12);
    place(held);
  }
  requestAnimationFrame(scroll);
}

/** @param {boolean} keep whether the new place counts */
function release(keep) {
  if (!held) return;
  const { row, list, before } = held;
  held = null;
  row.classList.remove("held");
  if (!keep) restore(list, before);
  const after = order(list);
  const form = list.closest("form") ?? document.getElementById(list.dataset.form ?? "");
  const button = form?.querySelector("button[data-dropped]");
  if (after !== before && button instanceof HTMLButtonElement) {
    button.value = after;
    button.click();
  }
}

/**
 * @param {HTMLElement} list
 * @param {string} before
 */
function restore(list, before) {
  for (const id of before.split(",")) {
    const row = list.querySelector(`[data-place="${id}"]`);
    if (row) list.append(row);
  }
}

document.addEventListener("pointerdown", take);
document.addEventListener("pointermove", carry);
document.addEventListener("pointerup", (event) => {
  carry(event);
  release(true);
});
document.addEventListener("pointercancel", () => release(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") release(false);
});
