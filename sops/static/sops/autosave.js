// Forms that save themselves: a moment after the last key, one request at a time, and nothing is ever dropped.
import { say } from "./status.js";

const QUIET_MS = 700; // after the last key
const RETRY_MS = 5000; // after the server could not be reached
const watched = new Map(); // form → its state

/** Save `form` whenever it changes. `reload(element, html, typed)` puts a newer piece of the page in its place. */
export function watch(form, reload) {
  if (watched.has(form)) return;
  const state = { form, reload, timer: 0, running: null, dirty: new Set(), failed: false, closed: false };
  watched.set(form, state);
  grow(form);
  form.addEventListener("input", (event) => changed(state, event));
  form.addEventListener("change", (event) => changed(state, event, 0));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(state, event.submitter);
  });
}

/** Save all that is waiting. True if everything is on the server. */
export async function flushAll() {
  const results = await Promise.all([...live()].map(flush));
  return results.every(Boolean);
}

/** Is there anything that the server doesn't have yet? */
export function isWaiting() {
  return [...live()].some((state) => state.running || isUnsaved(state));
}

/** What was typed since the last save, by field; the form saves nothing more, its place is about to be taken. */
export function takeTyped(form) {
  const state = watched.get(form);
  if (!state) return {};
  clearTimeout(state.timer);
  const typed = typedSince(state);
  state.closed = true;
  state.dirty = new Set();
  return typed;
}

function isUnsaved(state) {
  return state.dirty.size > 0 || state.failed || isDeciding(state);
}

function live() {
  for (const form of watched.keys()) if (!form.isConnected) watched.delete(form);
  return watched.values();
}

async function flush(state) {
  clearTimeout(state.timer);
  if (state.running) await state.running;
  if (isDeciding(state)) return false;
  return state.dirty.size ? save(state) : !state.failed;
}

/** While two texts lie beside each other, only the person's choice is saved. */
function isDeciding(state) {
  return Boolean(state.form.querySelector("[data-clash]"));
}

function changed(state, event, wait = QUIET_MS) {
  if (!event.target.name || event.target.type === "file" || state.closed) return;
  if (event.target.matches("[data-grows]")) fit(event.target);
  state.dirty.add(event.target.name);
  if (isDeciding(state)) return;
  say("saving", "Saving…");
  clearTimeout(state.timer);
  state.timer = setTimeout(() => save(state), wait);
}

function save(state) {
  clearTimeout(state.timer);
  const turn = (state.running ?? Promise.resolve()).then(() => send(state));
  state.running = turn;
  turn.finally(() => {
    if (state.running === turn) state.running = null;
  });
  return turn;
}

async function send(state) {
  const { form } = state;
  if (state.closed || !form.isConnected) return true;
  const data = new FormData(form);
  state.dirty = new Set();
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
  } catch {
    return failed(state, data, "no connection. Trying again…", true);
  }
  if (!form.isConnected) return true;
  if (response.redirected) return failed(state, data, "you are signed out. Sign in in another tab, then go on here.", true);
  if (response.status === 409) return conflict(state, await response.text(), data);
  if (!response.ok) return failed(state, data, await reason(response), response.status >= 500);
  return saved(state, data, await response.json());
}

async function saved(state, data, answer) {
  const { form } = state;
  state.failed = false;
  show(form, "");
  form.querySelector("[data-clash]")?.remove();
  if (![...live()].some(isUnsaved)) say("saved", `Saved ${answer.saved_at}`);
  const sides = ["x", "y", "width", "height"].map((side) => data.get(`highlight_${side}`));
  if (form.elements.highlight_was && sides.every(Boolean)) form.elements.highlight_was.value = sides.join(" ");
  form.dispatchEvent(new CustomEvent("stepmark:saved", { bubbles: true, detail: answer }));
  // With changes of somebody else in it the page still shows the old text: its revision stays the old one, too.
  if (answer.merged) await fetchAnew(state);
  else form.elements.revision.value = answer.revision;
  return true;
}

/** Somebody else's changes were joined with ours: show both. Not while the person types; the next save asks again. */
async function fetchAnew(state) {
  const element = piece(state.form);
  const response = await fetch(`${state.form.action}?open=1`, { headers: { Accept: "application/json" } });
  const html = await response.text();
  if (response.ok && !state.dirty.size) replace(state, element, html);
}

async function conflict(state, html, data) {
  state.failed = true;
  say("bad", "Not saved: somebody else changed the same words");
  const fresh = replace(state, piece(state.form), html, data);
  fresh.querySelector("[data-clash]")?.scrollIntoView({ block: "center" });
  return false;
}

/** A newer piece in place of this form's. The form listens no more: a field that leaves the page says “change”. */
function replace(state, element, html, sent = null) {
  state.closed = true;
  const typed = typedSince(state);
  const { revision } = state.form.elements;
  return state.reload(element, html, typed, (form) => {
    // Typed on in a field that the other person changed as well: let the next save see it as they saw it.
    const isBlind = Object.keys(typed).some((name) => form.elements[name] && form.elements[name].value !== sent?.get(name));
    if (isBlind) form.elements.revision.value = revision.value;
  });
}

function typedSince(state) {
  return Object.fromEntries([...state.dirty].filter((name) => isSingle(state.form, name)).map((name) => [name, state.form.elements[name].value]));
}

function isSingle(form, name) {
  return form.elements[name] instanceof Element;
}

function failed(state, data, why, again) {
  state.failed = true;
  for (const name of data.keys()) if (name !== "csrfmiddlewaretoken") state.dirty.add(name);
  say("bad", `Not saved: ${why}`);
  if (again) state.timer = setTimeout(() => save(state), RETRY_MS);
  else show(state.form, why);
  return false;
}

async function reason(response) {
  if (response.status === 403) return "you may not change this any more.";
  if (response.status === 404) return "this was removed in the meantime.";
  try {
    return (await response.json()).detail;
  } catch {
    return "the server had a problem. Trying again…";
  }
}

function show(form, text) {
  const box = form.querySelector("[data-error]");
  box.textContent = text;
  box.hidden = !text;
}

/** What is replaced when the form is: its card, or the part that it names. */
function piece(form) {
  return form.closest(form.dataset.reload ?? "li");
}

function grow(form) {
  form.querySelectorAll("[data-grows]").forEach(fit);
  form.closest("details")?.addEventListener("toggle", () => form.querySelectorAll("[data-grows]").forEach(fit));
}

function fit(area) {
  area.style.height = "auto";
  if (area.scrollHeight) area.style.height = `${area.scrollHeight + 2}px`;
}

addEventListener("beforeunload", (event) => {
  if (isWaiting()) event.preventDefault();
});
