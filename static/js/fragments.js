// @ts-check
/**
 * Puts fragments into the page: replaces by id, inserts in order where missing, removes.
 *
 * A fragment is an element with an id. `data-into` names the list it belongs to and `data-order`
 * its place there (lists with data-newest-first run downwards). Forms stand outside fragments, so
 * what somebody types is never touched; focus inside a fragment returns to the same element.
 */

/** @param {string} html one or more fragments, or <template data-remove="id"> */
export function put(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  for (const fragment of [...parsed.content.children]) {
    if (fragment instanceof HTMLElement && fragment.dataset.remove) {
      const present = document.getElementById(fragment.dataset.remove);
      // One's own stays before one's eyes, though others see it no longer.
      if (present?.closest("[data-own]")) present.classList.add("withdrawn");
      else present?.remove();
      continue;
    }
    const present = document.getElementById(fragment.id);
    if (present) replace(present, fragment);
    else insert(fragment);
  }
}

/** @param {Element} present @param {Element} fresh */
function replace(present, fresh) {
  if (present.isEqualNode(fresh)) return;
  const focused = present.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...present.querySelectorAll(focused.localName)].indexOf(focused) : -1;
  const opened = [...present.querySelectorAll("details[open][id]")].map((part) => part.id);
  const anchor = keepPlace(present);
  present.replaceWith(fresh);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  anchor();
  if (focused) {
    const same = document.getElementById(focused.id) ?? fresh.querySelectorAll(focused.localName)[place];
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
  }
  announce(fresh);
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
  const anchor = keepPlace(list);
  fragment.classList.add("arriving");
  list.insertBefore(fragment, next ?? null);
  anchor();
  announce(fragment);
}

/**
 * Remembers what the reader looks at and returns a function that puts it back under their eyes,
 * when the change happens above it.
 * @param {Element} changing
 */
function keepPlace(changing) {
  const watched = document.activeElement !== document.body ? document.activeElement : null;
  const before = watched?.getBoundingClientRect().top;
  return () => {
    if (!watched?.isConnected || before === undefined || changing.contains(watched)) return;
    const moved = watched.getBoundingClientRect().top - before;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  };
}

/**
 * Tells other modules that a fragment came, so that they can set it up.
 * @param {Element} fragment
 */
function announce(fragment) {
  fragment.dispatchEvent(new CustomEvent("fragment:put", { bubbles: true }));
}
