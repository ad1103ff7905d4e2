// @ts-check
/**
 * What this browser keeps for somebody over reloads and crashes. Where it may not keep anything
 * (full, or forbidden), the page remembers it for as long as it is open.
 */

/** @type {Map<string, string>} */
const remembered = new Map();

/** @param {string} name @returns {any} what was written, or null */
export function read(name) {
  try {
    return JSON.parse(remembered.get(name) ?? localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {object} value */
export function write(name, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(name, text);
    remembered.delete(name);
  } catch {
    remembered.set(name, text);
    addEventListener("beforeunload", ask);
  }
}

/** @param {string} name */
export function forget(name) {
  remembered.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept.
  }
}

/** The names of all that is kept which begin so. @param {string} beginning @returns {string[]} */
export function names(beginning) {
  const all = [...remembered.keys()];
  try {
    all.push(...Object.keys(localStorage));
  } catch {
    // Only what is remembered.
  }
  return all.filter((name) => name.startsWith(beginning));
}

/** What only an open page remembers is lost with it: the browser asks before. @param {Event} event */
function ask(event) {
  if (remembered.size) event.preventDefault();
}
