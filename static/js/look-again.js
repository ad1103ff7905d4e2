// @ts-check
/**
 * Looks again for what only this phone is shown, so that no stream brings it: a part of the page
 * with data-look-again="20" is fetched every twenty seconds until it comes without that.
 */

import { ask } from "./ask.js";
import { putPart } from "./fragments.js";

const SPREAD = 0.3; // phones that came at once ask at different moments

/** @param {HTMLElement} part */
function soon(part) {
  const seconds = Number(part.dataset.lookAgain);
  if (seconds) setTimeout(() => look(part.id), seconds * 1000 * (1 + SPREAD * (Math.random() - 0.5)));
}

/** @param {string} id */
async function look(id) {
  if (!document.hidden) {
    const html = await ask(location.href).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    putPart(id, html);
  }
  const part = document.getElementById(id);
  if (part) soon(part);
}

for (const part of document.querySelectorAll("[data-look-again]")) soon(/** @type {HTMLElement} */ (part));
