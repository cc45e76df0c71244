// The dialog over a step's picture. Marks go into a field of the card's form, which saves itself; regions to redact
// and the part to keep are sent by their own buttons, and forgotten when the dialog closes.
import { between, clamp, isTooSmall, moved, resized, tidy } from "./geometry.js";
import { drawn, parts, textSize } from "./shapes.js";

const STEP = 0.005; // of the picture, for a press of an arrow key; with Ctrl ten times as much
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const REGIONS = ["redact", "crop"];

export function startTools(dialog) {
  if (dialog.dataset.alive) return;
  dialog.dataset.alive = "yes";
  const card = dialog.closest("li");
  const field = card.querySelector("[data-annotations]");
  const svg = dialog.querySelector("[data-canvas]");
  const { width, height } = svg.viewBox.baseVal;
  const tools = { dialog, card, field, svg, layer: svg.querySelector("[data-shapes]"), size: { width, height }, shapes: [], selected: -1, tool: "box", past: [], future: [] };

  card.querySelector("[data-open-tools]").addEventListener("click", () => open(tools));
  dialog.querySelector("[data-done]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => closed(tools));
  dialog.addEventListener("click", (event) => press(tools, event));
  dialog.addEventListener("keydown", (event) => key(tools, event));
  svg.addEventListener("pointerdown", (event) => begin(tools, event));
  svg.addEventListener("focusin", (event) => select(tools, event.target.closest("[data-at]")));
  dialog.querySelector("[data-words-field]").addEventListener("input", (event) => retext(tools, event.target.value));
  dialog.querySelectorAll("[data-region-form]").forEach((form) => form.addEventListener("submit", () => dialog.close()));
}

function open(tools) {
  tools.shapes = JSON.parse(tools.field.value || "[]").map((shape) => ({ width: 0, height: 0, text: "", ...shape }));
  Object.assign(tools, { selected: -1, past: [], future: [] });
  choose(tools, "box");
  show(tools);
  tools.dialog.showModal();
}

function closed(tools) {
  tools.shapes = tools.shapes.filter((shape) => !REGIONS.includes(shape.kind));
  tools.card.querySelector("[data-marks]")?.replaceChildren(...tools.shapes.flatMap((shape) => parts(shape, tools.size)));
  tools.card.querySelector("[data-open-tools]")?.focus();
}

function press(tools, event) {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.toolName) {
    choose(tools, button.dataset.toolName);
    if (event.detail === 0) add(tools, tools.tool, { x: 0.5, y: 0.5 }); // with the keyboard: put one in the middle
  }
  if (button.matches("[data-marks-undo]")) turn(tools, tools.past, tools.future);
  if (button.matches("[data-marks-redo]")) turn(tools, tools.future, tools.past);
  if (button.matches("[data-marks-delete]")) remove(tools);
}

function choose(tools, name) {
  tools.tool = name;
  tools.dialog.querySelectorAll("[data-tool-name]").forEach((button) => button.setAttribute("aria-pressed", button.dataset.toolName === name));
}

/** A shape of usual size around a point. */
function add(tools, kind, at) {
  const size = kind === "text" ? textSize("Text", tools.size) : kind === "number" ? { width: 0, height: 0 } : kind === "arrow" ? { width: 0.12, height: 0.08 } : { width: 0.2, height: 0.12 };
  const text = kind === "text" ? "Text" : kind === "number" ? String(nextNumber(tools)) : "";
  const shape = { kind, x: clamp(at.x - size.width / 2, 0, 1 - size.width), y: clamp(at.y - size.height / 2, 0, 1 - size.height), ...size, text };
  put(tools, [...others(tools, kind), shape]);
  select(tools, null, tools.shapes.length - 1);
  focusSelected(tools);
}

/** There is one part to keep. */
function others(tools, kind) {
  return kind === "crop" ? tools.shapes.filter((shape) => shape.kind !== "crop") : tools.shapes;
}

function nextNumber(tools) {
  return tools.shapes.filter((shape) => shape.kind === "number").reduce((most, shape) => Math.max(most, Number(shape.text) || 0), 0) + 1;
}

function begin(tools, event) {
  if (event.button) return;
  event.preventDefault();
  const { svg } = tools;
  const from = point(svg, event);
  const group = event.target.closest("[data-at]");
  const before = tools.shapes;
  let change;
  if (group) {
    const at = Number(group.dataset.at);
    const shape = before[at];
    select(tools, group);
    const end = event.target.dataset.end;
    change = (to) => before.map((other, index) => (index === at ? pulled(shape, end, from, to) : other));
  } else {
    const kept = others(tools, tools.tool);
    tools.selected = kept.length;
    change = (to) => [...kept, between(tools.tool, from, to)];
  }
  svg.setPointerCapture(event.pointerId);
  let isMoved = false;
  const onMove = (next) => {
    isMoved = true;
    tools.shapes = change(point(svg, next));
    show(tools, { isDrawing: true });
  };
  const onEnd = () => {
    for (const name of ["pointermove", "pointerup", "pointercancel"]) svg.removeEventListener(name, name === "pointermove" ? onMove : onEnd);
    const after = tools.shapes;
    tools.shapes = before;
    const shape = after[tools.selected];
    const isPoint = !group && (!isMoved || isTooSmall(shape) || ["number", "text"].includes(tools.tool));
    if (isPoint) add(tools, tools.tool, from);
    else if (isMoved) put(tools, after);
    show(tools);
    focusSelected(tools);
  };
  svg.addEventListener("pointermove", onMove);
  svg.addEventListener("pointerup", onEnd);
  svg.addEventListener("pointercancel", onEnd);
}

