// @ts-check
/**
 * One stream for all tabs of a browser that show the same room: six connections a host are soon
 * used up without HTTP/2. The tab that holds a Web Lock leads, and tells the others what it hears;
 * when it is hidden, closed or crashes, the lock frees itself and the next one leads.
 *
 * Both parts need https (or localhost). In a meeting room without it each tab has its own stream.
 */

/**
 * What the leader tells: how its line is, or a change together with the revision before it,
 * by which a follower sees that it has missed something.
 * @typedef {{state?: string, kind?: string, from?: number, id?: number, data?: string, ask?: boolean}} Told
 */

export const canShare = Boolean(navigator.locks) && "BroadcastChannel" in globalThis;

export class OneStream {
  /**
   * @param {string} name
   * @param {{lead: () => void, follow: () => void, heard: (told: Told) => void}} roles
   */
  constructor(name, roles) {
    this.name = name;
    this.roles = roles;
    this.leads = false;
    /** @type {AbortController | null} */
    this.staying = null;
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = (event) => this.staying && roles.heard(event.data);
  }

  /** This tab is looked at: it leads, or follows until it can. */
  enter() {
    if (this.staying) return;
    const staying = (this.staying = new AbortController());
    const { signal } = staying;
    navigator.locks.request(this.name, { ifAvailable: true }, (lock) => {
      if (signal.aborted) return undefined;
      if (lock) return this.hold(signal);
      navigator.locks.request(this.name, { signal }, () => this.hold(signal)).catch(() => {}); // it left
      this.roles.follow();
      return undefined;
    });
  }

  /** Nobody looks at this tab any more. */
  leave() {
    this.staying?.abort();
    this.staying = null;
    this.leads = false;
  }

  /** Leads until it leaves. @param {AbortSignal} signal @returns {Promise<void>} */
  hold(signal) {
    return new Promise((done) => {
      if (signal.aborted) return done();
      signal.addEventListener("abort", () => done());
      this.leads = true;
      this.roles.lead();
    });
  }

  /** @param {Told} told */
  say(told) {
    this.channel.postMessage(told);
  }
}
