"""Boxes on pictures, as fractions: where they meet, what becomes of them when the picture is cropped."""

from typing import Any, NamedTuple, Protocol


class Sides(Protocol):
    """Anything with the four sides of a box."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def pixels_of(box: Sides, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom: every pixel that the box touches, at least one."""
    left, top = max(0, int(box.x * width)), max(0, int(box.y * height))
    right = min(width, int(-(-((box.x + box.width) * width) // 1)))
    bottom = min(height, int(-(-((box.y + box.height) * height) // 1)))
    return min(left, width - 1), min(top, height - 1), max(right, left + 1), max(bottom, top + 1)


def touches(one: Sides, other: Sides) -> bool:
    """Whether the two share anything: a word that is half covered is still readable to the half."""
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


def cropped_box(box: dict[str, Any] | None, part: Sides) -> dict[str, Any] | None:
    """The box in fractions of `part`, cut at its edges; None where nothing of it is left."""
    if box is None:
        return None
    x, y = (box["x"] - part.x) / part.width, (box["y"] - part.y) / part.height
    right, bottom = x + box["width"] / part.width, y + box["height"] / part.height
    x, y, right, bottom = max(0.0, x), max(0.0, y), min(1.0, right), min(1.0, bottom)
    if right <= x or bottom <= y:
        return None
    return box | {"x": _short(x), "y": _short(y), "width": _short(right - x), "height": _short(bottom - y)}


def cropped_mark(mark: dict[str, Any], part: Sides) -> dict[str, Any] | None:
    """An annotation in fractions of `part`. Boxes are cut, the others stay where they point if that is left."""
    if mark["kind"] == "box":
        return cropped_box(mark, part)
    x, y = (mark["x"] - part.x) / part.width, (mark["y"] - part.y) / part.height
    width, height = mark.get("width", 0) / part.width, mark.get("height", 0) / part.height
    tip = (x + width, y + height) if mark["kind"] == "arrow" else (x, y)
    if not all(0 <= place <= 1 for place in tip):
        return None
    start, end = (_inside(x), _inside(y)), (_inside(x + width), _inside(y + height))
    return mark | {
        "x": _short(start[0]),
        "y": _short(start[1]),
        "width": _short(end[0] - start[0]),
        "height": _short(end[1] - start[1]),
    }


def _inside(place: float) -> float:
    return min(max(place, 0.0), 1.0)


def _short(number: float) -> float:
    return round(number, 5)
