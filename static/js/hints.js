// @ts-check
/**
 * Small hints under a field while somebody writes: `data-hints` on the field says what it is for.
 * The rules of wording.js look at the words here, after a pause in typing; the words go nowhere.
 * Whoever wants no hints says so for a field, or for this device, which is all that is kept.
 *
 * <template id="hints" data-rules="addresses"> brings the words of the interface.
 */

import { Wording, spoken } from "./wording.js";

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */

/** So long nobody types before the hints change, in milliseconds. */
const PAUSE = 1200;
/** As much of somebody's words as a hint repeats. */
const LONGEST_QUOTE = 60;
const STORE = "hints-off";

const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector("template#hints"));
/** @type {WeakMap<Field, Place>} */
const places = new WeakMap();
/** @type {Promise<Wording[]> | null} */
let wordings = null;

/** The room under one field. */
class Place {
  /** @param {Field} field @param {HTMLTemplateElement} parts */
  constructor(field, parts) {
    this.field = field;
    this.box = /** @type {HTMLElement} */ (parts.content.firstElementChild?.cloneNode(true));
    this.said = /** @type {HTMLElement} */ (this.box.querySelector(".hints-said"));
    this.hint = /** @type {HTMLElement} */ (this.said.querySelector(".hint"));
    this.said.id = `${field.id}-hints`;
    this.said.replaceChildren();
    this.wanted = true;
    this.timer = 0;
    this.shown = "";
    this.state("quiet");
    this.box.addEventListener("click", (event) => this.answer(event));
    field.after(this.box);
  }

  /** @param {"quiet" | "hints" | "off"} state */
  state(state) {
    this.box.dataset.state = state;
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    clearTimeout(this.timer);
    if (!this.wanted || isOff() || !wordings) return;
    const known = await wordings;
    const text = this.field.value;
    const kind = this.field.dataset.hints ?? "";
    this.show(known.length ? spoken(known, text).find(text, kind) : []);
  }

  /**
   * Nothing is touched where the hints stay the same, so nothing is read out again.
   * @param {import("./wording.js").Hint[]} hints
   */
  show(hints) {
    const key = hints.map(({ id, words }) => `${id} ${words}`).join("\n");
    if (key === this.shown) return;
    this.shown = key;
    this.said.replaceChildren(...hints.map((hint) => this.written(hint)));
    this.state(hints.length ? "hints" : "quiet");
    this.describe(hints.length > 0);
  }

  /** @param {import("./wording.js").Hint} hint */
  written(hint) {
    const line = /** @type {HTMLElement} */ (this.hint.cloneNode(true));
    const quote = /** @type {HTMLElement} */ (line.querySelector("q"));
    const text = /** @type {HTMLElement} */ (line.querySelector(".hint-text"));
    text.lang = quote.lang = hint.language;
    text.textContent = hint.hint;
    const words = hint.words.replace(/\s+/g, " ");
    const cut = words.length > LONGEST_QUOTE;
    quote.textContent = cut ? `${words.slice(0, LONGEST_QUOTE).trimEnd()} …` : words;
    if (!words) quote.remove();
    return line;
  }

  /** @param {boolean} on whether the field is described by its hints */
  describe(on) {
    const ids = (this.field.getAttribute("aria-describedby") ?? "").split(" ");
    const others = ids.filter((id) => id && id !== this.said.id);
    const now = on ? [...others, this.said.id] : others;
    if (now.length) this.field.setAttribute("aria-describedby", now.join(" "));
    else this.field.removeAttribute("aria-describedby");
  }

  /** @param {Event} event */
  answer(event) {
    const button = event.target instanceof Element && event.target.closest("button");
    if (!button) return;
    const says = button.dataset.says;
    if (says === "leave") this.wanted = false;
    else keepOff(says === "off");
    for (const place of says === "leave" ? [this] : all()) {
      place.show([]);
      place.state("quiet");
    }
    if (says === "off") this.state("off");
    this.field.focus();
    if (says === "on") begin();
  }
}

/** @param {EventTarget | null} target @returns {Place | null} */
function placeOf(target) {
  const writes = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  if (!template || !writes || !target.dataset.hints) return null;
  const place = places.get(target) ?? new Place(target, template);
  if (!place.box.isConnected) target.after(place.box);
  places.set(target, place);
  return place;
}

/** @returns {Field[]} */
const fields = () => Array.from(document.querySelectorAll("textarea[data-hints], input[data-hints]"));

/** @returns {Place[]} those of fields that somebody has been in */
const all = () => fields().flatMap((field) => places.get(field) ?? []);

function isOff() {
  try {
    return localStorage.getItem(STORE) !== null;
  } catch {
    return false;
  }
}

/** @param {boolean} off */
function keepOff(off) {
  try {
    if (off) localStorage.setItem(STORE, "yes");
    else localStorage.removeItem(STORE);
  } catch {
    // This browser keeps nothing; then it holds for the open page, field by field.
  }
}

/** @param {string} address @returns {Promise<Wording>} */
async function read(address) {
  return new Wording(await (await fetch(address)).json());
}

/** Fetches the rules before anybody types: the page's language first. */
function begin() {
  const [first] = fields();
  if (!template || !first) return;
  if (isOff()) {
    placeOf(first)?.state("off");
    return;
  }
  const ours = (/** @type {Wording} */ one) => Number(one.language === document.documentElement.lang);
  wordings ??= Promise.all((template.dataset.rules ?? "").split(" ").filter(Boolean).map(read))
    .then((known) => known.sort((one, other) => ours(other) - ours(one)))
    .catch(() => []); // Without the rules, or where a browser cannot read them, a form is a form.
  wordings.then(([spokenHere]) => spokenHere?.warm());
}

document.addEventListener("focusin", (event) => placeOf(event.target));
document.addEventListener("input", (event) => placeOf(event.target)?.wait());
// What has been sent by script has left its field empty.
document.addEventListener("submit", (event) => {
  for (const place of all()) if (place.field.form === event.target && !place.field.value) place.show([]);
});
begin();
