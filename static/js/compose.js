// @ts-check
/**
 * Looks after what people write on a phone: a draft survives reload and crash, and what is posted
 * goes into the outbox, which sends it until the server has it.
 *
 * <form data-compose="problem-7"> with a textarea, a hidden field `post_key`, and .compose-state
 * for words. What else belongs to a post stands in fields with `data-also`. Without script the same form posts and the page reloads.
 */

import { Delivery } from "./delivery.js";
import { put } from "./fragments.js";
import { OutboxCards } from "./outbox-cards.js";
import { Outbox } from "./outbox.js";
import { isOpen, roomStatus, whenRoomChanges } from "./room-page.js";
import { forget, names, read, write } from "./storage.js";

class Compose {
  /** @param {HTMLFormElement} form @param {Outbox} outbox @param {Delivery} delivery */
  constructor(form, outbox, delivery) {
    this.form = form;
    this.outbox = outbox;
    this.delivery = delivery;
    this.field = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    /** @type {HTMLInputElement[]} */
    this.also = [...form.querySelectorAll("[data-also]")].map((field) => /** @type {HTMLInputElement} */ (field));
    this.keyField = /** @type {HTMLInputElement} */ (form.elements.namedItem("post_key"));
    this.state = /** @type {HTMLElement} */ (form.querySelector(".compose-state"));
    this.count = form.querySelector(".compose-count");
    this.button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
    this.limit = Number(form.dataset.limit) || Infinity;
    form.noValidate = true; // the words about a blank post are ours
    this.room = roomStatus();
    this.store = `draft:${form.dataset.compose}`;
    this.posted = ""; // the key of the newest post from this form
    this.restore();
    this.rest();
    for (const field of [this.field, ...this.also]) field.addEventListener("input", () => this.keep());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.post();
    });
    outbox.addEventListener("change", () => this.follow());
    outbox.addEventListener("delivered", (event) => this.delivered(/** @type {CustomEvent} */ (event).detail));
    whenRoomChanges(() => this.turn());
  }

  restore() {
    const kept = read(this.store);
    if (this.field.value.trim()) return;
    this.field.value = kept?.text ?? "";
    for (const field of this.also) field.value ||= kept?.also?.[field.name] ?? "";
    this.keyField.value = kept?.key ?? newKey(); // that of a page out of the history has been used
  }

  keep() {
    const text = this.field.value;
    const { words } = this;
    const holds = text.trim() || Object.values(words).some((word) => word.trim());
    const { room, turn } = document.body.dataset;
    const { action } = this.form;
    const about = this.form.dataset.about ?? "";
    if (holds) write(this.store, { text, also: words, key: this.keyField.value, room, turn, action, about });
    else forget(this.store);
    this.rest();
  }

  /** What stands in the fields beside the text. @returns {Record<string, string>} */
  get words() {
    return Object.fromEntries(this.also.map(({ name, value }) => [name, value]));
  }

  /** How many characters the server would count. */
  get length() {
    return [...this.field.value.trim()].length;
  }

  /** The words while nothing is on its way. */
  rest() {
    const { length, limit } = this;
    const counts = length >= limit * 0.8;
    const count = (this.state.dataset.count ?? "").replace("{n}", `${length}`).replace("{limit}", `${limit}`);
    if (this.count) this.count.textContent = counts ? count : "";
    const closed = this.room === "closed";
    this.form.toggleAttribute("data-holding", closed && length > 0);
    this.button.disabled = closed;
    if (length > limit) this.say("over");
    else if (closed || this.room === "paused") this.say(this.room);
    else if (this.room !== "live") this.say("before");
    else this.say(length && read(this.store) ? "kept" : "");
  }

  /** The room has started, paused, gone on or closed. */
  turn() {
    const now = roomStatus();
    if (now === this.room) return;
    this.room = now;
    this.rest();
    if (now === "live" && this.length && this.length <= this.limit) this.say("open");
  }

  /** Puts what is written into the outbox; the field is free for the next idea. */
  post() {
    this.field.focus();
    if (!this.length || this.length > this.limit) return this.say(this.length ? "over" : "blank");
    const lacking = this.also.find(({ required, value }) => required && !value.trim());
    if (lacking) {
      lacking.focus();
      return this.say("blank");
    }
    const text = this.field.value;
    this.posted = this.keyField.value;
    const { action, dataset } = this.form;
    this.outbox.add({ key: this.posted, action, about: dataset.about ?? "", text, also: this.words });
    for (const field of [this.field, ...this.also]) field.value = "";
    this.keyField.value = newKey();
    this.keep();
    this.follow();
    return undefined;
  }

  /** How it goes with the newest post, beside its field. The cards say it of each. */
  follow() {
    const state = this.posted && this.outbox.post(this.posted)?.state;
    if (!state) return;
    if (state !== "waiting") this.say(state === "closed" ? "shut" : "refused");
    else if (!isOpen()) this.say(this.room === "paused" ? "paused-post" : "early-post");
    else this.say(this.delivery.sending === this.posted ? "sending" : "waiting");
  }

  /** @param {import("./outbox.js").Delivered} delivered */
  delivered({ key, next }) {
    if (key !== this.posted) return;
    this.posted = "";
    if (next && !this.length) location.assign(next);
    else this.say("posted");
  }

  /** @param {string} name */
  say(name) {
    const state = name.replace(/-./, (pair) => pair[1].toUpperCase());
    const words = this.state.dataset[state || "idle"] ?? "";
    this.state.dataset.state = name;
    if (this.state.textContent !== words) this.state.textContent = words;
  }
}

/**
 * Words that were begun in a step that is over, for a form that isn't here: they wait among the
 * posts until their author sends or discards them.
 * @param {Outbox} outbox
 */
function gatherBegun(outbox) {
  const { room, turn } = document.body.dataset;
  for (const name of names("draft:")) {
    const { text = "", action, about, also, key, ...begun } = read(name) ?? {};
    const isHere = document.querySelector(`[data-compose="${CSS.escape(name.slice("draft:".length))}"]`);
    if (!text.trim() || begun.room !== room || begun.turn === turn || isHere) continue;
    outbox.add({ key, action, about, text, also, state: roomStatus() === "closed" ? "closed" : "editing" });
    forget(name);
  }
}

/** A new key for the next post; randomUUID needs https, which a meeting room may lack. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const section = document.getElementById("outbox");
if (section) {
  const outbox = new Outbox(document.body.dataset.room ?? "");
  gatherBegun(outbox);
  const delivery = new Delivery(outbox, (name) => section.dataset[name] ?? section.dataset.refused ?? "");
  outbox.addEventListener("delivered", (event) => put(/** @type {CustomEvent} */ (event).detail.html));
  new OutboxCards(section, outbox, delivery);
  for (const form of document.querySelectorAll("form[data-compose]")) {
    new Compose(/** @type {HTMLFormElement} */ (form), outbox, delivery);
  }
  delivery.start();
}
