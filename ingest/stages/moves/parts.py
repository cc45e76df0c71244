"""What a burst of change looks like: noise, an outline, written letters, something that keeps turning."""

from ingest.artefacts import Box, Burst, Point

# In pixels of usual size.
THIN = 3
NOISE_FILL = 0.06  # share of a box that codecs alter in a still screen
FIELD = (36, 14, 150)  # narrowest, lowest, highest field
CARET_WIDTH = 5
LETTERS_HEIGHT = 40
SPINS_FRAMES = 4
AT_TIP = 18  # pixels from the tip within which marks of the press lie


def real_boxes(burst: Burst) -> list[Box]:
    """Boxes that are more than a line or a veil of noise."""
    return [
        box
        for box, fill in zip(burst.boxes, burst.fills, strict=True)
        if min(box[2], box[3]) > THIN and (fill > NOISE_FILL or box[2] * box[3] > 40_000)
    ]


def outlines(burst: Burst, unit: float) -> list[Box]:
    """Boxes of which only the rim changed: fields that got or lost the focus."""
    return [
        box
        for box, is_rim in zip(burst.boxes, burst.rims, strict=True)
        if is_rim
        and box[2] >= max(FIELD[0] * unit, 1.4 * min(box[3], 40 * unit))
        and FIELD[1] * unit <= box[3] <= FIELD[2] * unit
    ]


def letters(burst: Burst, unit: float, tip: Point | None, within: Box | None) -> list[Box]:
    """Boxes that can be written letters: small, not a caret, not the mark of a press."""
    found = []
    for box in real_boxes(burst):
        x, y, w, h = box
        if (h > LETTERS_HEIGHT * unit and within is None) or w <= CARET_WIDTH * unit or h < 4 * unit:
            continue
        if within is not None and (not inside(box, within, 8 * unit) or w * h > 0.7 * within[2] * within[3]):
            continue
        if (
            tip
            and abs(x + w / 2 - tip[0]) <= AT_TIP * unit
            and abs(y + h / 2 - tip[1]) <= AT_TIP * unit
            and w < 44 * unit
        ):
            continue
        found.append(box)
    return found


def is_written(burst: Burst, unit: float) -> bool:
    """Whether changes went on along a line, as letters do."""
    _, _, w, h = burst.touched
    goes_on = burst.advance >= 10 * unit and w >= 1.3 * h and w >= 2 * burst.frames * unit
    still = not burst.is_moving
    return still and burst.is_small and burst.frames >= 2 and goes_on and h <= 2 * LETTERS_HEIGHT * unit


def is_spinner(burst: Burst, unit: float) -> bool:
    """Many changes in one spot, none of which stays or moves on."""
    return burst.frames >= SPINS_FRAMES and burst.is_small and abs(burst.advance) < 8 * unit and not burst.has_press


def area(boxes: list[Box]) -> int:
    return sum(w * h for _, _, w, h in boxes)


def inside(box: Box, other: Box, margin: float = 0) -> bool:
    return (
        box[0] >= other[0] - margin
        and box[1] >= other[1] - margin
        and box[0] + box[2] <= other[0] + other[2] + margin
        and box[1] + box[3] <= other[1] + other[3] + margin
    )


def around(boxes: list[Box]) -> Box:
    x, y = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, low = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return (x, y, right - x, low - y)


def overlap(one: Box, other: Box) -> int:
    w = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    h = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    return max(0, w) * max(0, h)


def alike(one: Box, other: Box) -> bool:
    """Whether both are nearly the same box."""
    return overlap(one, other) >= 0.7 * max(one[2] * one[3], other[2] * other[3])
