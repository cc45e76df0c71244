"""Gathers changes into bursts: what happened without a pause, and what it left changed.

Works on frames one after the other and keeps only those that the last few bursts began with.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Burst, Change, Point
from ingest.stages.pictures import changes, differences, motion
from ingest.stages.pictures.differences import Region
from ingest.stages.pictures.tracking import Seen

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

PAUSE_SECONDS = 0.3  # without change: the burst is over
ANSWER_SECONDS = 0.5
LONGEST_SECONDS = 4.0
REMEMBERED = 8  # bursts that can be recognised as taken back
TAKEN_BACK = 0.35  # share of a region's changed pixels that may still differ
MOSTLY = 0.55  # share of all changed pixels whose regions must look as before
BLANK_MARGIN = 3  # pixels around the pointer that are not looked at
MOVED_SHARE = 0.04  # of the screen, from which a change may be a page that scrolls
ZOOMED_SHARE = 0.4
STRONG = 24  # grey levels: above what compression leaves around letters
ENOUGH_STRONG = 40  # pixels
MOST_BOXES = 12
BLANK_SPREAD = 0.8  # grey levels


@dataclass
class Moment:
    """One frame that differs from the one before it, and where the pointer was on both."""

    before_s: float
    at_s: float
    before: "Image"
    after: "Image"
    was: Seen | None
    seen: Seen | None

    @property
    def pointer_boxes(self) -> list[Box]:
        return [grown(s.box, BLANK_MARGIN) for s in (self.was, self.seen) if s]

    @property
    def is_moving(self) -> bool:
        return changes.is_moving(self.was, self.seen)


@dataclass
class _Open:
    """A burst that is still going on."""

    first: Moment
    is_small: bool
    has_press: bool
    last: Moment
    frames: int = 0
    rows: list[Box] = field(default_factory=list)
    touched: Box | None = None
    large_s: float | None = None  # when it last had a large change


@dataclass
class _Past:
    """What is needed to see that a burst was taken back: its regions, each with how much of it differed."""

    index: int
    frame: "Image"
    regions: list[tuple[Box, int, int]]  # box, pixels, grey levels by which they differed at least
    pointer_boxes: list[Box]


class Gatherer:
    """Told of each moment in order; `bursts` and `changes` grow."""

    def __init__(self, unit: float):
        self._unit = unit
        self._open: _Open | None = None
        self._past: deque[_Past] = deque(maxlen=REMEMBERED)
        self._hovered: list[tuple[float, Box]] = []
        self.bursts: list[Burst] = []
        self.changes: list[Change] = []

    def quiet(self, at_s: float) -> None:
        """Nothing changed until `at_s`."""
        if self._open and at_s - self._open.last.at_s >= PAUSE_SECONDS:
            self._close()

    def see(self, moment: Moment, mask: "Image") -> None:
        """Something changed: `mask` says where, the pointer left out."""
        self.quiet(moment.at_s)
        difference = _absolute(moment.before, moment.after)
        found = differences.regions(mask, difference)
        found = sorted(found + differences.rims_within(found, mask, difference), key=lambda r: r.pixels)
        moved = self._moved_frame(moment, found)
        if moved:
            self.changes.append(Change(round(moment.at_s, 3), found[-1].box, moved))
            return
        kinds = changes.kinds_of(found, moment.was, moment.seen, self._unit, self._recent_hovers(moment.at_s))
        kinds = self._writing_is_no_press(found, kinds)
        self.changes += [Change(round(moment.at_s, 3), r.box, k) for r, k in zip(found, kinds, strict=True)]
        self._hovered += [(moment.at_s, r.box) for r, k in zip(found, kinds, strict=True) if k == "hover"]
        real = [(r, k) for r, k in zip(found, kinds, strict=True) if k in ("region", "text", "press")]
        if real:
            self._add(moment, real)

    def _moved_frame(self, moment: Moment, found: list[Region]) -> str:
        """Whether the page or the whole picture only moved between the two frames."""
        if not found:
            return ""
        whole = _around(found)
        _, _, w, h = whole
        if w * h < MOVED_SHARE * moment.after.size:
            return ""
        if any(motion.is_scroll(moment.before, moment.after, box) for box in {found[-1].box, whole}):
            return "scroll"
        if w * h > ZOOMED_SHARE * moment.after.size and motion.is_zoom(moment.before, moment.after):
            self._past.clear()
            if self._open:
                self._close()
            return "zoom"
        return ""

    def finish(self) -> None:
        if self._open:
            self._close()

    def _recent_hovers(self, at_s: float) -> list[Box]:
        self._hovered = [h for h in self._hovered if at_s - h[0] <= changes.FADE_SECONDS]
        return [box for _, box in self._hovered]

    def _writing_is_no_press(self, found: list[Region], kinds: list[str]) -> list[str]:
        """Letters that appear right under the pointer while a line is written."""
        rows = self._open.rows[-1:] if self._open and not self._open.has_press else []
        return [
            "text" if kind == "press" and any(changes.same_row(r.box, row) for row in rows) else kind
            for r, kind in zip(found, kinds, strict=True)
        ]

    def _add(self, moment: Moment, real: list[tuple[Region, str]]) -> None:
        is_press = any(kind == "press" for _, kind in real)
        is_small = all(kind != "region" for _, kind in real)
        if self._open and self._must_split(moment, is_press, is_small):
            self._close()
        if self._open is None:
            self._open = _Open(moment, is_small, is_press, moment)
        burst = self._open
        burst.last, burst.frames = moment, burst.frames + 1
        if not is_small:
            burst.large_s = moment.at_s
        burst.rows += [r.box for r, kind in real if kind == "text"]
        for region, _ in real:
            burst.touched = union(burst.touched, region.box) if burst.touched else region.box

    def _must_split(self, moment: Moment, is_press: bool, is_small: bool) -> bool:
        burst = self._open
        assert burst is not None
        if moment.at_s - burst.first.at_s > LONGEST_SECONDS:
            return True
        if is_press and not burst.has_press:
            return True
        # A press may be answered by anything at once; else letters and large changes are things of their own.
        answers = burst.has_press and moment.at_s - burst.first.at_s <= ANSWER_SECONDS
        if not is_small and burst.large_s is not None and moment.at_s - burst.large_s > ANSWER_SECONDS:
            return True
        return burst.is_small != is_small and not answers

    def _close(self) -> None:
        import cv2

        burst = self._open
        assert burst is not None
        self._open = None
        first, last = burst.first, burst.last
        difference = _absolute(first.before, last.after)
        mask = differences.blanked(_mask(difference), first.pointer_boxes + last.pointer_boxes)
        left = [r for r in differences.regions(mask, difference) if not differences.is_faint(r)][-MOST_BOXES:]
        left = sorted(left + differences.rims_within(left, mask, difference), key=lambda r: r.pixels)
        pixels = cv2.countNonZero(mask) if left else 0
        share = pixels / mask.size
        tip = first.was or first.seen
        self.bursts.append(
            Burst(
                before_s=round(first.before_s, 3),
                start_s=round(first.at_s, 3),
                end_s=round(last.at_s, 3),
                boxes=[r.box for r in left],
                fills=[round(r.fill, 3) for r in left],
                rims=[r.is_rim for r in left],
                share=round(share, 4),
                is_small=burst.is_small and not any(changes.is_large(r.box, self._unit) for r in left),
                frames=burst.frames,
                touched=burst.touched or (0, 0, 0, 0),
                advance=changes.advance(burst.rows),
                pointer=_point(tip),
                is_moving=first.is_moving,
                has_press=burst.has_press,
                moved_page=self._moved_page(first.before, last.after, left, share),
                dialog=changes.dialog_box(first.before, last.after, share),
                undoes=self._taken_back(last),
                is_blank=bool(last.after[::4, ::4].std() < BLANK_SPREAD),
            )
        )
        if pixels:
            counted = [(r.box, *_counted(mask, difference, r.box)) for r in left]
            self._past.append(_Past(len(self.bursts) - 1, first.before, counted, first.pointer_boxes))

    def _moved_page(self, before: "Image", after: "Image", left: list[Region], share: float) -> str:
        if not left:
            return ""
        _, _, w, h = left[-1].box
        if any(motion.is_scroll(before, after, box) for box in {left[-1].box, _around(left)}):
            return "scroll"
        return "zoom" if share > 0.05 and w * h > 0.4 * before.size and motion.is_zoom(before, after) else ""

    def _taken_back(self, last: Moment) -> list[int]:
        """Earlier bursts whose regions look again as they did before them."""
        undone = []
        for past in list(self._past):
            if past.frame.shape != last.after.shape:
                continue
            whole = sum(pixels for _, pixels, _ in past.regions)
            back = sum(pixels for box, pixels, level in past.regions if _is_back(past, last, box, pixels, level))
            if back >= MOSTLY * whole:
                self._past.remove(past)
                undone.append(past.index)
        return undone


def _around(found: list[Region]) -> Box:
    box = found[0].box
    for region in found[1:]:
        box = union(box, region.box)
    return box


def _counted(mask: "Image", difference: "Image", box: Box) -> tuple[int, int]:
    """How many pixels of the box differ clearly, and what clearly means there."""
    import cv2

    x, y, w, h = box
    part = (slice(y, y + h), slice(x, x + w))
    strong = cv2.countNonZero(cv2.bitwise_and(mask[part], _mask(difference[part], STRONG)))
    if strong >= ENOUGH_STRONG:
        return strong, STRONG
    return cv2.countNonZero(mask[part]), differences.NOTICEABLE


def _is_back(past: _Past, last: Moment, box: Box, pixels: int, level: int) -> bool:
    """Whether a region looks as it did before the burst."""
    import cv2

    x, y, w, h = box
    part = (slice(y, y + h), slice(x, x + w))
    mask = _mask(_absolute(past.frame[part], last.after[part]), level)
    away = [(bx - x, by - y, bw, bh) for bx, by, bw, bh in past.pointer_boxes + last.pointer_boxes]
    return cv2.countNonZero(differences.blanked(mask, away)) <= TAKEN_BACK * pixels


def grown(box: Box, by: int) -> Box:
    return (box[0] - by, box[1] - by, box[2] + 2 * by, box[3] + 2 * by)


def union(one: Box, other: Box) -> Box:
    x, y = min(one[0], other[0]), min(one[1], other[1])
    right, low = max(one[0] + one[2], other[0] + other[2]), max(one[1] + one[3], other[1] + other[3])
    return (x, y, right - x, low - y)


def _absolute(before: "Image", after: "Image") -> "Image":
    import cv2

    return cv2.absdiff(before, after)  # type: ignore[return-value]


def _mask(difference: "Image", level: int = differences.NOTICEABLE) -> "Image":
    import cv2

    return cv2.threshold(difference, level, 255, cv2.THRESH_BINARY)[1]  # type: ignore[return-value]


def _point(seen: Seen | None) -> Point | None:
    return (round(seen.x), round(seen.y)) if seen else None