function pulled(shape, end, from, to) {
  const [right, down] = [to.x - from.x, to.y - from.y];
  if (end === "end") return resized(shape, right, down);
  if (end === "start") {
    const x = clamp(shape.x + right);
    const y = clamp(shape.y + down);
    return { ...shape, x, y, width: shape.width + shape.x - x, height: shape.height + shape.y - y };
  }
  return moved(shape, right, down);
}

function point(svg, event) {
  const frame = svg.getBoundingClientRect();
  return { x: clamp((event.clientX - frame.left) / frame.width), y: clamp((event.clientY - frame.top) / frame.height) };
}

function key(tools, event) {
  if (event.target.matches("input")) return event.key === "Enter" && !event.target.closest("form") ? event.preventDefault() : undefined;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
    event.preventDefault();
    event.stopPropagation();
    return event.shiftKey ? turn(tools, tools.future, tools.past) : turn(tools, tools.past, tools.future);
  }
  const group = event.target.closest("[data-at]");
  if (!group) return;
  if (["Delete", "Backspace"].includes(event.key)) {
    event.preventDefault();
    return remove(tools);
  }
  const way = ARROWS[event.key];
  if (!way) return;
  event.preventDefault();
  const [right, down] = way.map((part) => part * STEP * (event.ctrlKey ? 10 : 1));
  const change = event.shiftKey ? resized : moved;
  put(tools, tools.shapes.map((shape, at) => (at === tools.selected ? change(shape, right, down) : shape)));
  show(tools);
  focusSelected(tools);
}

function remove(tools) {
  if (tools.selected < 0) return;
  put(tools, tools.shapes.filter((_, at) => at !== tools.selected));
  tools.selected = -1;
  show(tools);
  tools.dialog.querySelector(`[data-tool-name=${tools.tool}]`).focus();
}

function retext(tools, text) {
  put(tools, tools.shapes.map((shape, at) => (at === tools.selected ? moved({ ...shape, text, ...(shape.kind === "text" ? textSize(text, tools.size) : {}) }, 0, 0) : shape)));
  show(tools, { isTyping: true });
}

/** The new shapes; what was before can be had back. */
function put(tools, shapes) {
  tools.past.push(tools.shapes);
  tools.future = [];
  tools.shapes = shapes;
  write(tools);
}

function turn(tools, from, to) {
  if (!from.length) return;
  to.push(tools.shapes);
  tools.shapes = from.pop();
  tools.selected = -1;
  write(tools);
  show(tools);
}

/** Into the form's field, and tell the form: it saves itself. */
function write({ field, shapes }) {
  const value = JSON.stringify(shapes.filter((shape) => !REGIONS.includes(shape.kind)).map(tidy));
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function select(tools, group, at = Number(group?.dataset.at ?? -1)) {
  if (at === tools.selected) return;
  tools.selected = at;
  show(tools);
  focusSelected(tools);
}

function focusSelected({ layer, selected }) {
  if (selected >= 0) layer.querySelector(`[data-at="${selected}"]`)?.focus({ preventScroll: true });
}

function show(tools, { isTyping = false, isDrawing = false } = {}) {
  const { dialog, layer, shapes, selected, size } = tools;
  layer.replaceChildren(...shapes.map((shape, at) => drawn(shape, size, at, at === selected)));
  if (isDrawing) return; // nothing may push the picture away under the hand
  const shape = shapes[selected];
  const words = dialog.querySelector("[data-words]");
  words.hidden = !["text", "number"].includes(shape?.kind);
  if (!isTyping && shape) words.querySelector("input").value = shape.text;
  dialog.querySelector("[data-marks-undo]").disabled = !tools.past.length;
  dialog.querySelector("[data-marks-redo]").disabled = !tools.future.length;
  dialog.querySelector("[data-marks-delete]").disabled = !shape;
  for (const [kind, name] of [["redact", "burn"], ["crop", "cut"]]) {
    const regions = shapes.filter((other) => other.kind === kind);
    const bar = dialog.querySelector(`[data-${name}]`);
    bar.hidden = !regions.length;
    bar.querySelector("[name=boxes]").value = JSON.stringify(regions.map(({ x, y, width, height }) => ({ x, y, width, height })));
  }
}
