"""Follows the pointer from frame to frame, by the shapes learned for this recording."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box
from ingest.stages.pictures import shapes
from ingest.stages.pictures.differences import Region
from ingest.stages.pictures.shapes import Shape

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

STAYS = 0.56  # likeness from which the pointer is still where it was
CLEAR = 0.72  # likeness from which it is seen somewhere else
CLEAR_BAR = 0.8  # I-beams look like many things
SURE = 0.85  # likeness from which it needs no second look
SOLID, BARS = ("arrow", "hand", "blob"), ("ibeam",)
BAR_LIKENESS = 0.7  # of a bar taken on trust
LOST_FRAMES = 4  # after which a narrow change is no longer taken for the pointer
WINDOWS = 6  # places looked at in one frame
NEAR = 130  # pixels that a pointer moves in a frame, mostly
WANDER = 2  # pixels by which a resting pointer may seem to move


@dataclass(frozen=True)
class Seen:
    """The pointer in one frame: its tip, its box, and how sure that is."""

    x: float
    y: float
    box: Box
    shape: Shape
    likeness: float

    @property
    def tip(self) -> tuple[float, float]:
        return self.x, self.y


class Tracker:
    """Told every frame that differs from the one before, says where the pointer is (None: not seen)."""

    def __init__(self, known: list[Shape], clear: float = CLEAR):
        self._clear = clear
        learned = {shape.kind for shape in known if not shape.height or not _is_drawn(shape)}
        self._shapes = [s for s in known if not _is_drawn(s) or s.kind not in learned][:6]
        self._largest = max((max(s.size) for s in self._shapes), default=0)
        self._height = max((s.size[1] for s in self._shapes), default=0)
        self._lost_for = 0  # frames
        self._known: tuple[float, float] | None = None  # where it was last seen
        self._bar: Shape | None = None  # what the pointer looked like when it last became a bar
        self.seen: Seen | None = None
        self.was: Seen | None = None  # where it must have been in the frame before, if only found out now

    def follow(self, before: "Image", after: "Image", mask: "Image", changed: list[Region]) -> Seen | None:
        """Where the pointer is on `after`; `mask` and `changed` say where it differs from `before`."""
        self.was = self.seen
        if not self._shapes:
            return None
        last = self.seen
        if last and not _touched(mask, last.box):
            if last.shape.kind == "ibeam" or last.likeness < SURE:
                self.seen = self._elsewhere(before, after, changed, SOLID) or last
            self._known = self.seen.tip if self.seen else last.tip
            return self.seen
        stays = self._at(after, last) if last else None
        if stays and stays.likeness >= self._clear and stays.shape.kind != "ibeam":
            self._lost_for, self.seen = 0, stays
            return stays
        found = self._elsewhere(before, after, changed, SOLID) or self._elsewhere(before, after, changed, BARS)
        if found is None and last and stays and self._stays(after, last, stays):
            found = stays
        if found is None:
            found = self._as_bar(after, mask, changed)
        if found is None and stays and stays.likeness >= STAYS and stays.shape.kind != "ibeam":
            found = stays
        self._lost_for = 0 if found else self._lost_for + 1
        self._known = found.tip if found else self._known
        if found and last is None:
            self.was = self._left_from(before, after, changed, found)
        self.seen = found
        return found

    def _at(self, frame: "Image", last: Seen) -> Seen | None:
        """The best shape with its tip where the pointer was."""
        best: Seen | None = None
        for shape in self._shapes:
            x0, y0 = round(last.x - shape.tip[0]) - WANDER, round(last.y - shape.tip[1]) - WANDER
            area = (x0, y0, shape.size[0] + 2 * WANDER, shape.size[1] + 2 * WANDER)
            seen = _best_in(frame, area, [shape])
            if seen and (best is None or seen.likeness > best.likeness):
                best = seen
        return best

    def _elsewhere(self, before: "Image", after: "Image", changed: list[Region], kinds: tuple[str, ...]) -> Seen | None:
        best: Seen | None = None
        candidates = [s for s in self._shapes if s.kind in kinds]
        for window in self._windows(changed):
            seen = _best_in(after, window, candidates)
            if seen is None or seen.likeness < (CLEAR_BAR if seen.shape.kind == "ibeam" else self._clear):
                continue
            if seen.shape.kind == "ibeam" and not _ends(after, seen):
                continue
            if best is not None and seen.likeness <= best.likeness:
                continue
            if self._was_there_before(before, seen):
                continue
            best = seen
        return best

    def _stays(self, after: "Image", last: Seen, stays: Seen) -> bool:
        """A bar in place of another pointer must be clear: edges of buttons look like bars."""
        if stays.shape.kind != "ibeam":
            return stays.likeness >= self._clear
        if last.shape.kind == "ibeam":
            return stays.likeness >= self._clear or (stays.likeness >= STAYS and _ends(after, stays))
        return stays.likeness >= SURE and _ends(after, stays)

    def _as_bar(self, after: "Image", mask: "Image", changed: list[Region]) -> Seen | None:
        """A pointer that has just turned into a thin bar over a field: it shows as a narrow change that ends."""
        import cv2
        import numpy as np

        best: Seen | None = None
        for region in changed if self._known and self._lost_for <= LOST_FRAMES else []:
            x, y, w, h = region.box
            assert self._known
            if abs(x + w / 2 - self._known[0]) + abs(y + h / 2 - self._known[1]) > NEAR:
                continue
            if not (0.5 * self._height <= h <= self._height + 2 and w <= 0.45 * self._height and 2 * w <= h):
                continue
            alpha = cv2.copyMakeBorder(mask[y : y + h, x : x + w], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
            alpha = cv2.dilate(alpha, np.ones((3, 3), np.uint8))
            area = (x - 1, y - 1, w + 2, h + 2)
            if x < 1 or y < 1 or x + w >= after.shape[1] or y + h >= after.shape[0]:
                continue
            grey = after[area[1] : area[1] + area[3], area[0] : area[0] + area[2]].copy()
            shape = Shape("ibeam", grey, alpha, (area[2] / 2, area[3] / 2))  # type: ignore[arg-type]
            seen = Seen(x + w / 2, y + h / 2, area, shape, BAR_LIKENESS)
            if _ends(after, seen) and (best is None or h > best.box[3]):
                best = seen
        if best:
            self._shapes = [s for s in self._shapes if s is not self._bar] + [best.shape]
            self._bar = best.shape
        return best

    def _windows(self, changed: list[Region]) -> list[Box]:
        """Places where the pointer may be now: around changes, nearest to its last place first."""
        reach = self._largest // 2 + 2
        places: list[tuple[float, Box]] = []
        for region in changed:
            x, y, w, h = region.box
            if w > 3 * self._largest or h > 3 * self._largest:
                if self.seen is None:
                    continue
                here_x, here_y = round(self.seen.x), round(self.seen.y)
                x1, y1 = max(x, here_x - NEAR), max(y, here_y - NEAR)
                w, h = min(x + w, here_x + NEAR) - x1, min(y + h, here_y + NEAR) - y1
                x, y = x1, y1
                if w <= 0 or h <= 0:
                    continue
            distance = (
                abs(x + w / 2 - self.seen.x) + abs(y + h / 2 - self.seen.y) if self.seen else -float(region.pixels)
            )
            places.append((distance, (x - reach, y - reach, w + 2 * reach, h + 2 * reach)))
        places.sort()
        return [box for _, box in places[:WINDOWS]]

    def _was_there_before(self, before: "Image", seen: Seen) -> bool:
        """What looked so in the frame before, with the pointer elsewhere, is part of the page."""
        if self.seen and abs(self.seen.x - seen.x) + abs(self.seen.y - seen.y) < 2 * WANDER:
            return False
        x, y, w, h = seen.box
        same = _best_in(before, (x - 1, y - 1, w + 2, h + 2), [seen.shape])
        return same is not None and same.likeness > max(0.55, seen.likeness - 0.12)

    def _left_from(self, before: "Image", after: "Image", changed: list[Region], found: Seen) -> Seen | None:
        """Where it was until now, when it is found for the first time: what it left shows in the frame before."""
        places = [r for r in changed if not _overlap(r.box, found.box)]
        for window in self._windows(places):
            seen = _best_in(before, window, self._shapes)
            if seen and seen.likeness >= CLEAR_BAR:
                return seen
        return None


def _is_drawn(shape: Shape) -> bool:
    return bool(shape.height) and shapes.drawn(shape.kind, shape.height, shape.is_dark) is shape


def _best_in(frame: "Image", area: Box, candidates: list[Shape]) -> Seen | None:
    """The best fit of the shapes in an area, which may hang over the edge of the frame."""
    import cv2

    height, width = frame.shape
    x, y, w, h = area
    left, top, right, low = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    if right - left < 4 or low - top < 4:
        return None
    patch = frame[top:low, left:right]
    if (right - left, low - top) != (w, h):
        patch = cv2.copyMakeBorder(  # type: ignore[assignment]
            patch, top - y, y + h - low, left - x, x + w - right, cv2.BORDER_REPLICATE
        )
    best: Seen | None = None
    for shape in candidates:
        likeness, (px, py) = shapes.likeness(patch, shape)
        if best is None or likeness > best.likeness:
            box = (x + px, y + py, *shape.size)
            best = Seen(box[0] + shape.tip[0], box[1] + shape.tip[1], box, shape, likeness)
    return best


def _ends(frame: "Image", seen: Seen) -> bool:
    """Whether a bar ends above and below: borders of fields go on."""
    height, width = frame.shape
    x, y, w, h = seen.box
    column = x + w // 2
    rows = (y + h // 4, y + h // 2, y + 3 * h // 4)
    above, below = y - 2, y + h + 1
    if above < 0 or below >= height or column - w // 2 - 1 < 0 or column + w // 2 + 1 >= width:
        return False
    strip = frame[:, column - 1 : column + 2].astype(int)
    sides = [int(frame[row, column + dx]) for row in rows for dx in (-w // 2 - 1, w // 2 + 1)]
    ground = sum(sides) / len(sides)
    core = max((strip[row] for row in rows for _ in (0,)), key=lambda v: abs(v - ground).max())
    contrast = float(abs(core - ground).max())
    return all(abs(strip[row] - ground).max() < 0.6 * contrast for row in (above, below))


def _touched(mask: "Image", box: Box) -> bool:
    x, y, w, h = box
    return bool(mask[max(0, y) : max(0, y + h), max(0, x) : max(0, x + w)].any())


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )
