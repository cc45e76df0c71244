"""Mouse pointers of the common systems, drawn here at any size: arrow, hand, I-beam; dark and light."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

# Heights of the arrow in pixels of the watched picture: from a small one to those of recorders that enlarge it.
HEIGHTS = (9.5, 11, 13, 15, 17, 19, 21, 24, 28, 32, 37, 43, 50)
FINE = 8  # drawn so many times larger, then averaged
LEAST_VARIANCE = 60.0  # grey levels squared: flatter places look like nothing
UNIT = 20.0  # all outlines are drawn for an arrow of this height

ARROW = [(0, 0), (0, 17.4), (4.1, 13.6), (6.8, 20), (9.3, 18.9), (6.6, 12.8), (12.2, 12.6)]
HAND = [
    (5.2, 0.6), (6.4, 0), (7.6, 0.6), (7.8, 6.2), (9.6, 6.1), (10.6, 7), (12.4, 6.9), (13.3, 8), (15, 8), (16, 9.4),
    (16, 14), (14.4, 17.6), (14.2, 20), (6.4, 20), (6, 18), (2.6, 13.6), (0.4, 10.6), (0.8, 9.2), (2.4, 9), (5, 11.6),
]  # fmt: skip
IBEAM = [
    (0, 0), (2.6, 0), (3.4, 0.7), (4.2, 0), (6.8, 0), (6.8, 1), (4.4, 1.1), (3.9, 1.8),
    (3.9, 16.2), (4.4, 16.9), (6.8, 17), (6.8, 18), (4.2, 18), (3.4, 17.3), (2.6, 18), (0, 18),
    (0, 17), (2.4, 16.9), (2.9, 16.2), (2.9, 1.8), (2.4, 1.1), (0, 1),
]  # fmt: skip
OUTLINES = {"arrow": (ARROW, (0.0, 0.0)), "hand": (HAND, (6.4, 0.3)), "ibeam": (IBEAM, (3.4, 9.0))}


@dataclass(frozen=True, eq=False)
class Shape:
    """A picture of a pointer: grey values, what of them belongs to it, and where its tip is."""

    kind: str  # "arrow", "hand", "ibeam", "blob"
    grey: "Image"
    alpha: "Image"  # 255 inside the pointer
    tip: tuple[float, float]
    height: float = 0.0  # of the arrow of the same set, 0 if learned
    is_dark: bool = True

    @property
    def size(self) -> tuple[int, int]:
        return self.grey.shape[1], self.grey.shape[0]


@cache
def drawn(kind: str, height: float, is_dark: bool) -> Shape:
    """A pointer filled dark with a light rim, or the other way round."""
    import cv2
    import numpy as np

    outline, tip = OUTLINES[kind]
    scale = height / UNIT
    rim = max(1.0, 1.1 * scale)
    margin = int(np.ceil(rim)) + 1
    width = int(np.ceil(max(x for x, _ in outline) * scale)) + 2 * margin
    tall = int(np.ceil(max(y for _, y in outline) * scale)) + 2 * margin
    points = np.array([[((x * scale) + margin) * FINE, ((y * scale) + margin) * FINE] for x, y in outline], np.int32)
    inner = np.zeros((tall * FINE, width * FINE), np.uint8)
    cv2.fillPoly(inner, [points], 255)
    reach = round(rim * FINE)
    outer = cv2.dilate(inner, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1)))
    fill: Any = cv2.resize(inner, (width, tall), interpolation=cv2.INTER_AREA)
    alpha: Any = cv2.resize(outer, (width, tall), interpolation=cv2.INTER_AREA)
    grey = 255 - fill if is_dark else fill
    return Shape(kind, grey, alpha, (tip[0] * scale + margin, tip[1] * scale + margin), height, is_dark)


def sets() -> Iterator[tuple[float, bool]]:
    """Sizes and polarities in which pointers are looked for."""
    for height in HEIGHTS:
        for is_dark in (True, False):
            yield height, is_dark


def likeness(patch: "Image", shape: Shape) -> tuple[float, tuple[int, int]]:
    """How well the shape fits somewhere on the patch (-1..1), and at which place.

    The correlation of grey values over the shape's pixels only, so that the page around it doesn't count.
    """
    import cv2
    import numpy as np

    if patch.shape[0] < shape.grey.shape[0] or patch.shape[1] < shape.grey.shape[1]:
        return -1.0, (0, 0)
    weights, centred, spread, total = _kernels(shape)
    values = patch.astype(np.float32)
    values -= values.mean()  # smaller numbers, more exact sums
    sums = cv2.matchTemplate(values, weights, cv2.TM_CCORR)
    squares = cv2.matchTemplate(values * values, weights, cv2.TM_CCORR)
    products = cv2.matchTemplate(values, centred, cv2.TM_CCORR)
    variance = np.maximum(squares - sums * sums / total, total * LEAST_VARIANCE)
    _, best, _, place = cv2.minMaxLoc(products / np.sqrt(variance * spread))
    return float(best), (int(place[0]), int(place[1]))


@lru_cache(maxsize=256)
def _kernels(shape: Shape) -> tuple[Any, Any, float, float]:
    """Weights, weighted deviations from the mean, their sum of squares, the sum of weights."""
    import numpy as np

    weights = (shape.alpha / np.float32(255)).astype(np.float32)
    grey = shape.grey.astype(np.float32)
    total = float(weights.sum())
    deviations = grey - float((weights * grey).sum()) / total
    return weights, weights * deviations, float((weights * deviations**2).sum()), total
