// @ts-check
/**
 * Tells when the machine has slept under an open page: no event does. Timers stood still
 * meanwhile, so the time of day has leapt between two ticks. It also leaps when a clock is set;
 * whoever listens must not mind being called then.
 */

const TICK = 5_000;
const LEAP = 30_000;

/** @param {() => void} act */
export function onWake(act) {
  let before = Date.now();
  setInterval(() => {
    const now = Date.now();
    if (Math.abs(now - before - TICK) > LEAP) act();
    before = now;
  }, TICK);
}
