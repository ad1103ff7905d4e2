// @ts-check
/**
 * Counts down every <time data-ends="<milliseconds since 1970>"> by the server's time. Until that
 * is known, and without script, the words inside stay: "until 14:35".
 *
 * The figures change every second without a word to screen readers (role=timer is silent). They
 * are told when one minute is left and when time is up, in the words of data-minute and data-up.
 */

import { serverNow } from "./clock.js";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let wait = 0;
/** @type {Map<string, number>} what was left when a timer was last looked at, by its end */
const before = new Map();
const said = document.createElement("p");
said.id = "timer-said";
said.className = "visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

function tick() {
  clearTimeout(wait);
  const now = serverNow();
  const timers = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("time[data-ends]"));
  if (now === null || !timers.length) return;
  const left = [...timers].map((timer) => Number(timer.dataset.ends) - now);
  timers.forEach((timer, place) => show(timer, left[place]));
  // Just after the next full second; all of them end on one.
  const running = left.find((milliseconds) => milliseconds > 0);
  if (running) wait = setTimeout(tick, (running % 1000) + 15);
}

/** @param {HTMLElement} timer @param {number} left milliseconds */
function show(timer, left) {
  const { ends = "", minute = "", up = "" } = timer.dataset;
  const was = before.get(ends) ?? left;
  before.set(ends, left);
  timer.classList.toggle("is-running", left > 0);
  timer.classList.toggle("is-up", left <= 0);
  // One that ended long ago was forgotten, and says when.
  if (left > -DAY) write(timer, left > 0 ? figure(left) : up);
  if (was > MINUTE && left <= MINUTE && left > 0) said.textContent = minute;
  if (was > 0 && left <= 0) said.textContent = up;
}

/** @param {HTMLElement} timer @param {string} text */
function write(timer, text) {
  if (timer.textContent !== text) timer.textContent = text;
}

/** "9:05", "1:00:00": never zero before the end. @param {number} left milliseconds */
export function figure(left) {
  const seconds = Math.ceil(left / 1000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

document.addEventListener("clock:set", tick);
document.addEventListener("fragment:put", tick);
document.addEventListener("visibilitychange", tick);
