// @ts-check
/**
 * Makes an element in the page look like a fresh one and touches only what differs. What stays
 * keeps its identity, so focus, caret, selected text, an open <details> and a half-typed field
 * are never taken from anybody.
 */

/**
 * What belongs to the reader and not to the server. What a hidden field holds is the server's: it
 * says what was on the screen. Those that a script fills stand in forms outside fragments.
 */
const THEIRS = { DETAILS: "open", DIALOG: "open", INPUT: "value" };

/**
 * @param {Element} present stays in the page
 * @param {Element} fresh is taken apart
 */
export function morph(present, fresh) {
  if (present.isEqualNode(fresh)) return;
  if (present.localName !== fresh.localName) return present.replaceWith(fresh);
  morphAttributes(present, fresh);
  morphChildren(present, fresh);
}

/** @param {Element} present @param {Element} fresh */
function morphAttributes(present, fresh) {
  const isHidden = present.matches("input[type=hidden]");
  const theirs = isHidden ? undefined : THEIRS[/** @type {keyof THEIRS} */ (present.tagName)];
  for (const { name } of [...present.attributes]) {
    if (!fresh.hasAttribute(name) && name !== theirs) present.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (present.getAttribute(name) !== value && name !== theirs) present.setAttribute(name, value);
  }
}

/**
 * Children are matched by id, those without one by their kind and place.
 * @param {Element} present @param {Element} fresh
 */
export function morphChildren(present, fresh) {
  /** @type {ChildNode | null} */
  let place = present.firstChild;
  const wanted = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
  for (const child of [...fresh.childNodes]) {
    place = dropped(place, wanted, child);
    const match = matching(present, place, child);
    if (!match) {
      present.insertBefore(child, place);
      continue;
    }
    if (match === place) place = place.nextSibling;
    else move(present, match, place);
    if (match instanceof Element && child instanceof Element) morph(match, child);
    else if (match.nodeValue !== child.nodeValue) match.nodeValue = child.nodeValue;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/**
 * Takes away those that stand in the way of an element with an id and are wanted nowhere: what
 * stays need not be moved then.
 * @param {ChildNode | null} place @param {Set<string>} wanted @param {ChildNode} child
 */
function dropped(place, wanted, child) {
  if (!(child instanceof Element) || !child.id) return place;
  while (place instanceof Element && place.id && !wanted.has(place.id)) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  return place;
}

/** @param {Element} present @param {ChildNode | null} place @param {ChildNode} child */
function matching(present, place, child) {
  if (child instanceof Element && child.id) {
    return [...present.children].find((other) => other.id === child.id) ?? null;
  }
  const alike = place?.nodeName === child.nodeName && !(place instanceof Element && place.id);
  return alike ? place : null;
}

/** @param {Element} parent @param {ChildNode} node @param {ChildNode | null} before */
function move(parent, node, before) {
  if ("moveBefore" in parent) /** @type {any} */ (parent).moveBefore(node, before); // keeps focus
  else parent.insertBefore(node, before);
}
