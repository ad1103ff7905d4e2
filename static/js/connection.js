// @ts-check
/**
 * Says how the connection is, in words. The words stand in #connection at once; a screen reader
 * hears them from #connection-said when a state has lasted, so that a flickering line doesn't
 * interrupt anybody, and a page that is simply live says nothing.
 */

const LASTS = 1_000;

export class Connection {
  constructor() {
    this.place = document.getElementById("connection");
    this.said = document.getElementById("connection-said");
    this.announced = "live";
    this.timer = 0;
  }

  /** @param {string} state */
  show(state) {
    const { place } = this;
    if (!place || place.dataset.state === state) return;
    place.dataset.state = state;
    place.textContent = place.dataset[state.replace(/-./, (pair) => pair[1].toUpperCase())] ?? "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.announce(state), LASTS);
  }

  /** @param {string} state */
  announce(state) {
    if (this.announced === state || !this.said) return;
    this.announced = state;
    this.said.textContent = this.place?.textContent ?? "";
  }
}
