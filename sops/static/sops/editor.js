// The editor of an SOP. Without script every form has its own button; these modules make it smooth.
import { flushAll, isWaiting, takeTyped, watch } from "./autosave.js";
import { focusStep, renumber } from "./cards.js";
import { startDrawing } from "./highlight.js";
import { startChoosing } from "./choosing.js";
import { startReordering } from "./reorder.js";
import { keepSpareRow } from "./rows.js";
import { startTools } from "./picture_tools/dialog.js";
import { toast } from "../js/toasts.js";

const steps = document.getElementById("steps");

/** Make a piece of the page work: after loading, and after each swap. */
function enliven(root) {
  root.querySelectorAll("form[data-autosave]").forEach((form) => watch(form, reload));
  root.querySelectorAll("[data-picture]").forEach(startDrawing);
  root.querySelectorAll("[data-tools]").forEach(startTools);
  root.querySelectorAll("[data-rows]").forEach(keepSpareRow);
}

/** Put `html` in place of `element`. `look(form)` sees the new form before what was `typed` meanwhile goes into it. */
function reload(element, html, typed = {}, look = () => {}) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const fresh = holder.content.firstElementChild;
  const focused = element.contains(document.activeElement) ? document.activeElement.id : "";
  element.replaceWith(fresh);
  window.htmx.process(fresh);
  enliven(fresh);
  const form = fresh.querySelector("form[data-autosave]");
  if (form) look(form);
  for (const [name, value] of Object.entries(typed)) {
    const field = form?.elements[name];
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true })); // it is still to be saved
  }
  if (focused) document.getElementById(focused)?.focus();
  return fresh;
}

// Whatever is not saved yet goes first: no swap may lose it.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.target.closest(".edit, #publish-button, #undo-form, #redo-form")) return; // the search field asks on its own
  event.preventDefault();
  flushAll().then((saved) => {
    if (saved) event.detail.issueRequest(true);
    else toast("Something on this page is not saved yet. Look for the red line first.");
  });
});

// A link away from the page waits, too.
addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]:not([hx-get], [data-goto], [data-close], [target])");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !isWaiting()) return;
  event.preventDefault();
  if (await flushAll()) location.href = link.href;
  else toast("Something on this page is not saved yet. Look for the red line first.");
});

// Whatever adds, removes or moves a card: the numbers follow.
new MutationObserver(() => renumber(steps)).observe(steps, { childList: true });

document.addEventListener("htmx:afterSwap", (event) => {
  enliven(document);
  const target = event.detail.target;
  if (target?.id === "publish-box") target.scrollIntoView({ block: "nearest" });
});

// A card that opens shows its moment of the recording; a new one is ready to be written in.
document.addEventListener("htmx:load", (event) => {
  const card = event.detail.elt;
  if (!card.matches?.("#steps > li.open-card")) return;
  enliven(card);
  giveBack(card);
  card.scrollIntoView({ block: "nearest" });
  focusStep(card);
  const title = card.querySelector("[name=title]");
  if (title && !title.value) title.focus();
});

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 422) toast(sentence(event.detail.xhr.responseText));
});

function sentence(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return "That did not work. Nothing was changed.";
  }
}

// Just before a card is replaced: merging takes the next card with it, removing can be undone at once.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422 && xhr.getResponseHeader("Content-Type")?.includes("json")) {
    event.detail.shouldSwap = false; // a sentence, no piece of the page
    return toast(sentence(xhr.responseText));
  }
  const form = event.detail.requestConfig.elt;
  const card = form.closest?.("#steps > li");
  if (!card || event.detail.isError) return;
  if (!form.matches("[data-remove]")) keepTyped(card, form.dataset.tool === "merge" ? card.nextElementSibling : null);
  if (form.dataset.tool === "merge") card.nextElementSibling?.remove();
  if (form.matches(".check, [data-remove]")) forgetCheck(card.dataset.key);
  if (!form.matches("[data-remove]")) return;
  const next = card.nextElementSibling?.dataset.key;
  const url = form.getAttribute("action").replace(/remove$/, "bring-back");
  toast(`“${card.querySelector("[data-title]").textContent.trim()}” was removed.`, () => bringBack(url, next));
});

