"""Small sums with boxes (x, y, width, height)."""

from collections.abc import Iterable

from ingest.artefacts import Box, Point


def area(box: Box) -> int:
    return max(0, box[2]) * max(0, box[3])


def centre(box: Box) -> Point:
    return box[0] + box[2] // 2, box[1] + box[3] // 2


def right(box: Box) -> int:
    return box[0] + box[2]


def bottom(box: Box) -> int:
    return box[1] + box[3]


def holds(box: Box, point: Point, slack: float = 0) -> bool:
    x, y = point
    return box[0] - slack <= x <= right(box) + slack and box[1] - slack <= y <= bottom(box) + slack


def overlap(one: Box, other: Box) -> int:
    """Pixels that both boxes cover."""
    width = min(right(one), right(other)) - max(one[0], other[0])
    height = min(bottom(one), bottom(other)) - max(one[1], other[1])
    return max(0, width) * max(0, height)


def iou(one: Box, other: Box) -> float:
    both = overlap(one, other)
    return both / (area(one) + area(other) - both) if both else 0.0


def share_inside(inner: Box, outer: Box) -> float:
    """How much of `inner` lies in `outer`."""
    return overlap(inner, outer) / area(inner) if area(inner) else 0.0


def union(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    x, y = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return x, y, max(map(right, boxes)) - x, max(map(bottom, boxes)) - y


def grown(box: Box, across: float, down: float | None = None) -> Box:
    """The box with a margin on every side."""
    down = across if down is None else down
    return (round(box[0] - across), round(box[1] - down), round(box[2] + 2 * across), round(box[3] + 2 * down))


def clipped(box: Box, width: int, height: int) -> Box:
    x, y = min(max(0, box[0]), width), min(max(0, box[1]), height)
    return x, y, max(0, min(right(box), width) - x), max(0, min(bottom(box), height) - y)


def shares_row(one: Box, other: Box, least: float = 0.5) -> bool:
    """Whether the boxes stand side by side, as words of one row do."""
    both = min(bottom(one), bottom(other)) - max(one[1], other[1])
    return both >= least * max(1, min(one[3], other[3]))


def shares_column(one: Box, other: Box) -> bool:
    return min(right(one), right(other)) - max(one[0], other[0]) > 0


def distance(box: Box, point: Point) -> float:
    """From the point to the nearest edge of the box; 0 inside."""
    across = max(box[0] - point[0], 0, point[0] - right(box))
    down = max(box[1] - point[1], 0, point[1] - bottom(box))
    return float((across**2 + down**2) ** 0.5)
