"""Presses: the first real change while the pointer rests, where the pointer is or over a part of the screen."""

from ingest.artefacts import Box, Burst, Point
from ingest.stages.moves import alone, parts
from ingest.stages.moves.found import ANSWER_SECONDS, PART_SHARE, VISIBLE_SHARE, Story
from ingest.stages.moves.way import Rest, distance

NEAR = 30  # pixels between the tip and the nearest answer
NEAR_SMALL = 12
LEFT_AT_ONCE_SECONDS = 0.35
AT_ONCE_SHARE = 0.02  # of the screen, if the pointer is already gone when the answer comes
TALL = 120  # pixels: more than lights up under the pointer
MARK_SECONDS = 0.25  # the mark of a press may be seen after the first answer
AGAIN_SECONDS = 0.8
LOADED_SECONDS = 0.35  # what comes so soon after a spinner was loaded
TRANSIENT_SHARE = 0.1  # of the screen
TICK = (5, 28)  # smallest and largest side of a tick box
BESIDE_TICK = 150  # pixels between a tick box and where its text was pressed


def is_mark_of_last(story: Story, index: int) -> bool:
    """The mark of the press is often seen one frame after the answer."""
    burst, last = story.bursts[index], story.last
    if last is None or not burst.has_press or last.pressed is None or burst.pointer is None:
        return False
    at_s, point = last.pressed
    return distance((*point, 0, 0), burst.pointer) <= 8 * story.unit and burst.start_s - at_s <= MARK_SECONDS


def pressed(story: Story, index: int, tip: Point) -> None:
    """A press, or something that followed from the one before."""
    burst = story.bursts[index]
    rest = story.way.rest_at(burst.before_s) or story.way.rest_at(burst.start_s) or _just_left(story, burst)
    is_over = rest is None or (story.is_used(rest) and not _is_again(story, burst))
    if is_over and not (rest is None and burst.has_press):
        if rest and _is_by_keyboard(story, burst, tip):
            alone.seen(story, index)
        else:
            story.follow(index)
        return
    point = (rest.x, rest.y) if rest else tip
    if not _is_answer(story, burst, point):
        story.follow(index)
        return
    sure = 0.95 if burst.has_press else 0.85 if not burst.is_small else 0.5
    one = story.start("click", index, sure, ["pointer", *(["press"] if burst.has_press else [])], point)
    one.pressed, one.rest = (burst.start_s, tip), rest
    story.look_for_field(one, burst)


def _is_by_keyboard(story: Story, burst: Burst, tip: Point) -> bool:
    """A field far from the resting pointer lights up, or long after its press much of the screen changes.

    Also right where something else was taken for the pointer, and stays where it is.
    """
    last = story.last
    if last is None or burst.is_small:
        return False
    if any(distance(rim, tip) > NEAR * story.unit for rim in parts.outlines(burst, story.unit)):
        return burst.share < PART_SHARE
    is_late = burst.start_s - max(last.end_s, story.spun_s) > ANSWER_SECONDS
    return is_late and burst.share >= PART_SHARE


def _just_left(story: Story, burst: Burst) -> Rest | None:
    """The stay that ended right before a large answer came."""
    rest = story.way.rest_before(burst.before_s) if burst.is_moving else None
    if rest is None or burst.before_s - rest.end_s > LEFT_AT_ONCE_SECONDS or story.is_used(rest):
        return None
    is_large = burst.share >= AT_ONCE_SHARE and max(b[3] for b in parts.real_boxes(burst)) >= TALL * story.unit
    return rest if is_large else None


def _is_again(story: Story, burst: Burst) -> bool:
    last = story.last
    return bool(burst.has_press and last and burst.start_s - last.action_s > AGAIN_SECONDS)


def _is_answer(story: Story, burst: Burst, point: Point) -> bool:
    """Whether the change can come from a press at this point."""
    boxes = parts.real_boxes(burst)
    if burst.has_press:
        return bool(boxes)
    if burst.start_s - story.spun_s <= LOADED_SECONDS:
        return False
    nearest = min(distance(box, point) for box in boxes)
    if burst.is_small:
        is_near = nearest <= NEAR_SMALL * story.unit and max(max(b[2:]) for b in boxes) >= 6 * story.unit
        return is_near or _is_tick(boxes, point, story.unit)
    left = story.focus or story.left
    if left and any(parts.alike(box, left) for box in boxes):
        return True  # the field lost the focus: something else was pressed
    if burst.touched[2] * burst.touched[3] >= TRANSIENT_SHARE * story.screen and burst.frames > 1:
        return True  # the answer covered a part of the screen for a moment
    if parts.area(boxes) >= PART_SHARE * story.screen and burst.share >= VISIBLE_SHARE:
        return True
    return nearest <= NEAR * story.unit


def _is_tick(boxes: list[Box], point: Point, unit: float) -> bool:
    """A small square in the pressed row: a tick box whose text was pressed."""
    square = [b for b in boxes if TICK[0] * unit <= max(b[2:]) <= TICK[1] * unit and max(b[2:]) <= 2 * min(b[2:])]
    return any(
        abs(y + h / 2 - point[1]) <= 12 * unit and abs(x + w / 2 - point[0]) <= BESIDE_TICK * unit
        for x, y, w, h in square
    )
