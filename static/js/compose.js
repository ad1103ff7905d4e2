// @ts-check
/**
 * Looks after what people write on a phone: a draft survives reload and crash, a post is sent
 * again until the server has it, and the server knows it by its key, so it is never doubled.
 *
 * <form data-compose="problem-7"> with a textarea, a hidden field `post_key`, and .compose-state
 * for words. Without script the same form posts and the page reloads.
 */

import { put } from "./fragments.js";

const RETRY_FIRST = 1_500;
const RETRY_MOST = 20_000;

class Compose {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.field = /** @type {HTMLTextAreaElement} */ (form.querySelector("textarea"));
    this.keyField = /** @type {HTMLInputElement} */ (form.elements.namedItem("post_key"));
    this.state = /** @type {HTMLElement} */ (form.querySelector(".compose-state"));
    this.count = form.querySelector(".compose-count");
    this.button = /** @type {HTMLButtonElement} */ (form.querySelector("button.primary"));
    this.limit = Number(form.dataset.limit) || Infinity;
    form.noValidate = true; // the words about a blank post are ours
    this.room = roomStatus();
    this.store = `draft:${form.dataset.compose}`;
    this.wait = RETRY_FIRST;
    this.timer = 0;
    this.sending = false;
    this.restore();
    if (!this.sending) this.rest();
    this.field.addEventListener("input", () => this.keep());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    addEventListener("fragment:put", () => this.follow());
    addEventListener("online", () => this.isWaiting && this.send());
  }

  /** True while a post is on its way that the server has not acknowledged. */
  get isWaiting() {
    return this.form.dataset.waiting !== undefined;
  }

  restore() {
    const kept = read(this.store);
    if (this.field.value.trim()) return;
    if (!kept) {
      this.keyField.value = newKey(); // that of a page out of the history has been used
      return;
    }
    this.field.value = kept.text;
    this.keyField.value = kept.key;
    if (kept.waiting) this.send();
  }

  keep(waiting = false) {
    const text = this.field.value;
    if (text.trim()) write(this.store, { text, key: this.keyField.value, waiting });
    else forget(this.store);
    this.rest();
  }

  /** How many characters the server would count. */
  get length() {
    return [...this.field.value.trim()].length;
  }

  /** The words while nothing is on its way. */
  rest() {
    const { length, limit } = this;
    const counts = length >= limit * 0.8;
    const count = (this.state?.dataset.count ?? "").replace("{n}", `${length}`).replace("{limit}", `${limit}`);
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
  follow() {
    const now = roomStatus();
    if (now === this.room) return;
    this.room = now;
    if (this.isWaiting && now !== "closed") return;
    this.rest();
    if (now === "live" && this.length && this.length <= this.limit) this.say("open");
  }

  async send() {
    if (this.sending) return this.field.focus();
    if (!this.length || this.length > this.limit) {
      this.say(this.length ? "over" : "blank");
      return this.field.focus();
    }
    clearTimeout(this.timer);
    this.sending = true;
    this.form.dataset.waiting = "";
    this.keep(true);
    this.say("sending");
    try {
      await this.deliver();
      this.wait = RETRY_FIRST;
    } catch {
      this.say("waiting");
      this.timer = setTimeout(() => this.send(), this.wait * (0.75 + Math.random() / 2));
      this.wait = Math.min(RETRY_MOST, this.wait * 2);
    } finally {
      this.sending = false;
    }
  }

  async deliver() {
    const sent = this.field.value;
    const answer = await fetch(this.form.action, {
      method: "POST",
      body: new FormData(this.form),
      headers: { "X-Compose": "1" },
    });
    // A server that is away, or asks for patience, gets the same post again later.
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    delete this.form.dataset.waiting;
    const page = await answer.text();
    if (answer.ok && answer.headers.get("X-Posted")) this.posted(page, answer.headers, sent);
    else this.refused(page);
  }

  /** @param {string} html @param {Headers} headers @param {string} sent */
  posted(html, headers, sent) {
    forget(this.store);
    const next = headers.get("X-Next");
    if (next) {
      location.assign(next);
      return;
    }
    // Whoever wrote on while it was sent has the beginning of the next idea.
    const now = this.field.value;
    this.field.value = now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
    this.keyField.value = newKey();
    if (this.field.value) this.keep();
    else this.rest();
    this.say("posted");
    put(html);
    this.field.focus();
  }

  /** The server's own words; what was typed stays. @param {string} html */
  refused(html) {
    this.keep(false);
    if (this.room === "closed") return;
    const page = new DOMParser().parseFromString(html, "text/html");
    const words = page.querySelector("[data-refusal], .errorlist");
    this.say("refused", words?.textContent?.trim() ?? "");
  }

  /** @param {string} state @param {string} [words] */
  say(state, words) {
    if (!this.state) return;
    this.state.dataset.state = state;
    this.state.textContent = words || (this.state.dataset[state || "idle"] ?? "");
  }
}

/** What the head of the page says the room is: "joining", "live", "paused", "closed". */
function roomStatus() {
  return document.getElementById("room-head")?.dataset.status ?? "live";
}

/** A new key for the next post; randomUUID needs https, which a meeting room may lack. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} name @returns {{text: string, key: string, waiting: boolean} | null} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {object} value */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A phone without storage still posts; it only keeps no draft.
  }
}

/** @param {string} name */
function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

for (const form of document.querySelectorAll("form[data-compose]")) {
  new Compose(/** @type {HTMLFormElement} */ (form));
}
