"""What kind of change a region is, told from its form and from where the pointer is."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box
from ingest.stages.pictures import differences
from ingest.stages.pictures.differences import Region
from ingest.stages.pictures.tracking import Seen

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

# In pixels of a screen of usual size; `unit` scales them.
CARET = (4, 7, 44)  # widest, lowest, highest
THREAD = 2  # pixels: what is thinner was left by the codec
LETTERS = (160, 40)  # widest and highest change that still is some letters
HOVER_HEIGHT = 110  # highest thing that lights up under the pointer
PRESS_REACH = 36  # a mark at the tip lies within this distance
PRESS_OFF_CENTRE = 14
MOVES = 5.0  # pixels between two frames from which the pointer moves
FADE_SECONDS = 0.45  # hover effects fade in and out
DIMMED_SHARE = 0.5  # of the screen must only have become darker or lighter around a dialog
DIM_RESIDUE = 14  # grey levels


def is_moving(was: Seen | None, seen: Seen | None) -> bool:
    if was is None or seen is None:
        return (was is None) != (seen is None)
    return abs(was.x - seen.x) + abs(was.y - seen.y) >= MOVES


def is_large(box: Box, unit: float) -> bool:
    return box[2] > LETTERS[0] * unit or box[3] > LETTERS[1] * unit


def kinds_of(found: list[Region], was: Seen | None, seen: Seen | None, unit: float, hovers: list[Box]) -> list[str]:
    """One of caret, hover, press, text, region, noise for each."""
    moving = is_moving(was, seen)
    tips = [s.tip for s in (was, seen) if s]
    kinds = []
    at_tip = _union([r.box for r in found if seen and not moving and _within(r.box, seen.tip, PRESS_REACH * unit)])
    is_press = at_tip is not None and seen is not None and _centred(at_tip, seen.tip, PRESS_OFF_CENTRE * unit)
    for region in found:
        _, _, w, h = region.box
        if differences.is_faint(region) or min(w, h) <= THREAD:
            kinds.append("caret" if _is_caret(region.box, unit) else "noise")
        elif is_press and seen and _within(region.box, seen.tip, PRESS_REACH * unit):
            kinds.append("press")
        elif _is_caret(region.box, unit):
            kinds.append("caret")
        elif _is_hover(region, tips if moving else [], unit) or _fades(region.box, hovers):
            kinds.append("hover")
        else:
            kinds.append("region" if is_large(region.box, unit) else "text")
    return kinds


def _is_caret(box: Box, unit: float) -> bool:
    _, _, w, h = box
    return w <= CARET[0] * unit and CARET[1] * unit <= h <= CARET[2] * unit and h >= 2.2 * w


def _is_hover(region: Region, tips: list[tuple[float, float]], unit: float) -> bool:
    """It lights up where the pointer has just come in, or goes out where it has left."""
    x, y, w, h = region.box
    if region.is_rim:
        return False  # a field that is entered
    return h <= HOVER_HEIGHT * unit and any(x - 4 <= tx <= x + w + 4 and y - 4 <= ty <= y + h + 4 for tx, ty in tips)


def _fades(box: Box, hovers: list[Box]) -> bool:
    """Goes on where something has just lit up."""
    x, y, w, h = box
    return any(
        hx - 6 <= x and hy - 6 <= y and x + w <= hx + hw + 6 and y + h <= hy + hh + 6 and w * h >= 0.3 * hw * hh
        for hx, hy, hw, hh in hovers
    )


def same_row(one: Box, other: Box) -> bool:
    """Whether the second stands in the same line of text, close by."""
    overlap = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    gap = max(one[0], other[0]) - min(one[0] + one[2], other[0] + other[2])
    return overlap >= 0.4 * min(one[3], other[3]) and gap <= 60


def advance(rows: list[Box]) -> int:
    """How far changes went on to the right in their row, over all rows."""
    forward = back = 0
    for before, after in pairwise(rows):
        if same_row(before, after):
            step = min(40, max(-40, after[0] + after[2] - before[0] - before[2]))
            forward, back = forward + max(0, step), back + max(0, -step)
    return forward - 2 * back if forward >= back else forward - back


def dialog_box(before: "Image", after: "Image", share: float) -> Box | None:
    """Where most of the screen only became darker or lighter: the box that became something else."""
    import cv2
    import numpy as np

    if share < DIMMED_SHARE:
        return None
    old, new = before[::4, ::4].astype(np.float32), after[::4, ::4].astype(np.float32)
    base = old > 40
    if base.mean() < 0.2:
        return None
    factor = float(np.median(new[base] / old[base]))
    if 0.94 < factor < 1.06 or factor < 0.1:
        return None
    other = (np.abs(new - old * factor) > DIM_RESIDUE).astype(np.uint8)
    if other.mean() > DIMMED_SHARE:
        return None
    closed = cv2.morphologyEx(other, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed)
    if len(stats) < 2:
        return None
    x, y, w, h, _ = stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())]
    return (int(x) * 4, int(y) * 4, int(w) * 4, int(h) * 4)


def _within(box: Box, tip: tuple[float, float], reach: float) -> bool:
    x, y, w, h = box
    return tip[0] - reach <= x and x + w <= tip[0] + reach and tip[1] - reach <= y and y + h <= tip[1] + reach


def _centred(box: Box, tip: tuple[float, float], off: float) -> bool:
    x, y, w, h = box
    return abs(x + w / 2 - tip[0]) <= off and abs(y + h / 2 - tip[1]) <= off


def _union(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    x, y = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, low = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return (x, y, right - x, low - y)
