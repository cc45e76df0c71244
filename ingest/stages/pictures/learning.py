"""How the pointer of this recording looks: learned from what is on one frame but not on its neighbours.

Such objects are pointers on their way, without any label. Drawn shapes vote on them for size and
polarity; objects that look alike become shapes of their own, so that unusual pointers are found too.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box
from ingest.stages.pictures import differences, shapes
from ingest.stages.pictures.shapes import Shape

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

SMALLEST, LARGEST = 9, 76  # pixels: height of a pointer in the watched picture
ENOUGH, ENOUGH_LATER = 150, 50  # objects
LATER_SECONDS = 180.0
VOTERS = 60
MARGIN = 6
ALIKE = 0.8  # likeness from which two objects are the same pointer
FITS = 0.72  # likeness from which a drawn shape has the object's vote
SMEARED = 0.58  # likeness below which nothing is recognised, however bad the picture
RESEMBLES = 0.62  # likeness from which an object is a drawn shape in another style
CARET_WIDTH = 5
LEAST_VOTES = 3
LEAST_COMPANY = 3  # objects in different places that must look alike
BUSY_SHARE = 0.02  # of the picture that changes: too much to see a pointer in


@dataclass(frozen=True, eq=False)
class Sample:
    """An object that was in one frame only: its surroundings, and which pixels belong to it."""

    box: Box  # in the frame
    patch: "Image"
    mask: "Image"


@dataclass
class Collector:
    """Takes frames in order, keeps what flits through them."""

    samples: list[Sample] = field(default_factory=list)
    _last: "list[Image]" = field(default_factory=list)
    _masks: "list[Image | None]" = field(default_factory=list)

    def see(self, frame: "Image") -> None:
        if self._last and self._last[-1].shape != frame.shape:
            self._last, self._masks = [], []
        if self._last:
            self._masks = [*self._masks[-1:], self._changed(self._last[-1], frame)]
        self._last = [*self._last[-1:], frame]
        if len(self._masks) == 2:
            before, after = self._masks
            if before is not None and after is not None:
                self._collect(before, after)

    def knows_enough(self, at_s: float) -> bool:
        """Whether what comes later would hardly add anything."""
        return len(self.samples) >= (ENOUGH_LATER if at_s >= LATER_SECONDS else ENOUGH)

    def _changed(self, before: "Image", after: "Image") -> "Image | None":
        """What changed; None where nothing did, or too much."""
        import cv2

        mask = differences.mask_of(before, after, 2 * differences.NOTICEABLE)
        count = cv2.countNonZero(mask)
        return mask if 0 < count < BUSY_SHARE * mask.size else None

    def _collect(self, before: "Image", after: "Image") -> None:
        import cv2

        solo: Any = cv2.bitwise_and(before, after)
        middle = self._last[0]
        found = [r for r in differences.regions(solo) if _could_be_pointer(r)]
        if len(found) != 1:
            return
        x, y, w, h = found[0].box
        x0, y0 = max(0, x - MARGIN), max(0, y - MARGIN)
        part = (slice(y0, y + h + MARGIN), slice(x0, x + w + MARGIN))
        if not any(abs(s.box[0] - x) + abs(s.box[1] - y) < 4 for s in self.samples[-30:]):
            self.samples.append(Sample(found[0].box, middle[part].copy(), solo[part].copy()))


def _could_be_pointer(region: differences.Region) -> bool:
    _, _, w, h = region.box
    return SMALLEST <= h <= LARGEST and 2 <= w <= 1.3 * h and region.pixels >= 12


def learn(samples: list[Sample]) -> list[Shape]:
    """The shapes to look for in this recording, best first; none if nothing like a pointer was seen."""
    voters = samples[:: max(1, len(samples) // VOTERS)][:VOTERS]
    best, votes = _vote(voters)
    own = _own_shapes(voters)
    known = [shapes.drawn(kind, *best) for kind in shapes.OUTLINES] if best and votes >= LEAST_VOTES else []
    if not known and all(shape.kind == "ibeam" for shape in own):
        return []  # bars alone are carets
    named = [shape for shape in _named(own, known) if not (known and _is_caret(shape))]
    return [*named, *_promoted(samples, known, {shape.kind for shape in named}), *known]


def _is_caret(shape: Shape) -> bool:
    """What blinks in a field looks like a pointer without its serifs."""
    return shape.kind == "ibeam" and shape.size[0] - 2 <= CARET_WIDTH


def _promoted(samples: list[Sample], known: list[Shape], learned: set[str]) -> list[Shape]:
    """Objects that look like a drawn pointer, if not closely: they show how it is drawn here."""
    found = []
    for drawn in known:
        if drawn.kind == "ibeam" or drawn.kind in learned:
            continue
        fits = [(*shapes.likeness(s.patch, drawn), s) for s in samples if _of_a_size(drawn, s.box)]
        alike = [(fit, place, sample) for fit, place, sample in fits if fit >= RESEMBLES]
        if len(alike) < 2:
            continue
        _, place, sample = max(alike, key=lambda a: a[0])
        grey, alpha, (x, y) = _cut_out(sample)
        tip = (place[0] + drawn.tip[0] - x, place[1] + drawn.tip[1] - y)
        found.append(Shape(drawn.kind, grey, alpha, tip, drawn.height, drawn.is_dark))
    return found


def clearness(samples: list[Sample], known: list[Shape], usual: float) -> float:
    """From which likeness a pointer is clearly seen: less than usual where compression smears it."""
    solid = [s for s in known if s.kind != "ibeam"]
    fits = [max((shapes.likeness(s.patch, k)[0] for k in solid if _of_a_size(k, s.box)), default=0.0) for s in samples]
    seen = sorted(fit for fit in fits if fit >= SMEARED)
    return max(SMEARED, min(usual, seen[len(seen) // 6] - 0.02)) if len(seen) >= 4 else usual


def _vote(voters: list[Sample]) -> tuple[tuple[float, bool] | None, int]:
    """Size and polarity with most good fits. I-beams don't vote: anything narrow fits them."""
    scores: dict[tuple[float, bool], float] = {}
    counts: dict[tuple[float, bool], int] = {}
    for sample in voters:
        for key in shapes.sets():
            for kind in ("arrow", "hand"):
                shape = shapes.drawn(kind, *key)
                if not _of_a_size(shape, sample.box):
                    continue
                fit, _ = shapes.likeness(sample.patch, shape)
                if fit >= FITS:
                    scores[key] = scores.get(key, 0.0) + fit - FITS + 0.05
                    counts[key] = counts.get(key, 0) + 1
    if not scores:
        return None, 0
    best = max(scores, key=lambda key: scores[key])
    return best, counts[best]


