// The marks as SVG, drawn as sops/marks.py draws them for readers. Sides are fractions of the picture.
const SVG = "http://www.w3.org/2000/svg";
const USUAL_WIDTH = 1440;
const RADIUS = 17;
const LETTERS = 18;
const HEAD = 20;
const HEAD_ANGLE = 0.45;
export const NAMES = { box: "Box", arrow: "Arrow", number: "Number", text: "Text", redact: "Region to redact", crop: "Part to keep" };

export function make(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** One shape as a group that can be focused; `at` is its place in the list. */
export function drawn(shape, size, at, isSelected) {
  const label = `${NAMES[shape.kind]} ${shape.text || at + 1}`;
  const group = make("g", { tabindex: 0, role: "button", "aria-label": label, "aria-pressed": isSelected, "data-at": at, class: `shape ${shape.kind}` });
  group.append(...parts(shape, size));
  if (isSelected) group.append(...handles(shape, size));
  return group;
}

export function parts(shape, size) {
  const scale = Math.max(1, size.width / USUAL_WIDTH);
  const [x, y, width, height] = [shape.x * size.width, shape.y * size.height, shape.width * size.width, shape.height * size.height];
  if (shape.kind === "arrow") return arrow(x, y, x + width, y + height, scale);
  if (shape.kind === "number") return [make("circle", { class: "mark-number", cx: x, cy: y, r: RADIUS * scale }), words(shape.text, x, y, scale)];
  const sides = { x, y, width, height };
  if (shape.kind === "text") return [make("rect", { class: "mark-label", rx: 6, ...sides }), words(shape.text, x + width / 2, y + height / 2, scale)];
  if (shape.kind === "box") return [make("rect", { class: "mark-halo", rx: 4, ...sides }), make("rect", { class: "mark-box", rx: 4, ...sides })];
  return [make("rect", { class: `region ${shape.kind}`, ...sides })];
}

function arrow(x, y, tipX, tipY, scale) {
  const angle = Math.atan2(tipY - y, tipX - x);
  const size = Math.min(HEAD * scale, Math.hypot(tipX - x, tipY - y));
  const corners = [[tipX, tipY], ...[HEAD_ANGLE, -HEAD_ANGLE].map((side) => [tipX - size * Math.cos(angle + side), tipY - size * Math.sin(angle + side)])];
  const line = { x1: x, y1: y, x2: tipX - 0.7 * size * Math.cos(angle), y2: tipY - 0.7 * size * Math.sin(angle) };
  return [make("line", { class: "mark-halo", ...line }), make("line", { class: "mark-arrow", ...line }), make("polygon", { class: "mark-head", points: corners.map((corner) => corner.join(",")).join(" ") })];
}

function words(text, x, y, scale) {
  const element = make("text", { class: "mark-words", x, y, "font-size": LETTERS * scale, "text-anchor": "middle", "dominant-baseline": "central" });
  element.textContent = text;
  return element;
}

/** What the mouse takes hold of: an arrow's two ends, else the corner at the right below. */
function handles(shape, size) {
  if (shape.kind === "number") return [];
  const ends = shape.kind === "arrow" ? { start: [0, 0], end: [1, 1] } : { end: [1, 1] };
  const radius = 7 * Math.max(1, size.width / USUAL_WIDTH);
  return Object.entries(ends).map(([name, [right, down]]) =>
    make("circle", { class: "grip", "data-end": name, r: radius, cx: (shape.x + right * shape.width) * size.width, cy: (shape.y + down * shape.height) * size.height }),
  );
}

/** The room that words need, in fractions. */
export function textSize(text, size) {
  const scale = Math.max(1, size.width / USUAL_WIDTH);
  const width = (Math.max(text.length, 2) * LETTERS * 0.58 + 24) * scale;
  return { width: Math.min(1, width / size.width), height: Math.min(1, (LETTERS * 1.9 * scale) / size.height) };
}
