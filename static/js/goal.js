// @ts-check
/**
 * On the way to the shared goal: looks after a sentence that isn't saved yet.
 *
 * <form data-sentence> has a textarea; its hidden field `version` says over which words it is
 * written.
 */

import { ask } from "./ask.js";
import { statusIn } from "./room-page.js";
import { forget, read, write } from "./storage.js";

class Sentence {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.field = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.version = /** @type {HTMLInputElement | null} */ (form.querySelector("[name=version]"));
    this.state = /** @type {HTMLElement} */ (form.querySelector(".sentence-state"));
    this.store = `goal:${document.body.dataset.room}:${form.dataset.sentence}`;
    this.turn = document.body.dataset.turn ?? "";
    this.restore();
    this.field.addEventListener("input", () => this.keep());
    form.addEventListener("submit", () => write(this.store, { ...this.typed(), sent: true }));
    document.addEventListener("fragment:put", ({ target }) => {
      if (!(target instanceof HTMLElement)) return;
      if (target.id === "group") this.compare();
      if (target.id === "room-head" && target.dataset.turn !== this.turn) this.hurry();
    });
  }

  get isDirty() {
    return this.field.value.trim() !== this.field.defaultValue.trim();
  }

  typed() {
    return { text: this.field.value, version: this.version?.value ?? "" };
  }

  restore() {
    const kept = read(this.store);
    if (kept?.sent && this.version && this.version.value !== kept.version) forget(this.store);
    else if (kept?.text && !this.isDirty) this.field.value = kept.text;
    this.say();
  }

  keep() {
    if (this.isDirty) write(this.store, this.typed());
    else forget(this.store);
    this.say();
  }

  say() {
    const { limit = "Infinity" } = this.form.dataset;
    const isLong = [...this.field.value.trim()].length > Number(limit);
    const name = isLong ? "over" : this.isDirty ? "kept" : this.field.value.trim() ? "saved" : "";
    this.state.dataset.state = name;
    this.state.textContent = this.state.dataset[name] ?? "";
  }

  /** Somebody in the group has saved words: they come into an untouched field, or stand above. */
  compare() {
    const joint = document.getElementById("joint");
    if (!joint || !this.version || Number(joint.dataset.version) <= Number(this.version.value)) return;
    const words = joint.querySelector(".words")?.textContent ?? "";
    if (this.isDirty) joint.hidden = false;
    else {
      this.field.defaultValue = this.field.value = words;
      this.version.value = joint.dataset.version ?? "";
      this.say();
    }
  }

  /** The room moves on: what was not saved is saved as it is. */
  async hurry() {
    this.turn = document.getElementById("room-head")?.dataset.turn ?? "";
    if (!this.isDirty || !this.field.value.trim()) return;
    const sent = this.field.value;
    const saved = ask(this.form.action, { method: "POST", body: new FormData(this.form) });
    const page = await saved.then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    if (!statusIn(page)) return; // a network may answer in the room's place
    this.field.defaultValue = sent;
    this.keep();
  }
}

for (const form of document.querySelectorAll("form[data-sentence]")) new Sentence(/** @type {HTMLFormElement} */ (form));
