// @ts-check
/**
 * Asks the server, and not for ever: a network that takes a question and brings no answer is as
 * good as none.
 */

const ANSWER = 20_000; // an answer that takes longer is not coming

/**
 * fetch() that nothing keeps, and that gives up.
 * @param {string} address @param {RequestInit} [how] @param {number} [patience] in milliseconds
 */
export function ask(address, how = {}, patience = ANSWER) {
  return fetch(address, { cache: "no-store", signal: AbortSignal.timeout(patience), ...how });
}
