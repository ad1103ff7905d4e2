// @ts-check
/**
 * Sends what is in the outbox, in order, until the server has it. Any phone page of the room does
 * this for all of them. Whatever the server or the way to it answers, a post is either delivered
 * or kept with a word about why.
 */

import { ask } from "./ask.js";
import { freshToken, isOpen, pageOf, statusIn, token, whenRoomChanges } from "./room-page.js";

const FIRST = 1_500; // milliseconds until the first new try, then twice as long, up to MOST
const MOST = 20_000;
const ANSWER = 30_000; // an answer that takes longer is not coming; the same post is sent again
const LOCK = 40_000; // a tab that sends for longer than that is stuck

/** @typedef {import("./outbox.js").Outbox} Outbox */
/** @typedef {import("./outbox.js").Post} Post */

export class Delivery {
  /** @param {Outbox} outbox @param {(words: string) => string} say turns a name into the page's words */
  constructor(outbox, say) {
    this.outbox = outbox;
    this.say = say;
    this.sending = ""; // the key of the post that is on its way
    this.patience = FIRST;
    this.notBefore = 0; // performance.now(); Date jumps when a phone finds the time
    this.timer = 0;
    this.running = false;
  }

  start() {
    for (const { key, state } of this.outbox.posts) {
      // A page of the room has opened: there is a seat again.
      if (state === "gone") this.outbox.change(key, { state: "waiting" });
    }
    this.outbox.addEventListener("change", () => this.timer || this.soon());
    addEventListener("online", () => this.soon());
    document.addEventListener("live:hello", () => this.soon());
    whenRoomChanges(() => this.soon());
    this.soon();
  }

  /** Tries now, unless the server has asked for patience. */
  soon() {
    if (performance.now() >= this.notBefore) this.now();
  }

  /** Tries at once, as somebody wishes. */
  now() {
    if (this.running) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.run();
  }

  /** The post whose turn it is. */
  get next() {
    if (!isOpen()) return undefined; // until the room says that it goes on
    return this.outbox.posts.find((post) => post.state === "waiting");
  }

  async run() {
    this.running = true;
    document.getElementById("outbox")?.setAttribute("aria-busy", "true");
    let wait = 0;
    for (let post = this.next; post && !wait; post = this.next) {
      const { key } = post;
      wait = await alone(`outbox:${this.outbox.room}`, () => this.attempt(key));
    }
    document.getElementById("outbox")?.removeAttribute("aria-busy");
    this.running = false;
    if (wait) this.timer = setTimeout(() => this.now(), wait);
    else this.patience = FIRST;
  }

  /** @param {string} key @returns {Promise<number>} milliseconds until the next try, 0 for go on */
  async attempt(key) {
    const post = this.outbox.post(key);
    if (post?.state !== "waiting") return 0; // another tab has seen to it
    this.sending = key;
    this.outbox.tell("change");
    try {
      return await this.settle(post, await this.send(post));
    } catch {
      return this.later();
    } finally {
      this.sending = "";
      this.outbox.tell("change");
    }
  }

  /** @param {Post} post @returns {Promise<Response>} */
  async send(post) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token());
    body.set("post_key", post.key);
    body.set("text", post.text);
    for (const [name, words] of Object.entries(post.also ?? {})) body.set(name, words);
    const send = () => ask(post.action, { method: "POST", body, headers: { "X-Compose": "1" } }, ANSWER);
    const answer = await send();
    if (answer.status !== 403 || !(await freshToken())) return answer;
    body.set("csrfmiddlewaretoken", token());
    return send();
  }

  /**
   * What an answer means for the post.
   * @param {Post} post @param {Response} answer @returns {Promise<number>}
   */
  async settle(post, answer) {
    const { status, headers } = answer;
    const html = await answer.text();
    if (answer.ok && headers.has("X-Posted")) {
      this.outbox.delivered({ key: post.key, html, next: headers.get("X-Next") ?? "" });
      return 0;
    }
    // A server that is away or asks for patience, or a network that answers in its place.
    if (answer.ok || status >= 500 || status === 408 || status === 429) return this.later(headers.get("Retry-After"));
    if (status === 404 && !(await pageOf())) {
      this.outbox.change(post.key, { state: "gone" });
      return 0;
    }
    const room = statusIn(html);
    if (room === "closed") this.outbox.change(post.key, { state: "closed" });
    else if (!isOpen(room)) return this.later("20"); // this page has not heard of it yet
    else this.outbox.change(post.key, { state: "refused", words: refusalIn(html) || this.say(`refused-${status}`) });
    return 0;
  }

  /** @param {string | null} [asked] a Retry-After: seconds, or a date @returns {number} milliseconds */
  later(asked) {
    const seconds = Number(asked) || (Date.parse(asked ?? "") - Date.now()) / 1_000 || 0;
    const patience = Math.min(seconds, 3_600) * 1_000 * (1 + Math.random() / 5);
    if (patience) this.notBefore = performance.now() + patience;
    const wait = this.patience * (0.75 + Math.random() / 2);
    this.patience = Math.min(MOST, this.patience * 2);
    return Math.max(wait, patience);
  }
}

/** The words about why. @param {string} html */
function refusalIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("[data-refusal], .errorlist")?.textContent?.trim() ?? "";
}

/**
 * One tab at a time, where the browser can tell (https). Without, or behind a tab that is stuck,
 * a post may be sent twice; the server knows it by its key.
 * @template T @param {string} name @param {() => Promise<T>} act @returns {Promise<T>}
 */
async function alone(name, act) {
  if (!navigator.locks) return act();
  let begun = false;
  try {
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(LOCK) }, () => {
      begun = true;
      return act();
    });
  } catch (problem) {
    if (begun) throw problem;
    return act();
  }
}
