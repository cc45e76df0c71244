// Boxes beside the steps: how many are chosen, all of them at once, and what one may do then.
import { toast } from "../js/toasts.js";

export function startChoosing(steps) {
  const bar = document.getElementById("bulk");
  const all = bar.querySelector("[data-choose-all]");
  const boxes = () => [...steps.querySelectorAll("[data-choose]")];

  const tell = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.querySelector("[data-chosen]").textContent = chosen ? `${chosen} step${chosen > 1 ? "s" : ""} chosen` : "Choose steps";
    bar.querySelector("[data-bulk-actions]").hidden = !chosen;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    tell();
  });
  steps.addEventListener("change", (event) => event.target.matches("[data-choose]") && tell());
  new MutationObserver(() => {
    tell();
    offer(bar, steps);
    document.dispatchEvent(new CustomEvent("stepmark:reshaped"));
  }).observe(steps, { childList: true });
  tell();
}

/** Where they may move to: behind any step, as the list stands now. */
function offer(bar, steps) {
  const select = bar.querySelector("[name=after]");
  const options = [...steps.children].map((card, at) => new Option(`Behind step ${at + 1}: ${card.querySelector("[data-title]").textContent.trim().slice(0, 40)}`, card.dataset.key));
  select.replaceChildren(new Option("To the start", "first"), ...options);
}

// What the server says about an undo, or about many steps; the latter can be taken back at once.
addEventListener("stepmark:told", (event) => {
  const { text, undo, back } = event.detail;
  const takeBack = back
    ? () => htmx.ajax("POST", back.url, { target: "#steps", swap: "outerHTML", values: back.values })
    : () => document.querySelector("#undo-form button").click();
  toast(text, undo ? takeBack : undefined);
});
