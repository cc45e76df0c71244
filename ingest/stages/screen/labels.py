"""What an element is called: its own text, or for a field the text above, beside or inside it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, TextLine
from ingest.stages.screen import boxes, geometry, grounds

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

FARTHEST_LEFT = 14.0  # in heights of a line
FARTHEST_ABOVE = 1.3
STEP = 6  # difference of colour that makes a border
RIM = 0.17  # of a line's height
LONGEST = 80
# Arrows, plus signs, stars and bullets that stand beside a label; often read as letters.
ORNAMENT_BEFORE = re.compile(r"^(?:[^\w\s$€£#@(\"'“/~.-]+\s*|[+›»>]\s*)+")
# An icon is often taken for a single Chinese character, in front of a word of another script.
ICON_BEFORE = re.compile(r"^[\u2e80-\u9fff]\s*(?=[A-Za-z][^\u2e80-\u9fff]*$)")
ORNAMENT_AFTER = re.compile(r"(?:\s*[*:▼▾▽˅⌄›»>…]+|\s+[vVY∨])+$")


@dataclass(frozen=True)
class Label:
    """A name, where it stands, and why it was taken."""

    text: str
    box: Box
    sign: str  # "own", "row", "above", "left", "right", "placeholder"
    confidence: float


def cleaned(text: str) -> str:
    """The label without the ornaments around it."""
    text = ICON_BEFORE.sub("", " ".join(text.split()))
    return ORNAMENT_AFTER.sub("", ORNAMENT_BEFORE.sub("", text)).strip() or text


def own_text(found: boxes.Found, lines: list[TextLine], point: tuple[int, int] | None) -> Label | None:
    """The text on the element itself."""
    held = boxes.inside(found.box, lines)
    if not held:
        return None
    if found.sign == "row":
        line = _row_name(held, lines, point)
        return Label(cleaned(line.text), line.box, "row", 0.85 * line.confidence)
    rows = _rows(held)
    first = rows[0]
    if len(rows) > 1 and all(abs(row[0].box[0] - first[0].box[0]) <= first[0].box[3] / 2 for row in rows):
        return Label(cleaned(first[0].text), first[0].box, "own", 0.8 * first[0].confidence)  # a card: its heading
    text = cleaned(" ".join(line.text for row in rows for line in row))
    return Label(
        text[:LONGEST], geometry.union(line.box for line in held), "own", min(line.confidence for line in held)
    )


def _rows(held: list[TextLine]) -> list[list[TextLine]]:
    """Lines by row, each from left to right."""
    rows: list[list[TextLine]] = []
    for line in sorted(held, key=lambda line: geometry.centre(line.box)[1]):
        if rows and geometry.shares_row(rows[-1][0].box, line.box, 0.7):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box[0]) for row in rows]


def _row_name(held: list[TextLine], lines: list[TextLine], point: tuple[int, int] | None) -> TextLine:
    """The leftmost text; unless the click was on a link that every row has, such as “Edit”."""
    leftmost = min(held, key=lambda line: line.box[0])
    for line in held:
        if point is None or line is leftmost or not geometry.holds(line.box, point):
            continue
        like = [o for o in lines if o.text == line.text and abs(o.box[0] - line.box[0]) <= 8 and o is not line]
        if like:
            return line
    return leftmost


def of_field(box: Box, lines: list[TextLine], picture: "Image", placeholder: str = "") -> Label | None:
    """The name of a field: above it, else to its left, else what stands in it while it is empty."""
    unit = boxes.line_height(lines, picture.shape[0])
    named = [label for line in lines if (label := _beside(line, box, picture, unit))]
    if placeholder:
        named.append(Label(cleaned(placeholder), box, "placeholder", 0.6))
    return max(named, key=lambda label: label.confidence, default=None)


def _beside(line: TextLine, box: Box, picture: "Image", unit: float) -> Label | None:
    text = cleaned(line.text)
    if not boxes.is_wording(text) or len(text) > LONGEST or geometry.share_inside(line.box, box) > 0.6:
        return None
    gap = box[1] - geometry.bottom(line.box)
    offset = abs(line.box[0] - box[0]) / unit
    if (
        -0.6 * unit <= gap <= FARTHEST_ABOVE * unit
        and line.box[0] < geometry.right(box)
        and geometry.shares_column(line.box, box)
    ):
        if geometry.centre(line.box)[1] > box[1] + 2 or _border_between(line.box, box, picture, down=True):
            return None
        return Label(
            text, line.box, "above", line.confidence * (0.95 - 0.12 * max(0.0, gap / unit) - 0.04 * min(5.0, offset))
        )
    apart = box[0] - geometry.right(line.box)
    first_row = (box[0], box[1], box[2], min(box[3], round(1.6 * unit)))
    if -0.3 * unit <= apart <= FARTHEST_LEFT * unit and geometry.shares_row(line.box, first_row):
        if _border_between(line.box, box, picture, down=False):
            return None
        return Label(text, line.box, "left", line.confidence * (0.86 - 0.02 * max(0.0, apart / unit)))
    return None


def _border_between(line: Box, box: Box, picture: "Image", down: bool) -> bool:
    """Whether a border runs between a text and a box: then the text belongs to something else.

    Close to the box it may be the box's own border or focus ring, unless the text has one above it too.
    """
    rim = max(3, round(RIM * line[3]))
    if down:
        x0, x1 = max(line[0], box[0]), min(geometry.right(line), geometry.right(box))
        columns = slice(max(0, x0), max(0, x1))
        middle = line[1] + round(line[3] * 0.6)
        if _has_rule(picture[max(0, middle) : max(0, box[1] - rim), columns]):
            return True
        above = picture[max(0, line[1] - round(line[3] * 0.5)) : line[1] + round(line[3] * 0.3), columns]
        return _has_rule(picture[max(0, middle) : max(0, box[1] - 2), columns]) and _has_rule(above)
    rows = slice(max(0, line[1] + round(line[3] * 0.1)), geometry.bottom(line) - round(line[3] * 0.1))
    x0, x1 = geometry.right(line) - round(line[3] * 0.2), box[0] - rim
    return _has_rule(picture[rows, max(0, x0) : max(0, x1)].swapaxes(0, 1))


def _has_rule(strip: "Image") -> bool:
    """Whether a line goes right through the strip."""
    if strip.shape[0] < 2 or strip.shape[1] < 4:
        return False
    steps = grounds.apart(strip[1:].copy(), strip[:-1].copy()) >= STEP
    return bool((steps.mean(axis=1) >= 0.92).any())


def tick_label(box: Box, lines: list[TextLine], unit: float) -> Label | None:
    """The text to the right of a tick box, or else to its left."""
    row = [line for line in lines if geometry.shares_row(line.box, box, 0.4) and boxes.is_wording(line.text)]
    to_right = [line for line in row if -0.5 * unit <= line.box[0] - geometry.right(box) <= 2.5 * unit]
    to_left = [line for line in row if -0.5 * unit <= box[0] - geometry.right(line.box) <= 2.5 * unit]
    for side, sign, sure in ((to_right, "right", 0.85), (to_left, "left", 0.6)):
        if side:
            line = min(side, key=lambda line: geometry.distance(line.box, geometry.centre(box)))
            return Label(cleaned(line.text), line.box, sign, sure * line.confidence)
    return None
