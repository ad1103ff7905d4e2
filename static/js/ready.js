// @ts-check
/**
 * “I’m ready” without a reload: what somebody is writing stays where it is. The answer is the
 * button as the server has it. When the facilitator asks again, the room's head says a new round.
 */

import { ask } from "./ask.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.id !== "ready") return;
  event.preventDefault();
  const said = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  try {
    const answer = await ask(form.action, {
      method: "POST",
      body: new FormData(form, event.submitter),
      headers: { "X-Ready": "1" },
    });
    if (!answer.ok && answer.status !== 409) throw new Error(String(answer.status));
    if (!show(await answer.text())) throw new Error("not from the room");
  } catch {
    said.textContent = form.dataset.unsent ?? "";
  }
});

/** Changes the button in place, so that focus and screen readers stay on it. Whether there was one.
 * @param {string} html */
function show(html) {
  const parsed = document.createElement("template");
  parsed.innerHTML = html;
  const fresh = parsed.content.querySelector("form");
  const form = document.getElementById("ready");
  if (!fresh || !form) return false;
  for (const part of ["[name=round]", "[name=ready]", "[role=status]"]) {
    const from = fresh.querySelector(part);
    const to = form.querySelector(part);
    if (!from || !to) continue;
    for (const { name, value } of from.attributes) to.setAttribute(name, value);
    if (part === "[role=status]") to.textContent = from.textContent;
  }
  return true;
}

document.addEventListener("fragment:put", () => {
  const head = document.getElementById("room-head");
  const round = /** @type {HTMLInputElement | null} */ (document.querySelector("#ready [name=round]"));
  const button = document.querySelector("#ready [name=ready]");
  if (!head?.dataset.round || !round || !button || Number(head.dataset.round) <= Number(round.value)) return;
  round.setAttribute("value", head.dataset.round);
  button.setAttribute("value", "yes");
  button.setAttribute("aria-pressed", "false");
});
