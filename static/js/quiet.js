// @ts-check
/**
 * Keeps the card about quiet corners, and for how long each poster has been quiet, up to date once a
 * minute: silence makes no events. “Not now” puts a corner away until the step changes.
 */

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
  const answer = await fetch(card.dataset.quiet ?? "", { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || card.contains(document.activeElement)) return;
  const parsed = document.createElement("template");
  parsed.innerHTML = await answer.text();
  for (const fresh of [...parsed.content.children]) document.getElementById(fresh.id)?.replaceWith(fresh);
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
