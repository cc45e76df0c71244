"""Where no pointer is seen: the entry of a menu or bar that became the chosen one."""

from typing import TYPE_CHECKING, Any

from ingest.artefacts import TextLine
from ingest.stages.screen import boxes, geometry, grounds
from ingest.stages.words.text import compact

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

CHANGED_LOOK = 8.0  # mean difference of colour
MOST_CHANGED = 4


def newly_lit(before: "Image", after: "Image", lines: list[TextLine], lines_after: list[TextLine]) -> TextLine | None:
    """The text that stayed in its place and now looks as only one does."""
    import numpy as np

    if before.shape != after.shape:
        return None
    stayed = [
        line for line in lines_after if any(_is_same_place(line, old) for old in lines) and boxes.is_wording(line.text)
    ]
    if len(stayed) < 3:
        return None
    looks_before = np.array([_look(before, line) for line in stayed])
    looks_after = np.array([_look(after, line) for line in stayed])
    moved = np.abs(looks_after - looks_before).max(axis=1)
    changed = [i for i in range(len(stayed)) if moved[i] >= CHANGED_LOOK]
    if not changed or len(changed) > max(2, min(MOST_CHANGED, len(stayed) // 3)):
        return None
    standing_out = {}
    for i in changed:
        kin = [k for k in range(len(stayed)) if k not in changed and _is_kin(stayed[i], stayed[k])]
        if not kin:
            continue
        usual_after, usual_before = np.median(looks_after[kin], axis=0), np.median(looks_before[kin], axis=0)
        now = float(np.abs(looks_after[i] - usual_after).max())
        then = float(np.abs(looks_before[i] - usual_before).max())
        standing_out[i] = now - then
    best = max(standing_out, key=lambda i: standing_out[i], default=None)
    return stayed[best] if best is not None and standing_out[best] >= CHANGED_LOOK else None


def _is_same_place(one: TextLine, other: TextLine) -> bool:
    return geometry.iou(one.box, other.box) > 0.5 and compact(one.text) == compact(other.text)


def _is_kin(one: TextLine, other: TextLine) -> bool:
    """In one column or one row with it, as entries of a menu are."""
    aligned = abs(one.box[0] - other.box[0]) <= one.box[3] / 2
    return aligned or geometry.shares_row(one.box, other.box, 0.8)


def _look(picture: "Image", line: TextLine) -> Any:
    """The colour of the ground under a text, and of the text."""
    import numpy as np

    x, y, width, height = line.box
    patch = picture[y : y + height, x : x + width].reshape(-1, 3).astype(np.float32)
    ground = grounds.commonest(picture[y : y + height, x : x + width]).astype(np.float32)
    far = np.abs(patch - ground).max(axis=1)
    ink = patch[far >= max(20.0, float(np.percentile(far, 90)))]
    return np.concatenate([ground, 0.5 * (ink.mean(axis=0) if len(ink) else ground)])
