// @ts-check
/**
 * Keeps a page live: listens to the room's stream and puts each fragment where it belongs.
 *
 * The page says where to listen: <body data-live="/live/7/room/" data-revision="42">. Fragments
 * are today's state of a thing, so putting one twice, or late, does no harm. The state of the
 * connection is told in words in #connection. Pages behind a proxy that breaks streams poll.
 */

import { put } from "./fragments.js";

const QUIET = 40_000; // the server beats every 15 s; two missed beats and a bit mean a dead line
const EARLY = 5_000; // a stream that dies sooner than this twice in a row is taken for broken
const HELLO = 8_000; // its first words come at once; silence means that a proxy holds them back
const POLL_EVERY = 3_000;
const TRY_AGAIN = 100; // polls, then a look whether streams get through by now

/** @typedef {"live" | "catching-up" | "offline" | "polling" | "gone"} State */

export class Live {
  /** @param {string} address @param {number} revision @param {(state: State) => void} tell */
  constructor(address, revision, tell) {
    this.address = address;
    this.revision = revision;
    this.tell = tell;
    this.failures = 0;
    this.earlyDeaths = 0;
    this.polls = 0;
    /** @type {EventSource | null} */
    this.source = null;
    this.timer = 0;
    this.watch = 0;
    this.ended = false;
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.wake()));
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => this.tell("offline"));
    addEventListener("pagehide", () => this.rest());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    this.open();
  }

  /** Looks again at once, as after a lost signal. */
  wake() {
    if (this.source || this.ended || document.hidden) return;
    this.failures = 0;
    this.open();
  }

  /** A hidden tab holds no stream; it catches up when it is looked at again. */
  rest() {
    clearTimeout(this.timer);
    clearTimeout(this.watch);
    this.source?.close();
    this.source = null;
  }

  /** @returns {string} */
  url() {
    const url = new URL(this.address, location.href);
    url.searchParams.set("after", String(this.revision));
    url.searchParams.set("lang", document.documentElement.lang);
    return url.href;
  }

  open() {
    this.rest();
    const opened = Date.now();
    const source = new EventSource(this.url());
    this.source = source;
    if (this.failures) this.tell("catching-up");
    source.addEventListener("hello", () => this.alive());
    source.addEventListener("put", (event) => {
      put(event.data);
      this.seen(event);
    });
    source.addEventListener("beat", (event) => this.seen(event));
    source.addEventListener("resync", () => this.afresh());
    source.addEventListener("gone", () => this.leave());
    source.addEventListener("ending", (event) => this.again(Number(event.data)));
    source.onerror = () => {
      this.failures += 1;
      const wait = Math.min(15_000, 400 * 2 ** this.failures) * (0.5 + Math.random());
      this.died(Date.now() - opened < EARLY && this.failures > 1, wait);
    };
    this.watch = setTimeout(() => this.died(true, 0), HELLO);
  }

  /** @param {boolean} early @param {number} wait milliseconds */
  died(early, wait) {
    this.earlyDeaths = early ? this.earlyDeaths + 1 : 0;
    if (this.earlyDeaths < 2) return this.again(wait);
    this.polls = 0;
    this.poll();
  }

  /** The room is no longer ours to listen to. */
  leave() {
    this.ended = true;
    this.rest();
    this.tell("gone");
  }

  /** @param {MessageEvent} event */
  seen(event) {
    this.revision = Math.max(this.revision, Number(event.lastEventId) || 0);
    this.alive();
  }

  alive() {
    this.failures = 0;
    this.earlyDeaths = 0;
    this.tell("live");
    this.watchOver();
  }

  watchOver() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.again(0), QUIET);
  }

  /** @param {number} wait milliseconds */
  again(wait) {
    this.rest();
    if (this.ended) return;
    this.tell(navigator.onLine ? "catching-up" : "offline");
    this.timer = setTimeout(() => this.open(), wait);
  }

  /** The log no longer leads to where we stand: the page as it is now, and the stream from there
   * on. It must not run meanwhile, or what it brings would be undone by the older page. */
  async afresh() {
    this.rest();
    this.tell("catching-up");
    try {
      await this.refetch();
    } catch {
      this.again(2_000);
      return;
    }
    if (!document.hidden) this.open();
  }

  /** Puts the page's live parts as they are now. Throws where that isn't this page any more. */
  async refetch() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { revision } = page.body.dataset;
    if (!answer.ok || revision === undefined) throw new Error(String(answer.status));
    for (const list of document.querySelectorAll("[data-live-list]")) {
      const fresh = page.getElementById(list.id);
      if (fresh) list.replaceChildren(...fresh.children);
    }
    for (const part of page.querySelectorAll("[data-live-part]")) put(part.outerHTML);
    this.revision = Number(revision);
  }

  /** The way behind a proxy that breaks streams: the same changes, asked for now and then. */
  async poll() {
    this.rest();
    try {
      const answer = await fetch(`${this.url()}&once=1`);
      if (answer.status === 404) return this.leave();
      if (!answer.ok) throw new Error(String(answer.status));
      for (const [kind, id, data] of events(await answer.text())) {
        if (kind === "put") put(data);
        if (kind === "resync") await this.refetch();
        else this.revision = Math.max(this.revision, Number(id) || 0);
      }
      this.tell("polling");
      this.polls += 1;
    } catch {
      this.tell(navigator.onLine ? "catching-up" : "offline");
      this.polls = TRY_AGAIN - 1; // it was the server, not the way there: the next answer is a sign
    }
    if (this.polls >= TRY_AGAIN) {
      this.earlyDeaths = 1; // one more early death, and it polls on
      return this.open();
    }
    if (!this.ended && !document.hidden) this.timer = setTimeout(() => this.poll(), POLL_EVERY);
  }
}

/**
 * The events of a finished stream.
 * @param {string} text
 * @returns {Array<[kind: string, id: string, data: string]>}
 */
export function events(text) {
  return text.split("\n\n").filter(Boolean).map((block) => {
    const lines = block.split("\n");
    const field = (/** @type {string} */ name) =>
      lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
    return [field("event"), field("id"), field("data")];
  });
}

const place = document.getElementById("connection");
const { live: address, revision } = document.body.dataset;
if (address) {
  new Live(address, Number(revision), (state) => {
    if (!place || place.dataset.state === state) return;
    place.dataset.state = state;
    place.textContent = place.dataset[state.replace(/-./, (pair) => pair[1].toUpperCase())] ?? "";
  }).start();
}
