// @ts-check
/**
 * Fetches one's own part of the page again when the room says that something in it has changed.
 *
 * <div data-mine="address"> holds the part, and the part a .beat whose number the stream changes.
 * What it is stays out of the stream: others listen to it, too.
 */

import { ask } from "./ask.js";
import { putPart } from "./fragments.js";

const SPREAD = 400; // milliseconds over which a group asks
const AGAIN = 5_000; // until it asks once more where no answer came

/** @type {WeakMap<Element, number>} */
const asking = new WeakMap();

document.addEventListener("fragment:put", ({ target }) => {
  const mine = target instanceof Element && target.matches(".beat") && target.closest("[data-mine]");
  if (!(mine instanceof HTMLElement)) return;
  clearTimeout(asking.get(mine));
  asking.set(mine, setTimeout(() => look(mine), Math.random() * SPREAD));
});

/** @param {HTMLElement} mine */
async function look(mine) {
  try {
    const answer = await ask(mine.dataset.mine ?? "");
    if (answer.status === 200) putPart(mine.firstElementChild?.id ?? "", await answer.text());
    if (answer.ok || answer.status === 404) return;
  } catch {
    // No line, for now.
  }
  asking.set(mine, setTimeout(() => look(mine), AGAIN));
}
