// The results: arrows move from step to step, Enter opens (they are links), c copies the step's link.
const hits = [...document.querySelectorAll("[data-hit]")];

function move(by) {
  const at = hits.indexOf(document.activeElement);
  const next = hits[at < 0 ? 0 : Math.max(0, Math.min(hits.length - 1, at + by))];
  next?.focus();
  next?.closest("li, .answer")?.scrollIntoView({ block: "nearest" });
}

function copy(hit) {
  // A button of the shell does the copying and says so.
  const button = Object.assign(document.createElement("button"), { hidden: true });
  button.dataset.copy = hit.dataset.link;
  button.dataset.copied = "Link to this step copied. It keeps working when the SOP changes.";
  document.body.append(button);
  button.click();
  button.remove();
}

addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select");
  if (typing || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
  if (event.key === "c" && hits.includes(document.activeElement)) copy(document.activeElement);
});
