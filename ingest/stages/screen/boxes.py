"""Which element lies under a click: its box, from the even colour around it, what lit up, or its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Point, TextLine
from ingest.stages.screen import geometry
from ingest.stages.screen.grounds import TALLEST, apart, surfaces

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

LARGEST_SHARE = 0.12  # of the screen
LIT = 5  # difference of colour by which an element lights up, or a thin line stands out
SCREEN_LINES = 32  # lines of text on a screen, if none was read


@dataclass(frozen=True)
class Found:
    """A guess at the element: where, by which sign, and how sure."""

    box: Box
    sign: str  # "surface", "row", "lit", "bar", "text", "beside", "changed", "point"
    confidence: float


def line_height(lines: list[TextLine], screen_height: int) -> float:
    """How high a usual line of text is on this screen."""
    heights = [line.box[3] for line in lines]
    return float(median(heights)) if len(heights) >= 3 else screen_height / SCREEN_LINES


def element_at(
    point: Point,
    before: "Image",
    lines: list[TextLine],
    others: Sequence["Image"] = (),
    is_field: bool = False,
    rim: Box | None = None,
) -> Found:
    """The element under the point. `others` are pictures of the same place: pointer over it, after the click;
    `rim` is a rectangle that was seen to light up."""
    height, width = before.shape[:2]
    unit = line_height(lines, height)
    found = [_surface(point, before, lines, unit, is_field), _rimmed(rim, point, lines, unit)]
    for i, picture in enumerate(others):
        lit = _lit_up(point, before, picture, lines, unit)
        if lit and not (is_field and i):
            found.append(lit)
    if not is_field:
        found.append(_ruled(point, before, lines, unit))
    found.append(_text(point, lines, unit, before))
    return max((f for f in found if f), key=lambda f: f.confidence, default=_around(point, unit, width, height))


def _rimmed(rim: Box | None, point: Point, lines: list[TextLine], unit: float) -> Found | None:
    if rim is None or not geometry.holds(rim, point, 4) or not 0.7 * unit <= rim[3] <= TALLEST * unit:
        return None
    return Found(rim, "rim", 0.86 if len(inside(rim, lines)) <= 1 else 0.6)


def _around(point: Point, unit: float, width: int, height: int) -> Found:
    box = (round(point[0] - unit), round(point[1] - unit / 2), round(2 * unit), round(unit))
    return Found(geometry.clipped(box, width, height), "point", 0.2)


def _surface(point: Point, picture: "Image", lines: list[TextLine], unit: float, is_field: bool) -> Found | None:
    """The best of the areas at the point; where the pointer hides the ground, of those a little beside it."""
    height, width = picture.shape[:2]
    for seed in _seeds(point, unit, width, height):
        found = [
            sure
            for box in surfaces(seed, picture, unit)
            if geometry.area(box) <= LARGEST_SHARE * width * height
            and geometry.holds(box, point, 2)
            and (sure := _sureness(box, point, picture, lines, unit, is_field))
        ]
        if found:
            return max(found, key=lambda f: f.confidence)
    return None


def field_at(point: Point, picture: "Image", lines: list[TextLine], unit: float) -> Found | None:
    """The framed area at the point, if it has the shape of a field of one or a few rows."""
    found = _surface(point, picture, lines, unit, is_field=True)
    if found is None or found.box[3] > 4 * unit or found.box[2] < 2 * found.box[3] or len(inside(found.box, lines)) > 3:
        return None
    return found


def _seeds(point: Point, unit: float, width: int, height: int) -> list[Point]:
    x, y = point
    aside = [(x, y), (x - round(1.3 * unit), y), (x + round(1.5 * unit), y), (x, y - round(0.35 * unit))]
    return [place for place in aside if 0 <= place[0] < width and 0 <= place[1] < height]


def inside(box: Box, lines: list[TextLine]) -> list[TextLine]:
    """Lines that stand in the box; arrows and icons, read as single letters, only where nothing else does."""
    held = [line for line in lines if geometry.holds(box, geometry.centre(line.box)) and _fits(line.box, box)]
    return [line for line in held if is_wording(line.text)] or held


def is_wording(text: str) -> bool:
    """Whether it is text for people: a lone letter is mostly an arrow or an icon."""
    return sum(c.isalnum() for c in text) >= 2 or text.strip().isdigit()


def _fits(line: Box, box: Box) -> bool:
    return geometry.share_inside(line, geometry.grown(box, 4)) > 0.6


def _sureness(
    box: Box, point: Point, picture: "Image", lines: list[TextLine], unit: float, is_field: bool
) -> Found | None:
    """How likely the area is one element, by its size and by what is written on it."""
    width, height = box[2], box[3]
    if height > TALLEST * unit or height < 0.55 * unit or width < 0.55 * unit:
        return None
    held = inside(box, lines)
    across = [line for line in held if geometry.shares_row(line.box, held[0].box)] if held else []
    if is_field:
        return Found(box, "surface", 0.9 if width > 1.5 * height else 0.6)
    if len(held) <= 1:
        if height > 4 * unit:
            return Found(box, "surface", 0.5)
        return Found(box, "surface", 0.92 if held else 0.7)
    if len(across) == len(held):
        return _row(box, held, point, picture, unit)
    if len(held) <= 4 and height <= 5 * unit and width < 0.5 * picture.shape[1]:
        return Found(box, "surface", 0.75)  # a card: some lines, one below the other
    return None


def _row(box: Box, held: list[TextLine], point: Point, picture: "Image", unit: float) -> Found | None:
    """Several texts side by side: a row of a table if there are more like it, else a bar full of buttons."""
    if box[3] > 3.5 * unit:
        return None
    widest = max(geometry.area(line.box) for line in held)
    if len(held) == 2 and box[2] < 14 * unit and widest > 0.25 * geometry.area(box):
        return Found(box, "surface", 0.85)
    for above in (True, False):
        y = box[1] - box[3] // 2 if above else geometry.bottom(box) + box[3] // 2
        if not 0 <= y < picture.shape[0]:
            continue
        for x in (box[0] + 6, geometry.right(box) - 7):
            for other in surfaces((min(max(0, x), picture.shape[1] - 1), y), picture, unit * 0.4):
                alike = abs(other[2] - box[2]) <= 8 and abs(other[3] - box[3]) <= max(4, 0.3 * box[3])
                if alike and abs(other[0] - box[0]) <= 6:
                    return Found(box, "row", 0.8)
    return None


def _lit_up(point: Point, before: "Image", after: "Image", lines: list[TextLine], unit: float) -> Found | None:
    """The rectangle that changed its ground under the pointer, or when it was pressed."""
    import cv2
    import numpy as np

    if before.shape != after.shape:
        return None
    top = max(0, point[1] - round(5 * unit))
    rows = slice(top, point[1] + round(5 * unit))
    changed = (apart(before[rows], after[rows]) >= LIT).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(changed, connectivity=8)
    for i in range(1, len(stats)):
        x, y, width, height = _trimmed(labels, i, tuple(int(v) for v in stats[i][:4]))  # type: ignore[arg-type]
        box = (x, y + top, width, height)
        if not geometry.holds(box, point, 2) or not 0.7 * unit <= height <= 4 * unit or width < 1.2 * unit:
            continue
        if y == 0 or y + height >= changed.shape[0]:
            continue
        held = inside(box, lines)
        if not held or any(not geometry.shares_row(line.box, held[0].box) for line in held):
            continue
        if (len(held) == 1 and width > 6 * held[0].box[2] + 4 * unit) or (len(held) > 1 and width < 14 * unit):
            continue
        return Found(box, "lit", 0.88) if len(held) == 1 else Found(box, "row", 0.9)
    return None


def _trimmed(labels: Any, label: int, box: Box) -> Box:
    """The part of a changed area that is filled like a rectangle: without the pointer that sticks out of it."""
    x, y, width, height = box
    shape = labels[y : y + height, x : x + width] == label
    rows = (shape.mean(axis=1) >= 0.5).nonzero()[0]
    if not len(rows):
        return x, y, 0, 0
    shape = shape[rows[0] : rows[-1] + 1]
    columns = (shape.mean(axis=0) >= 0.5).nonzero()[0]
    if not len(columns):
        return x, y, 0, 0
    left, upper = int(columns[0]), int(rows[0])
    return x + left, y + upper, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - upper


def _ruled(point: Point, picture: "Image", lines: list[TextLine], unit: float) -> Found | None:
    """The row of a table between two thin lines, or two grounds, that run on both sides of the point."""
    import cv2
    import numpy as np

    top = max(1, point[1] - round(6 * unit))
    stripe = picture[top - 1 : point[1] + round(6 * unit)]
    if not 0 <= point[0] < picture.shape[1]:
        return None
    steps = (apart(stripe[1:], stripe[:-1]) >= LIT).astype(np.uint8)
    closed = cv2.morphologyEx(steps, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    edges: list[tuple[int, int, int]] = []
    for y in np.flatnonzero(closed[:, max(0, point[0] - 2) : point[0] + 3].any(axis=1)):
        gaps = np.flatnonzero(closed[y] == 0)
        at = int(np.searchsorted(gaps, point[0]))
        start = int(gaps[at - 1]) + 1 if at else 0
        end = int(gaps[at]) if at < len(gaps) else closed.shape[1]
        if end - start >= 12 * unit:
            edges.append((int(y) + top, start, end))
    above = [e for e in edges if e[0] <= point[1]]
    below = [e for e in edges if e[0] > point[1]]
    if not above or not below:
        return None
    (y0, left, end), (y1, left_below, end_below) = above[-1], below[0]
    if abs(left - left_below) > unit or abs(end - end_below) > unit or not 0.8 * unit <= y1 - y0 <= 3 * unit:
        return None
    height = y1 - y0
    alike = [e[0] for e in edges if abs(e[1] - left) <= unit and abs(e[2] - end) <= unit]
    if not any(0.7 * height <= gap <= 1.4 * height for y in alike for gap in (y0 - y, y - y1)):
        return None  # a single band is a bar of tabs, not a row among rows
    box = (left, y0, end - left, y1 - y0)
    held = inside(box, lines)
    if len(held) < 2 or any(not geometry.shares_row(line.box, held[0].box) for line in held):
        return None
    return Found(box, "row", 0.8)


def _in_bar(line: Box, bar: Box, lines: list[TextLine], unit: float) -> Box:
    """A tab or menu in a bar: as high as the bar, half way to its neighbours."""
    gaps = [unit]
    for other in inside(bar, lines):
        if other.box != line and geometry.shares_row(other.box, line):
            gaps += [g for g in (line[0] - geometry.right(other.box), other.box[0] - geometry.right(line)) if g > 0]
    margin = min(gaps) / 2
    return (round(line[0] - margin), bar[1], round(line[2] + 2 * margin), bar[3])


def _text(point: Point, lines: list[TextLine], unit: float, picture: "Image") -> Found | None:
    """The line of text at the point, with the margin that elements have around their text."""
    near = [line for line in lines if geometry.distance(line.box, point) <= 0.8 * unit]
    if not near:
        return _beside(point, lines, unit)
    line = min(near, key=lambda line: (geometry.distance(line.box, point), geometry.area(line.box)))
    for bar in surfaces(point, picture, unit):
        if bar[3] <= 3 * unit and geometry.share_inside(line.box, bar) > 0.7 and len(inside(bar, lines)) > 1:
            return Found(_in_bar(line.box, bar, lines, unit), "bar", 0.74)
    return Found(line.box, "text", 0.72 if geometry.holds(line.box, point) else 0.55)


def _beside(point: Point, lines: list[TextLine], unit: float) -> Found | None:
    """A tick box or a wide label: the text to the left or right in the same row."""
    spot = (point[0] - 1, round(point[1] - unit / 2), 2, round(unit))
    row = [line for line in lines if geometry.shares_row(line.box, spot, 0.6)]
    if not row:
        return None
    line = min(row, key=lambda line: geometry.distance(line.box, point))
    return Found(geometry.union([line.box, spot]), "beside", 0.4)
