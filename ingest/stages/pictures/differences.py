"""What differs between two grey frames: a mask, and the regions it falls into."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

NOTICEABLE = 14  # grey levels: more than codecs add to a screen at rest
CELL = 4  # pixels: regions are joined on a grid as coarse as this
JOIN = 3  # cells that may lie between two parts of one region
LEAST_PIXELS = 6
RIM = 8  # pixels of a border, glow included
RIM_INNER = 0.5  # share of the changed pixels that may lie inside
RIM_FILL = 0.5  # share of its box that a rim covers at most
RIM_LENGTH = 0.6  # share of each side that must differ
FAINT = 21.0  # mean difference that codecs cause when they send a whole picture anew
FAINT_FILL = 0.3


@dataclass(frozen=True)
class Region:
    """A connected area that differs: how many pixels, and how much on average."""

    box: Box
    pixels: int
    strength: float
    is_rim: bool = False  # only its border differs

    @property
    def fill(self) -> float:
        return self.pixels / max(1, self.box[2] * self.box[3])


def is_faint(region: Region) -> bool:
    """A veil that the codec laid over a screen at rest."""
    return region.strength < FAINT and region.fill < FAINT_FILL


def mask_of(before: "Image", after: "Image", least: int = NOTICEABLE) -> "Image":
    """255 where the frames differ noticeably."""
    import cv2

    return cv2.threshold(cv2.absdiff(before, after), least, 255, cv2.THRESH_BINARY)[1]  # type: ignore[return-value]


def blanked(mask: "Image", boxes: Iterable[Box]) -> "Image":
    """The mask without these boxes (changed in place)."""
    for x, y, w, h in boxes:
        mask[max(0, y) : max(0, y + h), max(0, x) : max(0, x + w)] = 0
    return mask


def regions(mask: "Image", difference: "Image | None" = None, join: int = JOIN) -> list[Region]:
    """Connected areas of the mask, smallest first. Single pixels are noise."""
    import cv2
    import numpy as np

    if not cv2.countNonZero(mask):
        return []
    height, width = mask.shape
    low, right = -height % CELL, -width % CELL
    padded = cv2.copyMakeBorder(mask, 0, low, 0, right, cv2.BORDER_CONSTANT, value=0) if low or right else mask
    # The mean of a cell of a mask of 0 and 255 says how many of its pixels are set.
    means = cv2.resize(padded, (padded.shape[1] // CELL, padded.shape[0] // CELL), interpolation=cv2.INTER_AREA)
    counts = np.rint(means.astype(np.float32) * (CELL * CELL / 255))
    cells = (counts > 0).astype(np.uint8)
    joined = cv2.dilate(cells, np.ones((join, join), np.uint8))
    number, labels = cv2.connectedComponents(joined, connectivity=8)
    labels = labels * cells
    totals = np.bincount(labels.ravel(), weights=counts.ravel(), minlength=number)
    found = []
    for label, box in _cell_boxes(labels, number):
        if totals[label] < LEAST_PIXELS:
            continue
        tight = _tightened(mask, box)
        if difference is None:
            found.append(Region(tight, int(totals[label]), 0.0))
        else:
            found.append(Region(tight, int(totals[label]), _strength(difference, mask, tight), _is_rim(mask, tight)))
    return sorted(found, key=lambda r: r.pixels)


def _cell_boxes(labels: "Image", number: int) -> list[tuple[int, tuple[int, int, int, int]]]:
    import numpy as np

    ys, xs = np.nonzero(labels)
    of = labels[ys, xs]
    low_x, low_y = np.full(number, 1 << 30), np.full(number, 1 << 30)
    high_x, high_y = np.full(number, -1), np.full(number, -1)
    np.minimum.at(low_x, of, xs)
    np.minimum.at(low_y, of, ys)
    np.maximum.at(high_x, of, xs)
    np.maximum.at(high_y, of, ys)
    return [
        (n, (int(low_x[n]), int(low_y[n]), int(high_x[n] - low_x[n] + 1), int(high_y[n] - low_y[n] + 1)))
        for n in range(1, number)
        if high_x[n] >= 0
    ]


def _tightened(mask: "Image", cells: tuple[int, int, int, int]) -> Box:
    """The exact box of the pixels inside a box of cells."""
    import cv2

    x, y, w, h = (v * CELL for v in cells)
    dx, dy, tw, th = cv2.boundingRect(mask[y : y + h, x : x + w])
    return (x + dx, y + dy, tw, th)


def rims_within(found: list[Region], mask: "Image", difference: "Image") -> list[Region]:
    """Borders that were taken together with others close by, such as two fields below each other."""
    rims = []
    for region in found:
        x, y, w, h = region.box
        if region.is_rim or min(w, h) < 2 * RIM or region.fill > 0.6 or w * h > 0.3 * mask.size:
            continue
        part = (slice(y, y + h), slice(x, x + w))
        for inner in regions(mask[part], difference[part], join=1):
            if inner.is_rim and inner.pixels < 0.9 * region.pixels:
                ix, iy, iw, ih = inner.box
                rims.append(Region((x + ix, y + iy, iw, ih), inner.pixels, inner.strength, True))
    return rims


def _is_rim(mask: "Image", box: Box) -> bool:
    """Whether the changed pixels lie along all four sides, and hardly any inside."""
    x, y, w, h = box
    part = mask[y : y + h, x : x + w] > 0
    edge = min(RIM, max(3, h // 6))
    if min(w, h) < 3 * edge or part.mean() > RIM_FILL:
        return False
    inner = part[edge:-edge, edge:-edge].sum() / max(1, part.sum())
    sides = (part[:edge].any(axis=0), part[-edge:].any(axis=0), part[:, :edge].any(axis=1), part[:, -edge:].any(axis=1))
    return bool(inner <= RIM_INNER and min(float(side.mean()) for side in sides) >= RIM_LENGTH)


def _strength(difference: "Image", mask: "Image", box: Box) -> float:
    x, y, w, h = box
    part = mask[y : y + h, x : x + w] > 0
    return float(difference[y : y + h, x : x + w][part].mean())
