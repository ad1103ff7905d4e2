// @ts-check
/**
 * Keeps on this phone what a form holds and the server doesn't yet: <form data-draft="walk-7">. It
 * comes back after a reload or a crash, and is forgotten once the server has it.
 *
 * With data-saves each choice is sent as it is made, and again until there is a line. The words
 * for .draft-state are data-saved, data-unsent and data-refused; data-back is where “Save” leads.
 * Without script the same form posts and the page reloads.
 */

import { ask } from "./ask.js";
import { forget, read, write } from "./storage.js";

const REST = 700; // milliseconds without a key until words are sent
const SLOW = 1_500; // without an answer, then “Saved” is true no longer
const AGAIN = 4_000; // until a lost line is tried again

/** @param {[string, FormDataEntryValue][]} fields */
function told(fields) {
  return JSON.stringify(fields.filter(([name]) => name !== "csrfmiddlewaretoken"));
}

class Draft {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.store = `draft:${form.dataset.draft}`;
    this.known = this.served(); // what the server has
    this.timer = 0;
    /** @type {Promise<boolean> | undefined} */
    this.sending = undefined;
    const kept = read(this.store);
    if (this.said() !== this.known) this.keep(); // somebody was faster than this script
    else if (kept?.known === this.known) this.fill(kept.said);
    else forget(this.store);
    form.addEventListener("input", (event) => this.change(event.target));
    if (form.dataset.saves === undefined) return;
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.send());
    this.send();
  }

  said() {
    return told([...new FormData(this.form)]);
  }

  /** The same of the form as it came. */
  served() {
    /** @type {[string, string][]} */
    const fields = [];
    for (const field of this.form.elements) {
      if (field instanceof HTMLTextAreaElement) fields.push([field.name, field.defaultValue]);
      else if (field instanceof HTMLInputElement && field.type !== "radio") fields.push([field.name, field.defaultValue]);
      else if (field instanceof HTMLInputElement && field.defaultChecked) fields.push([field.name, field.value]);
    }
    return told(fields);
  }

  /** @param {string} said */
  fill(said) {
    for (const [name, value] of JSON.parse(said)) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof RadioNodeList || field instanceof HTMLTextAreaElement) field.value = value;
    }
  }

  keep() {
    const said = this.said();
    if (said === this.known) forget(this.store);
    else write(this.store, { known: this.known, said });
  }

  /** @param {EventTarget | null} field */
  change(field) {
    this.keep();
    if (this.form.dataset.saves === undefined) return;
    clearTimeout(this.timer);
    if (field instanceof HTMLTextAreaElement) this.timer = setTimeout(() => this.send(), REST);
    else this.send();
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    if (!this.form.checkValidity()) return; // the server has the words for what is missing
    event.preventDefault();
    if ((await this.send()) && this.form.dataset.back) location.assign(this.form.dataset.back);
  }

  /** Whether the server has everything now; asked again while it is on its way, the same answer.
   * @returns {Promise<boolean>} */
  send() {
    clearTimeout(this.timer);
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
    return this.sending;
  }

  async sendAll() {
    for (let said = this.said(); said !== this.known; said = this.said()) {
      if (!this.form.checkValidity()) return false;
      const answer = await this.post();
      // A server that is away or asks for patience, or a network that answers in its place.
      const isOurs = answer && (!answer.ok || answer.headers.has("X-Posted"));
      if (!isOurs || answer.status === 429 || answer.status >= 500) return this.wait(answer);
      if (!answer.ok) return this.refused(answer);
      this.know(said);
    }
    return true;
  }

  async post() {
    const { action, dataset } = this.form;
    const slow = setTimeout(() => this.say("unsent", dataset.unsent ?? ""), SLOW);
    const sent = ask(action, { method: "POST", body: new FormData(this.form), headers: { "X-Draft": "1" } });
    const answer = await sent.catch(() => null);
    clearTimeout(slow);
    return answer;
  }

  /** @param {Response | null} answer */
  wait(answer) {
    const asked = Number(answer?.headers.get("Retry-After")) * 1_000 || 0;
    this.say("unsent", this.form.dataset.unsent ?? "");
    this.timer = setTimeout(() => this.send(), Math.max(AGAIN, asked));
    return false;
  }

  /** @param {Response} answer */
  async refused(answer) {
    const words = answer.status === 409 ? await answer.text().catch(() => "") : "";
    this.say("refused", words || (this.form.dataset.refused ?? ""));
    return false;
  }

  /** @param {string} said what the server has now */
  know(said) {
    this.known = said;
    for (const field of this.form.querySelectorAll("textarea")) field.defaultValue = field.value;
    this.keep();
    this.say("saved", this.form.dataset.saved ?? "");
  }

  /** @param {string} state @param {string} words */
  say(state, words) {
    const line = /** @type {HTMLElement | null} */ (this.form.querySelector(".draft-state"));
    if (!line) return;
    line.dataset.state = state;
    line.textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(/** @type {HTMLFormElement} */ (form));
