// Rules change places: by dragging the handle, or with the arrow keys on it. Conditions: always one free row.
import Sortable from "../../vendor/sortablejs/sortable.core.esm.js";

const list = document.querySelector("[data-rules]");
const csrf = () => document.querySelector("meta[name=csrf-token]").content;
let line = Promise.resolve(); // moves reach the server in the order they were made

if (list) {
  Sortable.create(list, {
    handle: "[data-handle]",
    animation: 120,
    ghostClass: "ghost",
    onEnd: (event) => {
      if (event.oldIndex !== event.newIndex) moved(event.item);
    },
  });
  list.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-handle]") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const rule = event.target.closest("[data-rule]");
    const other = event.key === "ArrowUp" ? rule.previousElementSibling : rule.nextElementSibling;
    if (!other) return;
    if (event.key === "ArrowUp") other.before(rule);
    else other.after(rule);
    event.target.focus();
    moved(rule);
  });
}

function moved(rule) {
  const to = [...list.children].indexOf(rule);
  line = line.then(async () => {
    const answer = await fetch(rule.dataset.url, {
      method: "POST",
      body: new URLSearchParams({ to }),
      headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
    }).catch(() => null);
    document.querySelector("[data-told]").textContent = answer?.ok
      ? `This rule is number ${to + 1} now.`
      : "The new order is not saved. Reload the page to see the stored one.";
  });
}

document.querySelector("[data-rows]")?.addEventListener("input", (event) => {
  const rows = [...event.currentTarget.querySelectorAll("[data-row]")];
  const last = rows.at(-1);
  if (rows.length >= 10 || ![...last.querySelectorAll("input")].some((field) => field.value.trim())) return;
  const copy = last.cloneNode(true);
  copy.querySelectorAll("[aria-label]").forEach((field) => (field.ariaLabel = field.ariaLabel.replace(/\d+$/, rows.length + 1)));
  copy.querySelectorAll("input").forEach((field) => (field.value = ""));
  copy.querySelector("select").selectedIndex = 0;
  last.after(copy);
});
