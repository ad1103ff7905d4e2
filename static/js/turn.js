// @ts-check
/**
 * Takes a phone to where the room is: to the page of the next step, or to the poster that
 * everybody is called to. Nobody is taken away from a sentence that is half written: then a line
 * at the top offers to come along.
 */

import { keepPlace } from "./keep-place.js";
import { isReachable } from "./reach.js";

const SPREAD = 1_500; // milliseconds over which the phones of a large room come
const AGAIN = 3_000; // until a phone without a line looks again whether it can go
const ARRIVES = 300; // until it looks again whether what was sent has arrived

const { home = "" } = document.body.dataset;
let { turn = "", gathering = "0" } = document.body.dataset;
let leaving = 0;

document.addEventListener("fragment:put", ({ target }) => {
  if (!(target instanceof HTMLElement) || target.id !== "room-head") return;
  const { turn: turned = "", gathering: gathered = "0" } = target.dataset;
  const called = Number(gathered) > Number(gathering);
  if (turned === turn && !called) return;
  turn = turned;
  gathering = gathered;
  follow(called ? spotlight() || home : home);
});

/** @param {string} address */
function follow(address) {
  clearTimeout(leaving);
  leaving = 0;
  if (isWriting()) return offer(address);
  leaving = setTimeout(() => go(address), Math.random() * SPREAD);
}

/** Leaves only while there is a line: without one the browser would show a page of its own.
 * @param {string} address */
async function go(address) {
  const mine = leaving;
  const reachable = await isReachable();
  if (mine !== leaving) return; // the room has moved on once more
  if (isWriting()) offer(address);
  else if (isSending()) leaving = setTimeout(() => go(address), ARRIVES);
  else if (reachable) location.assign(address);
  else leaving = setTimeout(() => go(address), AGAIN);
}

/** Whether a post is on its way: its answer puts it among one's own. */
function isSending() {
  return document.getElementById("outbox")?.getAttribute("aria-busy") === "true";
}

/** @param {string} address */
function offer(address) {
  const line = document.getElementById("moved-on");
  const link = line?.querySelector("a");
  if (!line || !link) return;
  link.href = address;
  keepPlace(() => (line.hidden = false));
}

/** Where everybody looks, as the spotlight's line says. */
function spotlight() {
  const link = document.querySelector("#spotlight:not([hidden]) a");
  return link instanceof HTMLAnchorElement ? link.href : "";
}

/** Whether something would be torn away: words under the fingers, or a form that keeps no draft. */
function isWriting() {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (
    document.querySelectorAll("main textarea, main input:is([type=text], [type=email], [type=number], :not([type]))")
  );
  return [...fields].some((field) => {
    const kept = field.closest("[data-compose], #outbox");
    return kept ? field === document.activeElement && field.value.trim() : field.value !== field.defaultValue;
  });
}
