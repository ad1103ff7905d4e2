// @ts-check
/**
 * Copies a text. The newer way needs https, which a meeting room may lack.
 * @param {string} text
 * @returns {boolean} whether it is in the clipboard
 */
export function copy(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}
