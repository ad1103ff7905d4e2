// @ts-check
/**
 * One line to the room: the stream where it gets through, and where something on the way breaks
 * or holds it back, the same changes asked for every few seconds. It says what comes and how the
 * line is; what to do with it is for others (live.js).
 */

import { ask } from "./ask.js";

const QUIET = 40_000; // the server beats every 15 s; two missed beats and a bit mean a dead line
const CUT = 25_000; // a stream that dies sooner than this, twice in a row, is cut on its way
const HELLO = 8_000; // its first words come at once; silence means that a proxy holds them back
const POLL_EVERY = 3_000;
const POLLS_FIRST = 20; // polls, then a look whether streams get through by now; twice as many each time
const POLLS_MOST = 320;
const GIVEN_UP = 10_000; // trying to catch up for so long is being offline

/** What a stream says; live.js gives each kind to the page. */
export const KINDS = ["hello", "put", "news", "beat", "resync", "gone"];

/** @typedef {"live" | "catching-up" | "offline" | "polling" | "gone"} State */
/** @typedef {(kind: string, id: number, data: string) => void | Promise<void>} Heard */

export class Line {
  /**
   * @param {() => string} address with the last revision seen
   * @param {Heard} heard
   * @param {(state: State) => void} tell
   */
  constructor(address, heard, tell) {
    this.address = address;
    this.heard = heard;
    this.tell = tell;
    this.failures = 0;
    this.earlyDeaths = 0;
    this.polls = 0;
    this.pollsBefore = POLLS_FIRST;
    this.downSince = 0;
    /** @type {EventSource | null} */
    this.source = null;
    this.timer = 0;
    this.watch = 0;
    this.settled = 0;
    this.turn = 0; // counts openings and closings, so that a late answer knows that it is one
  }

  open() {
    this.close();
    const opened = performance.now(); // Date jumps when a phone finds the time
    const source = new EventSource(this.address());
    this.source = source;
    let greeted = false;
    if (this.failures) this.tellDown();
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        greeted = true;
        this.alive();
        if (kind === "resync") this.startOver(Number(event.lastEventId));
        else this.heard(kind, Number(event.lastEventId) || 0, event.data);
      });
    }
    source.addEventListener("ending", (event) => this.again(Number(event.data)));
    source.onerror = () => {
      this.failures += 1;
      const cut = performance.now() - opened < CUT && (greeted || this.failures > 1);
      this.died(cut && navigator.onLine, greeted ? 200 : this.patience());
    };
    this.watch = setTimeout(() => this.died(true, 0), HELLO);
    this.settled = setTimeout(() => this.getsThrough(), CUT);
  }

  close() {
    this.turn += 1;
    clearTimeout(this.timer);
    clearTimeout(this.watch);
    clearTimeout(this.settled);
    this.source?.close();
    this.source = null;
  }

  /** From the beginning, as after a lost signal or a long sleep. */
  afresh() {
    this.failures = 0;
    this.open();
  }

  alive() {
    this.failures = 0;
    this.downSince = 0;
    this.tell("live");
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.again(0), QUIET);
  }

  /** The log no longer leads to where the page stands. The stream must not run while the page is
   * fetched, or what it brings would be undone by the older page. @param {number} id */
  async startOver(id) {
    this.close();
    const { turn } = this;
    this.tell("catching-up");
    try {
      await this.heard("resync", id, "");
      if (turn === this.turn) this.open();
    } catch {
      if (turn === this.turn) this.again(2_000);
    }
  }

  getsThrough() {
    this.earlyDeaths = 0;
    this.pollsBefore = POLLS_FIRST;
  }

  /** Backing off, each at another moment: a thousand phones lose a server at once. */
  patience() {
    return Math.min(15_000, 400 * 2 ** this.failures) * (0.5 + Math.random());
  }

  /** @param {boolean} early @param {number} wait milliseconds */
  died(early, wait) {
    this.earlyDeaths = early ? this.earlyDeaths + 1 : 0;
    if (this.earlyDeaths < 2) return this.again(wait);
    this.polls = 0;
    this.poll();
  }

  /** @param {number} wait milliseconds */
  again(wait) {
    this.close();
    this.tellDown();
    this.timer = setTimeout(() => this.open(), wait);
  }

  /** Not live: catching up at first, then offline in so many words. */
  tellDown() {
    this.downSince ||= performance.now();
    const soon = navigator.onLine && performance.now() - this.downSince < GIVEN_UP;
    this.tell(soon ? "catching-up" : "offline");
  }

  /** The way behind a proxy that breaks streams: the same changes, asked for now and then. */
  async poll() {
    this.close();
    const { turn } = this;
    try {
      await this.ask();
    } catch {
      if (turn !== this.turn) return;
      this.tellDown();
      this.polls = Infinity; // it was the server, not the way there: its next answer is a sign
      this.timer = setTimeout(() => this.poll(), this.patience());
      this.failures += 1;
      return;
    }
    if (turn !== this.turn) return;
    this.downSince = 0;
    this.polls += 1;
    this.tell("polling");
    if (this.polls < this.pollsBefore) {
      this.timer = setTimeout(() => this.poll(), POLL_EVERY);
      return;
    }
    if (Number.isFinite(this.polls)) this.pollsBefore = Math.min(POLLS_MOST, this.pollsBefore * 2);
    this.failures = 0;
    this.earlyDeaths = 1; // one more early death, and it polls on
    this.open();
  }

  /** Asks once for what is new. Throws where there is no whole answer. */
  async ask() {
    const { turn } = this;
    const answer = await ask(`${this.address()}&once=1`);
    if (answer.status === 404) return this.heard("gone", 0, "");
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    if (!text.endsWith("\n\n")) throw new Error("cut off");
    for (const [kind, id, data] of events(text)) {
      if (turn === this.turn) await this.heard(kind, Number(id) || 0, data);
    }
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
