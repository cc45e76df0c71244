// Answers while one types. The box asks by htmx; here: arrows into the answers and back, Escape, a click elsewhere.
function parts(element) {
  const find = element.closest?.("[data-find]");
  return find && { field: find.querySelector("input"), panel: find.querySelector("[data-answers]") };
}

function links(panel) {
  return [...panel.querySelectorAll("[data-answer]")];
}

addEventListener("keydown", (event) => {
  const found = parts(event.target);
  if (!found?.panel) return;
  const list = links(found.panel);
  const at = list.indexOf(document.activeElement);
  if (event.key === "Escape" && found.panel.childElementCount) {
    found.panel.replaceChildren();
    found.field.focus();
  } else if (event.key === "ArrowDown" && !list.length && event.target === found.field) {
    found.field.dispatchEvent(new CustomEvent("stepmark:recall")); // an empty box shows what was searched for lately
  } else if (event.key === "ArrowDown" && list.length) {
    event.preventDefault();
    list[Math.min(at + 1, list.length - 1)].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (at ? list[at - 1] : found.field).focus();
  }
});

addEventListener("focusout", (event) => {
  const found = parts(event.target);
  if (!found?.panel || event.relatedTarget === null) return;
  if (parts(event.relatedTarget)?.panel !== found.panel) found.panel.replaceChildren();
});

addEventListener("click", (event) => {
  for (const panel of document.querySelectorAll("[data-answers]")) {
    if (!panel.closest("[data-find]").contains(event.target)) panel.replaceChildren();
  }
});

// A slow answer must not open over the page that the box was left for.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.matches?.("[data-answers]")) return;
  if (!parts(event.target).field.closest("[data-find]").contains(document.activeElement)) event.detail.shouldSwap = false;
});
