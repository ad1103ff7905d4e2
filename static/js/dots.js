// @ts-check
/**
 * Gives a dot, or takes it back, without a reload: the reader stays where they read. The answer is
 * one's own dots as the server has them. Without a line the button posts as a form does.
 */

import { ask } from "./ask.js";
import { put } from "./fragments.js";
import { send } from "./no-line.js";

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("button[data-dot]");
  if (!(button instanceof HTMLButtonElement) || !button.form) return;
  event.preventDefault();
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  const body = new FormData(button.form);
  body.set(button.name, button.value);
  try {
    const answer = await ask(button.formAction, { method: "POST", body, headers: { "X-Dots": "1" } });
    if (answer.redirected) location.assign(answer.url);
    else if (answer.ok || answer.status === 409) put(await answer.text());
    else throw new Error(String(answer.status));
  } catch {
    button.form.action = button.formAction;
    await send(button.form, button);
  } finally {
    button.ariaBusy = null;
  }
});
