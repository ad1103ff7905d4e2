// @ts-check
/**
 * Keeps the card about quiet corners, and for how long each poster has been quiet, up to date once a
 * minute: silence makes no events. “Not now” puts a corner away until the step changes.
 */

import { ask } from "./ask.js";
import { putParts } from "./fragments.js";

const MINUTE = 60_000;

/** @type {Set<string>} */
let away = new Set();
let turn = turnNow();

function turnNow() {
  return document.querySelector("input[name=turn]")?.getAttribute("value") ?? "";
}

async function look() {
  const card = document.getElementById("quiet");
  if (!card || document.hidden) return;
  const asked = ask(card.dataset.quiet ?? "");
  const html = await asked.then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
  if (card.contains(document.activeElement)) return; // no button turns into another under a hand
  putParts("#quiet, [id^=quiet-for-]", html);
  tidy();
}

function tidy() {
  if (turnNow() !== turn) {
    turn = turnNow();
    away = new Set();
  }
  const card = document.getElementById("quiet");
  const corners = [...(card?.querySelectorAll("[data-corner]") ?? [])];
  for (const corner of corners) corner.toggleAttribute("hidden", away.has(corner.getAttribute("data-corner") ?? ""));
  card?.toggleAttribute("hidden", !corners.some((corner) => !corner.hasAttribute("hidden")));
}

document.addEventListener("click", ({ target }) => {
  const corner = target instanceof Element && target.closest("[data-not-now]")?.closest("[data-corner]");
  if (!corner) return;
  away.add(corner.getAttribute("data-corner") ?? "");
  tidy();
});
document.addEventListener("visibilitychange", look);
document.addEventListener("fragment:put", ({ target }) => {
  if (target instanceof Element && target.id === "timer" && turnNow() !== turn) look();
});
setInterval(look, MINUTE);
