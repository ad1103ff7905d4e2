// @ts-check
/** Shows the facilitator's sentence on the phones it is for. */

function show() {
  const { team = "" } = document.body.dataset;
  for (const line of document.querySelectorAll("[data-for-team]")) {
    const { forTeam = "" } = /** @type {HTMLElement} */ (line).dataset;
    line.toggleAttribute("hidden", forTeam !== "" && forTeam !== team);
  }
}

document.addEventListener("fragment:put", ({ target }) => {
  if (target instanceof Element && target.id === "prompts") show();
});
