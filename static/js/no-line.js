// @ts-check
/**
 * Holds a form back that would be sent into nothing: the browser would put a page of its own in
 * the place of this one, with all that stands on it. Forms that send by script see to themselves.
 *
 * The words are those of #acts, data-unsent.
 */

import { isReachable } from "./reach.js";

const BY_SCRIPT = "[data-compose], [data-saves], #ready";

/** @type {HTMLFormElement | null} */
let passing = null;
const said = document.createElement("span");
said.className = "small unsent-state";
said.setAttribute("role", "status");

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || form.matches(BY_SCRIPT)) return;
    if (form === passing || !isDoubtful()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(form, submitter);
  },
  true,
);

addEventListener("online", () => (said.textContent = ""));

/** Sends a form as a browser does, if it gets through; else it says so.
 * @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
export async function send(form, submitter) {
  say("", form, submitter);
  if (!(await isReachable())) return say(document.getElementById("acts")?.dataset.unsent ?? "", form, submitter);
  passing = form;
  form.requestSubmit(submitter);
  passing = null;
  return undefined;
}

/** Whether the device or the live line says that there is no network. */
function isDoubtful() {
  return !navigator.onLine || document.getElementById("connection")?.dataset.state === "offline";
}

/** @param {string} words @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
function say(words, form, submitter) {
  (submitter ?? form).after(said); // a screen reader hears words that come into a line that is there
  said.textContent = words;
}
