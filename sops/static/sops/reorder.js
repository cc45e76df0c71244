// Steps change places: by dragging the handle, or with Alt and the arrow keys anywhere in the card.
import Sortable from "../vendor/sortablejs/sortable.core.esm.js";
import { say } from "./status.js";

let line = Promise.resolve(); // moves reach the server in the order they were made

export function startReordering(steps, csrf) {
  Sortable.create(steps, {
    handle: "[data-handle]",
    animation: 120,
    ghostClass: "ghost",
    onEnd: (event) => {
      if (event.oldIndex !== event.newIndex) moved(steps, event.item, csrf);
    },
  });

  steps.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    shift(steps, event.target.closest("#steps > li"), event.key === "ArrowUp" ? -1 : 1, csrf);
  });

  steps.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-move]")) return;
    event.preventDefault();
    shift(steps, event.target.closest("li"), event.submitter.value === "up" ? -1 : 1, csrf);
  });
}

function shift(steps, card, by, csrf) {
  const cards = [...steps.children];
  const to = cards.indexOf(card) + by;
  if (to < 0 || to >= cards.length) return;
  const focused = document.activeElement;
  if (by < 0) steps.insertBefore(card, cards[to]);
  else cards[to].after(card);
  focused?.focus();
  card.scrollIntoView({ block: "nearest" });
  moved(steps, card, csrf);
}

function moved(steps, card, csrf) {
  const to = [...steps.children].indexOf(card);
  say("saving", "Saving…");
  line = line.then(() => send(steps, card, to, csrf));
}

async function send(steps, card, to, csrf) {
  const response = await fetch(`${card.dataset.url}/move`, {
    method: "POST",
    body: new URLSearchParams({ to }),
    headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
  }).catch(() => null);
  const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (response?.ok) say("saved", `Saved ${clock}`);
  else say("bad", "Not saved: the new order. Reload the page to see the stored one.");
  const name = card.querySelector("[data-title]").textContent.trim();
  document.getElementById("move-told").textContent = `“${name}” is step ${to + 1} now.`;
}
