// @ts-check
/**
 * Whether the pages can be reached just now, asked of the server: what the device itself believes
 * is wrong in many a network. What is asked for is small and says nothing of anybody.
 */

import { ask } from "./ask.js";

const ANSWER = 8_000;

/** @returns {Promise<boolean>} */
export async function isReachable() {
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=icon]"));
  const asked = ask(icon?.href ?? location.href, { method: "HEAD" }, ANSWER);
  return asked.then(({ ok, redirected }) => ok && !redirected).catch(() => false);
}
