// @ts-check
/**
 * Puts fragments into the page: changes by id, inserts in order where missing, removes.
 *
 * A fragment is an element with an id. `data-into` names the list it belongs to and `data-order`
 * its place there (lists with data-newest-first run downwards). Forms stand outside fragments, so
 * what somebody types is never touched; what stays in a fragment keeps its focus.
 */

import { keepPlace } from "./keep-place.js";
import { morph, morphChildren } from "./morph.js";

/** @param {string} html one or more fragments, or <template data-remove="id"> */
export function put(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  keepPlace(() => [...parsed.content.children].forEach(putOne));
}

/**
 * Puts one part of a page that was asked for; nothing where a network answered in its place.
 * @param {string} id @param {string} html
 */
export function putPart(id, html) {
  putParts(`[id="${id}"]`, html);
}

/** The same for all parts that match a selector. @param {string} which @param {string} html */
export function putParts(which, html) {
  const parts = new DOMParser().parseFromString(html, "text/html").querySelectorAll(which);
  keepPlace(() => parts.forEach(putOne));
}

/**
 * Makes the live parts of this page those of a fresh one.
 * @param {Document} fresh
 */
export function putAfresh(fresh) {
  keepPlace(() => {
    for (const part of fresh.querySelectorAll("[data-live-part]")) putOne(part);
    for (const list of document.querySelectorAll("[data-live-list]:not([data-live-part])")) {
      const its = fresh.getElementById(list.id);
      if (its) keepFocus(list, () => morphChildren(list, its));
    }
  });
}

/** @param {Element} fragment */
function putOne(fragment) {
  const removed = fragment instanceof HTMLElement && fragment.dataset.remove;
  const present = document.getElementById(removed || fragment.id);
  if (removed) {
    // One's own stays before one's eyes, though others see it no longer.
    if (present?.closest("[data-own]")) present.classList.add("withdrawn");
    else if (present) remove(present);
  } else if (present) replace(present, fragment);
  else insert(fragment);
}

/** @param {Element} present @param {Element} fresh */
function replace(present, fresh) {
  if (present.isEqualNode(fresh)) return;
  const { id } = fresh;
  keepFocus(present, () => morph(present, fresh));
  announce(/** @type {Element} */ (document.getElementById(id)));
}

/** @param {Element} present */
function remove(present) {
  const near = present.nextElementSibling ?? present.previousElementSibling ?? present.parentElement;
  const focused = present.contains(document.activeElement);
  present.remove();
  if (!focused) return;
  // Whoever goes by keyboard goes on beside it, and not from the top of the page.
  const next = near?.querySelector("a[href], button, summary, textarea");
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

/** @param {Element} fragment */
function insert(fragment) {
  if (!(fragment instanceof HTMLElement) || !fragment.dataset.into) return;
  const list = document.getElementById(fragment.dataset.into);
  if (!list) return;
  const order = Number(fragment.dataset.order);
  const down = list.dataset.newestFirst !== undefined;
  const next = [...list.children].find((other) => {
    const its = Number(/** @type {HTMLElement} */ (other).dataset.order);
    return down ? its < order : its > order;
  });
  // What comes in a frame of its own ("yours") was perhaps already here without it.
  for (const part of fragment.querySelectorAll("[id]")) document.getElementById(part.id)?.remove();
  fragment.classList.add("arriving");
  list.insertBefore(fragment, next ?? null);
  announce(fragment);
}

/**
 * Makes a change; focus that it took goes to the element of the same kind in the same place.
 * @param {Element} part @param {() => void} change
 */
function keepFocus(part, change) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...part.querySelectorAll(focused.localName)].indexOf(focused) : -1;
  const { id } = part;
  change();
  if (!focused || document.activeElement === focused) return;
  const now = document.getElementById(id);
  const same = focused.isConnected ? focused : now?.querySelectorAll(focused.localName)[place];
  if (same instanceof HTMLElement) same.focus({ preventScroll: true });
}

/**
 * Tells other modules that a fragment came, so that they can set it up.
 * @param {Element} fragment
 */
function announce(fragment) {
  fragment.dispatchEvent(new CustomEvent("fragment:put", { bubbles: true }));
}
