// @ts-check
/**
 * The cockpit by keyboard. Whatever has data-key is pressed by that key; “?” lists them all. A
 * number and Enter turn the spotlight to that poster. Nothing happens while somebody types.
 */

const list = /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"));
let digits = "";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (/^\d$/.test(event.key)) digits = (digits + event.key).slice(-2);
  else if (event.key === "Enter" && digits) light(event);
  else if (event.key === "?") open(event);
  else press(event);
  if (!/^\d$/.test(event.key)) digits = "";
});

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** @param {KeyboardEvent} event */
function press(event) {
  const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!(control instanceof HTMLElement) || list?.open) return;
  event.preventDefault();
  control.click();
}

/** @param {KeyboardEvent} event */
function light(event) {
  const button = document.querySelector(`[data-poster="${digits}"]`);
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.click();
}

/** @param {KeyboardEvent} event */
function open(event) {
  if (!list || list.open) return;
  event.preventDefault();
  list.showModal();
}
