"""Reads whole screens, one after the other, and reads again only what has changed.

Most of a screen stays as it was from one action to the next. What looks the same as in an earlier
picture, be it dimmed behind a dialog, keeps the text that was read there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ingest.artefacts import Box, TextLine
from ingest.stages.screen import geometry

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

TILE = 8
PIXEL_CHANGE = 20  # less than that is the video's compression
PAGES_KEPT = 6
ALL_ANEW = 0.4  # share of changed tiles beyond which the whole screen is looked through
ROW_MARGIN, COLUMN_MARGIN = 4, 6  # tiles around a change, so that words aren't cut
SAME_LOOK = 0.16  # of the line's contrast, as a mean over 3 x 3 pixels
LEAST_SCORE = 0.5


class Recogniser(Protocol):
    """What finds and reads lines; see `ocr.Ocr`."""

    def find(self, picture: "Image") -> list[Box]: ...

    def read(self, lines: list["Image"]) -> list[tuple[str, float]]: ...


@dataclass
class _Page:
    grey: "Image"
    lines: list[TextLine]


class ScreenReader:
    """Remembers the last screens it has read."""

    def __init__(self, ocr: Recogniser):
        self._ocr = ocr
        self._pages: list[_Page] = []

    def read(self, picture: "Image") -> list[TextLine]:
        """Lines of text on the screen, from top to bottom."""
        grey = _grey(picture)
        like = [page for page in self._pages if page.grey.shape == grey.shape]
        tiles = [(float(changed.mean()), i, changed) for i, changed in enumerate(_changed(p.grey, grey) for p in like)]
        share, nearest, changed = min(tiles, key=lambda t: t[:2]) if tiles else (1.0, -1, None)
        if nearest >= 0 and share == 0.0:
            return like[nearest].lines
        if nearest >= 0 and share < ALL_ANEW:
            lines = self._partly(picture, grey, like[nearest], changed, like)
        else:
            height, width = grey.shape
            lines = self._region(picture, grey, (0, 0, width, height), like)
        lines.sort(key=lambda line: (line.box[1], line.box[0]))
        self.remember(picture, lines)
        return lines

    def remember(self, picture: "Image", lines: list[TextLine]) -> None:
        """Keep a screen whose text is known."""
        self._pages = [*self._pages[-(PAGES_KEPT - 1) :], _Page(_grey(picture), lines)]

    def _partly(self, picture: "Image", grey: "Image", page: _Page, changed: Any, pages: list[_Page]) -> list[TextLine]:
        height, width = grey.shape
        regions = [geometry.clipped(r, width, height) for r in _regions(changed, [line.box for line in page.lines])]
        kept = [
            line
            for line in page.lines
            if not any(geometry.overlap(line.box, region) for region in regions)
            or looks_same(grey, page.grey, line.box)  # the finder overlooks lines near the edge of a region
        ]
        read: list[TextLine] = []
        for region in regions:
            fresh = self._region(picture, grey, region, pages)
            read += [line for line in fresh if not any(_doubles(line.box, other.box) for other in [*kept, *read])]
        return kept + read

    def _region(self, picture: "Image", grey: "Image", region: Box, pages: list[_Page]) -> list[TextLine]:
        x, y, width, height = region
        lines: list[TextLine] = []
        unread: list[Box] = []
        for found in self._ocr.find(picture[y : y + height, x : x + width]):
            box = (found[0] + x, found[1] + y, found[2], found[3])
            known = _known(box, grey, pages)
            if known:
                lines.append(known)
            else:
                unread.append(box)
        pictures = [picture[b[1] : b[1] + b[3], b[0] : b[0] + b[2]] for b in unread]
        for box, (text, score) in zip(unread, self._ocr.read(pictures), strict=True):
            if text and score >= LEAST_SCORE:
                lines.append(TextLine(text, box, round(score, 3)))
        return lines


def _grey(picture: "Image") -> "Image":
    import cv2

    grey: Any = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return grey


def _changed(old: "Image", new: "Image") -> Any:
    """Which tiles of the screen differ."""
    import cv2
    import numpy as np

    differs = (cv2.absdiff(old, new) > PIXEL_CHANGE).astype(np.uint8)
    height, width = differs.shape
    down, across = -height % TILE, -width % TILE
    padded = np.pad(differs, ((0, down), (0, across)))
    counts = padded.reshape(padded.shape[0] // TILE, TILE, padded.shape[1] // TILE, TILE).sum(axis=(1, 3))
    return counts >= 2


def _regions(changed: Any, lines: Iterable[Box]) -> list[Box]:
    """Rectangles around the changes that cut no known line in two."""
    import cv2
    import numpy as np

    mask = changed.astype(np.uint8)
    kernel = np.ones((2 * ROW_MARGIN + 1, 2 * COLUMN_MARGIN + 1), np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(mask, kernel))
    regions = [tuple(int(v) * TILE for v in stats[i][:4]) for i in range(1, count)]
    known = list(lines)
    return merged([geometry.union([r, *(b for b in known if geometry.overlap(b, r))]) for r in regions])  # type: ignore[arg-type, list-item]


def merged(boxes: list[Box]) -> list[Box]:
    """The boxes with those that overlap made one."""
    done: list[Box] = []
    waiting = list(boxes)
    while waiting:
        box = waiting.pop()
        touching = [other for other in done if geometry.overlap(box, other)]
        if touching:
            done = [other for other in done if other not in touching]
            waiting.append(geometry.union([box, *touching]))
        else:
            done.append(box)
    return done


def _doubles(one: Box, other: Box) -> bool:
    smaller = min(geometry.area(one), geometry.area(other))
    return geometry.overlap(one, other) > 0.5 * smaller


def _known(box: Box, grey: "Image", pages: list[_Page]) -> TextLine | None:
    """The line that was read in the same place and looks the same, be it dimmed."""
    for page in reversed(pages):
        for line in page.lines:
            if geometry.iou(line.box, box) >= 0.6 and looks_same(grey, page.grey, line.box):
                return line
    return None


def looks_same(one: "Image", other: "Image", box: Box) -> bool:
    """Whether two grey pictures show the same in the box, apart from brightness and contrast."""
    import cv2
    import numpy as np

    x, y, width, height = box
    a = one[y : y + height, x : x + width].astype(np.float32)
    b = other[y : y + height, x : x + width].astype(np.float32)
    if a.shape != b.shape or not a.size:
        return False
    spread_a, spread_b = float(a.std()), float(b.std())
    if spread_a < 2 or spread_b < 2:
        return spread_a < 2 and spread_b < 2 and abs(float(a.mean() - b.mean())) < PIXEL_CHANGE
    fitted = (b - b.mean()) * (spread_a / spread_b) + a.mean()
    worst = float(cv2.blur(np.abs(a - fitted), (3, 3)).max())
    return worst < max(6.0, SAME_LOOK * float(a.max() - a.min()))
