// @ts-check
/** Says how the day stands against what was booked: ahead, on time, or behind. */

import { serverNow } from "./clock.js";

const MINUTE = 60_000;

function show() {
  const line = document.getElementById("plan-clock");
  if (!line) return;
  const { booked = "", rest = "", step = "", ahead = "", behind = "", even = "" } = line.dataset;
  const stepEnds = Math.max(Number(step) || 0, serverNow() ?? Date.now());
  const minutes = Math.round((Number(booked) - stepEnds - Number(rest) * 1_000) / MINUTE);
  const words = minutes > 0 ? ahead : minutes < 0 ? behind : even;
  line.textContent = words.replace("{n}", String(Math.abs(minutes)));
}

document.addEventListener("clock:set", show);
document.addEventListener("fragment:put", show);
setInterval(show, MINUTE / 4);
show();
