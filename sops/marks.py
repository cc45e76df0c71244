"""Marks over a screenshot as the page draws them: pixels of the frame, sized to be read at the page's width.

`picture_tools/shapes.js` draws the same while somebody edits them.
"""

from dataclasses import dataclass
from math import atan2, cos, hypot, sin

from sops.document import Annotation, Picture

# On larger frames everything is drawn larger, so that it looks the same on the page.
USUAL_WIDTH = 1440
RADIUS, LETTERS, HEAD = 17, 18, 20
HEAD_ANGLE = 0.45


@dataclass(frozen=True)
class Mark:
    """`points` is the head of an arrow; `radius`, `letters` (the font's size) what a number or text needs."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    end_x: float
    end_y: float
    text: str
    radius: float
    letters: float
    points: str = ""

    @property
    def middle_x(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def middle_y(self) -> float:
        return round(self.y + self.height / 2, 1)


def marks_of(picture: Picture) -> list[Mark]:
    scale = max(1.0, picture.width / USUAL_WIDTH)
    return [_mark(annotation, picture, scale) for annotation in picture.annotations]


def told(picture: Picture) -> str:
    """What the marks say, for those who don't see them."""
    words = [mark.text for mark in picture.annotations if mark.text and mark.kind in ("text", "number")]
    return f" Marked: {', '.join(words)}." if words else ""


def _mark(annotation: Annotation, picture: Picture, scale: float) -> Mark:
    x, y = annotation.x * picture.width, annotation.y * picture.height
    width, height = annotation.width * picture.width, annotation.height * picture.height
    end_x, end_y = x + width, y + height
    points = ""
    if annotation.kind == "arrow":
        points, end_x, end_y = _head(x, y, end_x, end_y, scale)
    return Mark(
        kind=annotation.kind,
        x=round(x, 1),
        y=round(y, 1),
        width=round(width, 1),
        height=round(height, 1),
        end_x=round(end_x, 1),
        end_y=round(end_y, 1),
        text=annotation.text,
        radius=round(RADIUS * scale, 1),
        letters=round(LETTERS * scale, 1),
        points=points,
    )


def _head(x: float, y: float, tip_x: float, tip_y: float, scale: float) -> tuple[str, float, float]:
    """The head's corners, and where the line ends: inside the head, so that the tip stays sharp."""
    angle, size = atan2(tip_y - y, tip_x - x), min(HEAD * scale, hypot(tip_x - x, tip_y - y))
    corners = [(tip_x, tip_y)]
    for side in (HEAD_ANGLE, -HEAD_ANGLE):
        corners.append((tip_x - size * cos(angle + side), tip_y - size * sin(angle + side)))
    inside = (tip_x - 0.7 * size * cos(angle), tip_y - 0.7 * size * sin(angle))
    return " ".join(f"{at_x:.1f},{at_y:.1f}" for at_x, at_y in corners), *inside
