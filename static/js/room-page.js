// @ts-check
/** What a phone page knows of its room, and what it asks the room's first page for. */

import { ask } from "./ask.js";

/** "draft", "joining", "live", "paused" or "closed", as the head of the page says. */
export function roomStatus() {
  return document.getElementById("room-head")?.dataset.status ?? "live";
}

/** Whether posts may be tried: the room is live, or has closed and will say so. */
export function isOpen(status = roomStatus()) {
  return !["draft", "joining", "paused"].includes(status);
}

/** @param {() => void} act when the room has started, paused, gone on or closed */
export function whenRoomChanges(act) {
  addEventListener("fragment:put", ({ target }) => target instanceof Element && target.id === "room-head" && act());
}

/** The same of a page that came as an answer; "" where that isn't a page of the room. @param {string} html */
export function statusIn(html) {
  return new DOMParser().parseFromString(html, "text/html").getElementById("room-head")?.dataset.status ?? "";
}

/** The room's first page as it is now; null where there is no seat any more. Throws without a line. */
export async function pageOf() {
  const answer = await ask(document.body.dataset.home ?? location.href);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** @param {Document} page @returns {HTMLInputElement[]} */
function tokensIn(page) {
  return [...page.querySelectorAll("input")].filter((field) => field.name === "csrfmiddlewaretoken");
}

/** The page's proof that it is ours. */
export function token() {
  return tokensIn(document)[0]?.value ?? "";
}

/** Another one, where the browser has lost its half. Whether there is one. */
export async function freshToken() {
  const page = await pageOf();
  const fresh = page && tokensIn(page)[0]?.value;
  if (!fresh) return false;
  for (const field of tokensIn(document)) field.value = fresh;
  return true;
}
