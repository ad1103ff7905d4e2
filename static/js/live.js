// @ts-check
/**
 * Keeps a page live: listens to the room and puts each fragment where it belongs.
 *
 * The page says where to listen: <body data-live="/live/7/room/" data-revision="42">. Fragments
 * are today's state of a thing, so putting one twice, or late, does no harm. A tab listens by a
 * line of its own (line.js) or through the tab that leads (one-stream.js). Other modules hear
 * what comes, too: each kind is also an event of the document, "live:beat" for one.
 */

import { ask } from "./ask.js";
import { Connection } from "./connection.js";
import { put, putAfresh } from "./fragments.js";
import { Line } from "./line.js";
import { canShare, OneStream } from "./one-stream.js";
import { onWake } from "./wake.js";

const QUIET = 40_000; // a leader passes the server's beats on; without two of them it is stuck
const OFFLINE = 2_000; // until a line is tried though the device has no network: it may be wrong
const MISSED = 500; // between two looks for what a follower has missed

/** @typedef {import("./one-stream.js").Told} Told */
/** @typedef {import("./line.js").State} State */

class Live {
  /** @param {string} address @param {number} revision */
  constructor(address, revision) {
    this.address = address;
    this.revision = revision;
    this.connection = new Connection();
    this.ended = false;
    this.timer = 0;
    this.watch = 0;
    /** @type {Told[]} */
    this.waiting = []; // told by the leader, not yet put
    this.busy = false;
    /** @type {State} */
    this.state = "catching-up";
    this.follows = false;
    this.line = new Line(() => this.url(), (...said) => this.heard(...said), (state) => this.tell(state));
    this.shared = canShare
      ? new OneStream(`${address}#${document.documentElement.lang}`, {
          lead: () => this.alone(),
          follow: () => this.follow(),
          heard: (told) => this.told(told),
        })
      : null;
  }

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.wake()));
    document.addEventListener("resume", () => this.wake());
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.lost());
    addEventListener("pagehide", () => this.rest());
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    onWake(() => this.again());
    this.wake();
  }

  /** Somebody looks at this tab. */
  wake() {
    if (this.ended || document.hidden) return;
    if (this.shared) this.shared.enter();
    else if (!this.line.source) this.alone();
  }

  /** Looks again at once, as after a lost signal: the line may be dead without knowing it. */
  again() {
    if (this.ended || document.hidden) return;
    if (this.follows) this.follow();
    else if (!this.shared || this.shared.leads || this.line.source) this.alone();
    else this.wake();
  }

  /** The device says that it has no network. A stream may not notice for minutes. */
  lost() {
    if (this.line.source) this.line.again(OFFLINE);
    else if (!this.ended) this.show("offline");
  }

  /** A hidden tab holds no stream; it catches up when it is looked at again. */
  rest() {
    this.unfollow();
    this.line.close();
    this.shared?.leave();
  }

  /** Listens by a line of its own. */
  alone() {
    this.unfollow();
    this.line.afresh();
  }

  /** @returns {string} */
  url() {
    const url = new URL(this.address, location.href);
    url.searchParams.set("after", String(this.revision));
    url.searchParams.set("lang", document.documentElement.lang);
    return url.href;
  }

  /** What its own line brings; the others are told when this tab leads. */
  async heard(/** @type {string} */ kind, /** @type {number} */ id, /** @type {string} */ data) {
    const from = this.revision;
    if (this.shared?.leads) this.shared.say({ kind, id, data, from });
    await this.take(kind, id, data);
  }

  /** Does to this page what it was told. */
  async take(/** @type {string} */ kind, /** @type {number} */ id, /** @type {string} */ data) {
    if (kind === "gone") return this.leave();
    if (kind === "resync") return this.refetch();
    if (kind === "put" || kind === "news") put(data);
    this.revision = Math.max(this.revision, id);
    document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail: data }));
  }

  /** Puts the page's live parts as they are now. Throws where that isn't this page any more. */
  async refetch() {
    const { home } = document.body.dataset;
    const { turn } = this.line;
    let answer = await ask(location.href);
    // What this page was about may be off the wall; the head of the room is on its first page, too.
    if (answer.status === 404 && home) answer = await ask(home);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { revision } = page.body.dataset;
    if (turn !== this.line.turn) return; // another line runs by now, and is ahead of this page
    if (!answer.ok || revision === undefined) throw new Error(String(answer.status));
    putAfresh(page);
    this.revision = Number(revision);
  }

  /** The room is no longer ours to listen to. */
  leave() {
    this.ended = true;
    this.rest();
    this.tell("gone");
  }

  /** How its own line is. */
  tell(/** @type {State} */ state) {
    if (this.shared?.leads && state !== this.state) this.shared.say({ state });
    this.show(state);
  }

  show(/** @type {State} */ state) {
    this.state = state;
    this.connection.show(state);
  }

  /** Another tab leads: catch up with it, then live on what it tells. */
  follow() {
    this.line.close();
    this.follows = true;
    this.shared?.say({ ask: true });
    this.watchOver();
    this.catchUp();
  }

  unfollow() {
    this.follows = false;
    this.waiting = [];
    clearTimeout(this.timer);
    clearTimeout(this.watch);
  }

  /** A leader that says nothing is stuck: then a line of its own. */
  watchOver() {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.alone(), QUIET);
  }

  /** A word from another tab. */
  told(/** @type {Told} */ told) {
    if (told.ask && this.shared?.leads) this.shared.say({ state: this.state });
    if (!this.follows || told.ask) return;
    this.watchOver();
    if (told.state) return this.show(/** @type {State} */ (told.state));
    if (told.kind === "gone") return; // that tab's seat; this one asks for itself when it leads
    this.waiting.push(told);
    this.takeWaiting();
  }

  /** In order and without a gap: who has missed something asks the server first. */
  async takeWaiting() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.length && this.follows) {
      const { kind = "", id = 0, from = 0, data = "" } = this.waiting[0];
      if (from > this.revision || kind === "resync") break;
      this.waiting.shift();
      if (kind !== "put" || id > this.revision) await this.take(kind, id, data);
    }
    this.busy = false;
    if (!this.waiting.length || !this.follows) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.catchUp(), MISSED * Math.random());
  }

  /** Asks the server for what this tab has missed; it asks again until it has an answer. */
  async catchUp() {
    clearTimeout(this.timer);
    if (!this.follows || this.busy) return;
    this.busy = true;
    let wait = 0;
    try {
      const resyncs = this.waiting.filter(({ kind }) => kind === "resync");
      await (resyncs.length ? this.refetch() : this.line.ask());
      this.waiting = this.waiting.filter((told) => !resyncs.includes(told));
      this.line.failures = 0;
      if (this.follows && this.state !== "polling") this.show("live");
    } catch {
      this.line.failures += 1;
      wait = this.line.patience();
    }
    this.busy = false;
    if (!this.follows) return;
    if (wait) this.timer = setTimeout(() => this.catchUp(), wait);
    else this.takeWaiting();
  }
}

const { live: address, revision } = document.body.dataset;
if (address) new Live(address, Number(revision)).start();