def _of_a_size(shape: Shape, box: Box) -> bool:
    """Rims vanish on some grounds, so a shape may be a little larger than what was seen."""
    width, height = shape.size[0] - 2, shape.size[1] - 2
    return 0.7 * width - 3 <= box[2] <= width + 3 and 0.7 * height - 3 <= box[3] <= height + 3


def _own_shapes(voters: list[Sample]) -> list[Shape]:
    """One shape for each group of objects that look alike, largest group first."""
    left = list(voters)
    found: list[Shape] = []
    while left and len(found) < 4:
        groups = [(_alike(sample, left), sample) for sample in left[:24]]
        most = max(len(group) for group, _ in groups)
        # Of equally good ones that with least around it: fewer pixels of the page are cut out with it.
        group, sample = min((g for g in groups if len(g[0]) >= 0.8 * most), key=lambda g: int((g[1].mask > 0).sum()))
        if len(group) < LEAST_COMPANY:
            break
        found.append(_shape_of(sample))
        taken = {id(s) for s in group}
        left = [s for s in left if id(s) not in taken]
    return found


def _alike(sample: Sample, others: list[Sample]) -> list[Sample]:
    shape = _shape_of(sample)
    return [o for o in others if o is sample or (_same_size(o, sample) and shapes.likeness(o.patch, shape)[0] >= ALIKE)]


def _same_size(one: Sample, other: Sample) -> bool:
    return abs(one.box[2] - other.box[2]) <= 4 and abs(one.box[3] - other.box[3]) <= 4


def _shape_of(sample: Sample) -> Shape:
    """The object as a shape, its kind and tip guessed from its form."""
    grey, alpha, _ = _cut_out(sample)
    h, w = alpha.shape
    is_bar = w - 2 <= 0.4 * (h - 2) or (w - 2 <= 0.7 * (h - 2) and _is_symmetric(alpha))
    kind = "ibeam" if is_bar else "blob"
    return Shape(kind, grey, alpha, _tip_of(alpha, kind))


def _cut_out(sample: Sample) -> "tuple[Image, Image, tuple[int, int]]":
    """The object, what belongs to it (with a rim of a pixel, which shows its outline), and where on the patch."""
    import cv2
    import numpy as np

    alpha: Any = cv2.morphologyEx(sample.mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(alpha, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(alpha, outlines, -1, 255, cv2.FILLED)  # white on white shows only its outline
    alpha = cv2.dilate(alpha, np.ones((3, 3), np.uint8))
    x, y, w, h = cv2.boundingRect(alpha)
    return sample.patch[y : y + h, x : x + w], alpha[y : y + h, x : x + w], (x, y)


def _is_symmetric(alpha: "Image") -> bool:
    """Left like right, above like below."""
    inside = alpha > 0
    same = [(inside & other).sum() / max(1, (inside | other).sum()) for other in (inside[:, ::-1], inside[::-1])]
    return bool(min(same) >= 0.75)


def _tip_of(alpha: "Image", kind: str) -> tuple[float, float]:
    """Of a bar its middle; of all other pointers where they begin at the top."""
    import numpy as np

    height, width = alpha.shape
    if kind == "ibeam":
        return width / 2, height / 2
    top = np.flatnonzero(alpha[1])
    return (float(top[0] + min(len(top) - 1, 3) / 2) if len(top) else width / 2), 1.0


def _named(own: list[Shape], known: list[Shape]) -> list[Shape]:
    """Learned shapes with the kind and tip of the drawn shape that they look like."""
    import numpy as np

    named = []
    for shape in own:
        room = np.pad(shape.grey, 6, mode="edge")
        fits = [(shapes.likeness(room, k), k) for k in known if k.kind != "ibeam" or shape.kind == "ibeam"]
        (fit, place), like = max(fits, key=lambda f: f[0][0], default=((0.0, (0, 0)), shape))
        if like is not shape and fit >= FITS - 0.12:
            tip = (place[0] - 6 + like.tip[0], place[1] - 6 + like.tip[1])
            shape = Shape(like.kind, shape.grey, shape.alpha, tip, like.height, like.is_dark)
        named.append(shape)
    return named
