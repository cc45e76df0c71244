// The box on a screenshot: dragged, pulled at its corners, moved with the arrow keys, or drawn anew.
// It lives in four number fields (percent of the picture); the drawing follows them, and they follow the drawing.
const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["x", "y", "width", "height"];
const CORNERS = { nw: [0, 0], ne: [1, 0], sw: [0, 1], se: [1, 1] };
const SMALLEST = 0.5; // percent: smaller than that was a click, not a box
const GRIP = 3.5; // pixels on the screen: what is seen of a corner
const HOLD = 11; // and what can be taken hold of
const STEP = 0.5; // percent, for a press of an arrow key

export function startDrawing(area) {
  if (area.dataset.alive) return;
  area.dataset.alive = "yes";
  const svg = area.querySelector("[data-highlight]");
  const fields = Object.fromEntries(SIDES.map((side) => [side, area.querySelector(`[data-side=${side}]`)]));
  const parts = drawnParts(svg);
  const editor = { area, svg, fields, parts, box: read(fields) };

  draw(editor);
  svg.addEventListener("pointerdown", (event) => begin(editor, event));
  parts.group.addEventListener("keydown", (event) => press(editor, event));
  for (const field of Object.values(fields)) {
    field.addEventListener("input", () => {
      editor.box = read(fields);
      draw(editor);
    });
  }
  area.querySelector("[data-no-highlight]").addEventListener("click", () => {
    editor.box = null;
    draw(editor);
    write(editor);
  });
}

function drawnParts(svg) {
  svg.querySelectorAll("rect.halo, rect.ring").forEach((rect) => rect.remove());
  const group = make("g", { tabindex: 0, role: "button", "aria-label": "Highlight. Arrow keys move it, Shift and arrow keys resize it." });
  const halo = make("rect", { class: "halo" });
  const ring = make("rect", { class: "ring", "data-part": "move" });
  const grips = Object.keys(CORNERS).map(() => make("circle", { class: "grip" }));
  const holds = Object.keys(CORNERS).map((corner) => make("circle", { class: "hold", "data-part": corner }));
  group.append(halo, ring, ...grips, ...holds);
  svg.append(group);
  return { group, halo, ring, grips, holds };
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function read(fields) {
  const numbers = SIDES.map((side) => fields[side].value);
  if (numbers.some((number) => number === "")) return null;
  return Object.fromEntries(SIDES.map((side) => [side, Number(fields[side].value)]));
}

/** Into the fields, and tell the form that it changed. */
function write({ fields, box }) {
  for (const side of SIDES) fields[side].value = box ? Math.round(box[side] * 100) / 100 : "";
  fields.x.dispatchEvent(new Event("change", { bubbles: true }));
}

function draw({ svg, parts, box }) {
  const { width, height } = svg.viewBox.baseVal;
  parts.group.toggleAttribute("hidden", !box);
  parts.group.setAttribute("tabindex", box ? 0 : -1);
  if (!box) return;
  const at = { x: (box.x * width) / 100, y: (box.y * height) / 100, width: (box.width * width) / 100, height: (box.height * height) / 100 };
  for (const rect of [parts.halo, parts.ring]) for (const side of SIDES) rect.setAttribute(side, at[side]);
  const pixel = width / (svg.clientWidth || width);
  Object.values(CORNERS).forEach(([right, bottom], index) => {
    for (const [circles, radius] of [[parts.grips, GRIP], [parts.holds, HOLD]]) {
      circles[index].setAttribute("cx", at.x + right * at.width);
      circles[index].setAttribute("cy", at.y + bottom * at.height);
      circles[index].setAttribute("r", radius * pixel);
    }
  });
}

function begin(editor, event) {
  if (event.button) return;
  event.preventDefault();
  const { svg } = editor;
  const part = editor.box ? (event.target.dataset?.part ?? "new") : "new";
  const from = percent(svg, event);
  const before = editor.box && { ...editor.box };
  svg.setPointerCapture(event.pointerId);
  const onMove = (moved) => {
    const to = percent(svg, moved);
    editor.box = part === "new" ? between(from, to) : part === "move" ? shifted(before, to.x - from.x, to.y - from.y) : pulled(before, part, to);
    draw(editor);
  };
  const onEnd = () => {
    svg.removeEventListener("pointermove", onMove);
    svg.removeEventListener("pointerup", onEnd);
    svg.removeEventListener("pointercancel", onEnd);
    if (part === "new" && editor.box !== before && tooSmall(editor.box)) editor.box = before;
    draw(editor);
    if (editor.box && JSON.stringify(editor.box) !== JSON.stringify(before)) write(editor);
    if (editor.box) editor.parts.group.focus({ preventScroll: true });
  };
  svg.addEventListener("pointermove", onMove);
  svg.addEventListener("pointerup", onEnd);
  svg.addEventListener("pointercancel", onEnd);
}

function percent(svg, event) {
  const frame = svg.getBoundingClientRect();
  return { x: clamp((100 * (event.clientX - frame.left)) / frame.width), y: clamp((100 * (event.clientY - frame.top)) / frame.height) };
}

function between(a, b) {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

function shifted(box, right, down) {
  return { ...box, x: clamp(box.x + right, 100 - box.width), y: clamp(box.y + down, 100 - box.height) };
}

/** The pulled corner goes to `to`; the opposite one stays. */
function pulled(box, corner, to) {
  const [right, bottom] = CORNERS[corner];
  return between({ x: right ? box.x : box.x + box.width, y: bottom ? box.y : box.y + box.height }, to);
}

function tooSmall(box) {
  return !box || box.width < SMALLEST || box.height < SMALLEST;
}

function press(editor, event) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!way || event.altKey || !editor.box) return;
  event.preventDefault();
  const [right, down] = way.map((part) => part * STEP);
  if (event.shiftKey) {
    editor.box.width = Math.max(SMALLEST, Math.min(editor.box.width + right, 100 - editor.box.x));
    editor.box.height = Math.max(SMALLEST, Math.min(editor.box.height + down, 100 - editor.box.y));
  } else {
    editor.box = shifted(editor.box, right, down);
  }
  draw(editor);
  write(editor);
}

function clamp(number, most = 100) {
  return Math.max(0, Math.min(most, number));
}
