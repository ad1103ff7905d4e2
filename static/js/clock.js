// @ts-check
/**
 * The server's time, whatever this device's clock says or does.
 *
 * The server says its time with its first words and with every beat. Each time is set against
 * performance.now(), which nobody can set. What was longer on its way makes the server look slower,
 * never faster, so the highest of the recent differences is the best one.
 */

const RECENT = 8; // two minutes of beats: long enough for a quick one, short enough to follow a drift

/** @type {number[]} */
const differences = [];

/** @param {Event} event whose detail is "<revision> <milliseconds since 1970>" */
function hear(event) {
  const said = Number(/** @type {CustomEvent<string>} */ (event).detail.split(" ")[1]);
  if (!(said > 0)) return;
  differences.push(said - performance.now());
  if (differences.length > RECENT) differences.shift();
  document.dispatchEvent(new CustomEvent("clock:set"));
}

/** @returns {number | null} milliseconds since 1970, or null until the server has said it */
export function serverNow() {
  return differences.length ? performance.now() + Math.max(...differences) : null;
}

document.addEventListener("live:hello", hear);
document.addEventListener("live:beat", hear);
