// Moving and resizing shapes, never beyond the picture. Pure functions: a shape in, a shape out.
const SMALLEST = 0.008;

export function clamp(number, least = 0, most = 1) {
  return Math.max(least, Math.min(most, number));
}

export function moved(shape, right, down) {
  const [left, width] = shape.width < 0 ? [shape.x + shape.width, -shape.width] : [shape.x, shape.width];
  const [top, height] = shape.height < 0 ? [shape.y + shape.height, -shape.height] : [shape.y, shape.height];
  return { ...shape, x: shape.x + clamp(left + right, 0, 1 - width) - left, y: shape.y + clamp(top + down, 0, 1 - height) - top };
}

export function resized(shape, right, down) {
  if (shape.kind === "number") return shape;
  const least = shape.kind === "arrow" ? [-shape.x, -shape.y] : [SMALLEST, SMALLEST];
  return { ...shape, width: clamp(shape.width + right, least[0], 1 - shape.x), height: clamp(shape.height + down, least[1], 1 - shape.y) };
}

/** From one point of the picture to another: an arrow keeps its direction, a box has its corner at the left above. */
export function between(kind, from, to) {
  if (kind === "arrow") return { kind, x: from.x, y: from.y, width: to.x - from.x, height: to.y - from.y, text: "" };
  return { kind, x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y), text: "" };
}

export function isTooSmall(shape) {
  return Math.hypot(shape.width, shape.height) < 2 * SMALLEST;
}

/** As it is stored: five digits, inside the picture in spite of the rounding. */
export function tidy({ kind, x, y, width, height, text }) {
  const round = (number) => Math.round(number * 1e5) / 1e5;
  return { kind, x: round(x), y: round(y), width: round(width), height: round(height), text };
}
