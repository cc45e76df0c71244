"""Evenly coloured areas of the screen: what buttons, fields and rows are drawn on."""

from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Point
from ingest.stages.screen import geometry

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

# Differences of colour that may still be one surface: first a clean recording, last a heavily compressed one.
TOLERANCES = (5, 10, 18, 28)
TALLEST = 9.0  # in heights of a line of text
FULLEST_CORNERS = 0.8  # share of its rectangle that an element fills, rounded corners left out
WANTED, TRIED, FILLED = 255, 1, 2  # in the mask of one colour


def surfaces(point: Point, picture: "Image", unit: float) -> list[Box]:
    """Evenly coloured areas around the point, one for each tolerance, smallest tolerance first."""
    import cv2
    import numpy as np

    reach = max(3, round(unit * 0.35))
    top = max(0, point[1] - round((TALLEST + 1) * unit))
    picture = picture[top : point[1] + round((TALLEST + 1) * unit) + 1]
    height, width = picture.shape[:2]
    x, y = point[0], point[1] - top
    near = (slice(max(0, y - reach), y + reach + 1), slice(max(0, x - reach), x + reach + 1))
    if not picture[near].size:
        return []
    colour = commonest(picture[near]).astype(np.float64)
    boxes: list[Box] = []
    seen = 0
    for tolerance in TOLERANCES:
        mask: Any = cv2.inRange(picture, colour - tolerance, colour + tolerance)
        count = cv2.countNonZero(mask)
        if count == seen:  # masks only grow with the tolerance: as many pixels are the same pixels
            continue
        seen = count
        area = _largest_near(mask, near)
        if area is None:
            continue
        if area[3] > TALLEST * unit or (area[1] == 0 and top > 0):
            continue
        box = geometry.clipped(geometry.grown(area, 1), width, height)
        box = (box[0], box[1] + top, box[2], box[3])
        if geometry.holds(box, point, 2) and box not in boxes and _is_rectangle(mask, FILLED, area):
            boxes.append(box)
    return boxes


def _largest_near(mask: "Image", near: tuple[slice, slice]) -> Box | None:
    """The box of the connected area that has most pixels there; its pixels become `FILLED` in the mask.

    Only what touches that place is filled: to label all areas of a wide screen takes ten times as long.
    """
    import cv2
    import numpy as np

    votes: dict[tuple[Box, Point], int] = {}
    y0, x0 = near[0].start, near[1].start
    here = mask[near]
    while True:
        rows, columns = np.nonzero(here == WANTED)
        if not len(rows):
            break
        seed = (int(columns[0]) + x0, int(rows[0]) + y0)
        before = len(rows)
        found: Any = cv2.floodFill(mask, None, seed, TRIED, flags=4)  # type: ignore[call-overload]
        box: Box = tuple(int(v) for v in found[3])  # type: ignore[assignment]
        votes[(box, seed)] = before - int((here == WANTED).sum())
    if not votes:
        return None
    (box, seed), _ = max(votes.items(), key=lambda vote: vote[1])
    cv2.floodFill(mask, None, seed, FILLED, flags=4)  # type: ignore[call-overload]
    return box


def apart(one: "Image", other: "Image") -> "Image":
    """How much the colours differ, pixel by pixel: the largest of the three channels."""
    import cv2

    red, green, blue = cv2.split(cv2.absdiff(one, other))
    return cv2.max(cv2.max(red, green), blue)  # type: ignore[return-value]


def commonest(patch: "Image") -> Any:
    """The colour that most of the patch has: the ground that letters stand on."""
    import numpy as np

    flat = patch.reshape(-1, patch.shape[2])
    coarse = (flat // 12).astype(np.int32)
    keys = coarse[:, 0] * 10_000 + coarse[:, 1] * 100 + coarse[:, 2]
    values, counts = np.unique(keys, return_counts=True)
    return np.median(flat[keys == values[counts.argmax()]], axis=0).astype(np.int16)


def _is_rectangle(labels: Any, label: int, box: Box) -> bool:
    """Whether the area, with what is written on it, fills its rectangle."""
    import numpy as np

    x, y, w, h = box
    inside = labels[y : y + h, x : x + w] == label
    rows = np.maximum.accumulate(inside, axis=1) & np.maximum.accumulate(inside[:, ::-1], axis=1)[:, ::-1]
    return bool(rows.mean() >= FULLEST_CORNERS)