// What a person typed while the server answered goes into the card that comes: key of the step → fields.
const typedMeanwhile = new Map();

function keepTyped(card, merged) {
  const form = card.querySelector("form[data-autosave]");
  const typed = form ? takeTyped(form) : {};
  const other = merged?.querySelector("form[data-autosave]");
  const joining = other ? Object.values(takeTyped(other)).filter((text) => text.trim()) : [];
  if (Object.keys(typed).length || joining.length) typedMeanwhile.set(card.dataset.key, { typed, joining });
}

function giveBack(card) {
  const kept = typedMeanwhile.get(card.dataset.key);
  const form = card.querySelector("form[data-autosave]");
  if (!kept || !form) return;
  typedMeanwhile.delete(card.dataset.key);
  const values = { ...kept.typed };
  if (kept.joining.length) values.body = [values.body ?? form.elements.body.value, ...kept.joining].join("\n\n");
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements[name];
    if (!(field instanceof Element) || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** One thing less to check. */
function forgetCheck(key) {
  const list = document.getElementById("to-check");
  list?.querySelector(`[data-goto="${key}"]`)?.remove();
  const left = list?.querySelectorAll("[data-goto]").length;
  if (left) list.querySelector("strong").textContent = `${left} thing${left > 1 ? "s" : ""} to check`;
  else list?.remove();
}

async function bringBack(url, nextKey) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": csrf(), Accept: "application/json, text/html" },
  });
  if (!response.ok) return toast("It could not be brought back. Reload the page and try again.");
  const holder = document.createElement("template");
  holder.innerHTML = (await response.text()).trim();
  const card = holder.content.firstElementChild;
  steps.insertBefore(card, nextKey ? document.getElementById(`e-${nextKey}`) : null);
  window.htmx.process(card);
  card.querySelector(".unfold").focus();
}

export function csrf() {
  return document.querySelector("[name=csrfmiddlewaretoken]").value;
}

// The list of things to check leads to the card and opens it in place.
addEventListener("click", (event) => {
  const goto = event.target.closest("[data-goto]");
  const card = goto && document.getElementById(`e-${goto.dataset.goto}`);
  if (card) {
    event.preventDefault();
    if (card.matches(".folded")) card.querySelector(".unfold").click();
    card.scrollIntoView({ block: "start" });
  }
  const close = event.target.closest("[data-close]");
  if (close) {
    event.preventDefault();
    document.querySelector(close.dataset.close).replaceChildren();
    document.getElementById("publish-button")?.focus();
  }
  const rule = event.target.closest("[data-make-decision]");
  if (rule) makeDecision(rule);
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const field = document.getElementById(fill.dataset.fill);
    field.value = fill.dataset.text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    fill.remove();
  }
});

/** The spoken rule becomes the first condition; where it leads is for the person to say. */
function makeDecision(button) {
  const form = button.closest("form");
  form.querySelector("[name=kind][value=decision]").click();
  const condition = form.querySelector("[name=branch_condition]");
  condition.value = button.dataset.makeDecision;
  condition.dispatchEvent(new Event("input", { bubbles: true }));
  button.closest("[data-rule]").remove();
  form.querySelector("[name=branch_target]").focus();
}

addEventListener("change", (event) => {
  if (event.target.matches("input[type=file][form^=picture-]") && event.target.files.length) event.target.form.requestSubmit();
});

// Ctrl+Enter in a card: a new step below it. Splitting happens where the cursor stands in the description.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const card = event.target.closest("#steps > li");
  card?.querySelector("form.between button")?.click();
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.dataset.tool !== "split") return;
  const body = event.detail.elt.closest("li").querySelector("[name=body]");
  if (body.selectionStart > 0 && body.selectionStart < body.value.trim().length) event.detail.parameters.append("at", body.selectionStart);
});

enliven(document);
startReordering(steps, csrf);
startChoosing(steps);
renumber(steps);
// After the panels beside the steps have begun to listen.
addEventListener("load", () => {
  const open = steps.querySelector("li.open-card");
  if (open) focusStep(open);
});
