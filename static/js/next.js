// @ts-check
/**
 * “Next” counts down three seconds, in which the same button stops it. It goes by itself where
 * the step has changed meanwhile: somebody else was quicker.
 */

/** @type {{button: HTMLButtonElement, html: string, left: number, timer: number} | null} */
let counting = null;
let ready = false;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-countdown]");
    if (!(button instanceof HTMLButtonElement) || ready) return;
    event.preventDefault();
    if (counting) stop(true);
    else begin(button);
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") stop(true);
});
document.addEventListener("fragment:put", ({ target }) => {
  if (target instanceof Element && target.id === "timer") stop(false);
});

/** @param {HTMLButtonElement} button */
function begin(button) {
  counting = { button, html: button.innerHTML, left: Number(button.dataset.countdown), timer: 0 };
  tick();
}

function tick() {
  if (!counting) return;
  const { button, left } = counting;
  if (left === 0) return send();
  button.textContent = (button.dataset.stop ?? "").replace("{n}", String(left));
  counting.left -= 1;
  counting.timer = setTimeout(tick, 1_000);
}

function send() {
  if (!counting) return;
  const { button } = counting;
  counting = null;
  ready = true;
  button.click();
  ready = false;
}

/** @param {boolean} say */
function stop(say) {
  if (!counting) return;
  const { button, html, timer } = counting;
  clearTimeout(timer);
  counting = null;
  if (!say) return; // the fragment has brought its own words
  button.innerHTML = html;
  button.title = button.dataset.stopped ?? "";
}
