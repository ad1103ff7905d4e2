// @ts-check
/**
 * Shows the posts that wait, each as a card with what can be done about it. The card and all its
 * words are a <template> of the page (templates/problems/room/_outbox.html).
 */

import { copy } from "./copy.js";
import { keepPlace } from "./keep-place.js";
import { isOpen, roomStatus, whenRoomChanges } from "./room-page.js";

const SOON = 700; // a post that is delivered sooner than that needs no card

/** @typedef {import("./outbox.js").Post} Post */

export class OutboxCards {
  /**
   * @param {HTMLElement} section
   * @param {import("./outbox.js").Outbox} outbox
   * @param {import("./delivery.js").Delivery} delivery
   */
  constructor(section, outbox, delivery) {
    this.section = section;
    this.outbox = outbox;
    this.delivery = delivery;
    this.list = /** @type {HTMLElement} */ (section.querySelector("ul"));
    this.template = /** @type {HTMLTemplateElement} */ (section.querySelector("template"));
    this.said = /** @type {HTMLElement} */ (section.querySelector("[role=status]"));
    this.known = new Map(outbox.posts.map(({ key }) => [key, -SOON])); // when each came, performance.now()
    outbox.addEventListener("change", () => this.show());
    outbox.addEventListener("delivered", (event) => this.delivered(/** @type {CustomEvent} */ (event).detail.key));
    whenRoomChanges(() => this.show());
    this.list.addEventListener("click", (event) => this.act(/** @type {HTMLElement} */ (event.target)));
    this.list.addEventListener("input", (event) => this.write(/** @type {HTMLTextAreaElement} */ (event.target)));
    this.show();
  }

  show() {
    const posts = this.outbox.posts.filter((post) => this.isDue(post));
    keepPlace(() => {
      for (const card of [...this.list.children]) {
        if (!posts.some(({ key }) => card.id === `outbox-${key}`)) this.remove(card);
      }
      for (const post of posts) this.fill(this.card(post), post);
      this.section.toggleAttribute("data-empty", !posts.length);
    });
  }

  /** @param {Post} post */
  isDue({ key, state }) {
    const now = performance.now();
    if (!this.known.has(key)) {
      this.known.set(key, now);
      setTimeout(() => this.show(), SOON);
    }
    return state !== "waiting" || now - (this.known.get(key) ?? 0) >= SOON;
  }

  /** Its card, made where there is none yet. @param {Post} post @returns {HTMLElement} */
  card({ key }) {
    const present = document.getElementById(`outbox-${key}`);
    if (present) return present;
    const card = /** @type {HTMLElement} */ (this.template.content.firstElementChild?.cloneNode(true));
    card.id = `outbox-${key}`;
    card.dataset.key = key;
    this.list.append(card);
    return card;
  }

  /** @param {HTMLElement} card @param {Post} post */
  fill(card, { key, state, about, text, words }) {
    const sending = this.delivery.sending === key;
    card.dataset.state = sending ? "sending" : state;
    part(card, ".about").textContent = about;
    part(card, ".text").textContent = text;
    const field = /** @type {HTMLTextAreaElement} */ (part(card, "textarea"));
    if (field !== document.activeElement) field.value = text;
    const place = part(card, ".unsent-state");
    const said = words || this.words(sending ? "sending" : state);
    if (place.textContent !== said) place.textContent = said;
  }

  /** @param {string} state */
  words(state) {
    const held = roomStatus() === "paused" ? "paused" : "before";
    const name = state === "waiting" && !isOpen() ? held : state;
    return this.section.dataset[name] ?? "";
  }

  /** @param {HTMLElement} target */
  act(target) {
    const act = target.closest("button")?.dataset.act;
    const card = /** @type {HTMLElement} */ (target.closest("li"));
    const { key = "" } = card.dataset;
    if (act === "send") {
      card.focus();
      this.outbox.change(key, { state: "waiting" });
      this.delivery.now();
    } else if (act === "edit") {
      this.outbox.change(key, { state: "editing" });
      part(card, "textarea").focus();
    } else if (act === "copy") {
      this.say(copy(part(card, ".text").textContent ?? "") ? "copied" : "notCopied");
    } else if (act === "discard" || act === "keep") {
      card.toggleAttribute("data-asking", act === "discard");
      part(card, act === "discard" ? "[data-act=keep]" : "[data-act=discard]").focus();
    } else if (act === "really") {
      this.outbox.discard(key);
      this.say("discarded");
    }
  }

  /** What is changed in a card is kept with each letter. @param {HTMLTextAreaElement} field */
  write(field) {
    const key = field.closest("li")?.dataset.key ?? "";
    if (field.value.trim()) this.outbox.change(key, { text: field.value, state: "editing" });
  }

  /** @param {Element} card */
  remove(card) {
    const focused = card.contains(document.activeElement);
    card.remove();
    if (focused) this.section.focus({ preventScroll: true });
  }

  /** Only what had to wait is worth a word; the rest says so beside its field. @param {string} key */
  delivered(key) {
    if (document.getElementById(`outbox-${key}`)) this.say("delivered");
    this.known.delete(key);
  }

  /** @param {string} name */
  say(name) {
    this.said.textContent = this.section.dataset[name] ?? "";
  }
}

/** @param {HTMLElement} card @param {string} selector @returns {HTMLElement} */
function part(card, selector) {
  return /** @type {HTMLElement} */ (card.querySelector(selector));
}
