"""Writing into fields: letters that appear in the field with the focus, or along a line."""

from ingest.artefacts import Burst
from ingest.stages.moves import parts
from ingest.stages.moves.found import PART_SHARE, Found, Story
from ingest.stages.moves.way import distance

PAUSE_SECONDS = 6.0  # between two letters
ENTERED_SECONDS = 3.0  # between the press and the first letter
CHOSEN_SECONDS = 0.6  # in which the chosen value appears
ROW = 24  # pixels between the pressed place and the middle of the line
BEFORE_LINE = 400  # pixels


def tabbed(story: Story, index: int) -> bool:
    """One field lost the focus and another got it, far from the pointer: the keyboard did it."""
    burst, left = story.bursts[index], story.focus
    if left is None or burst.has_press or burst.is_small or burst.share > PART_SHARE:
        return False
    rest = story.way.rest_at(burst.before_s)
    if rest and not story.is_used(rest):
        return False
    rims = parts.outlines(burst, story.unit)
    entered = [r for r in rims if parts.overlap(r, left) < 0.3 * r[2] * r[3] and r[3] <= 2.4 * left[3]]
    if len(entered) == len(rims) or not entered:
        return False
    field_box = max(entered, key=lambda r: r[2] * r[3])
    if burst.pointer and distance(field_box, burst.pointer) <= 6 * story.unit:
        return False
    one = story.start("click", index, 0.6, ["focus", "keyboard"])
    one.boxes, one.field_box = [field_box], field_box
    story.focus = field_box
    return True


def written(story: Story, index: int) -> bool:
    """Whether the burst is letters; they are added to the action that they belong to."""
    burst, last = story.bursts[index], story.last
    if last and _is_chosen_value(last, burst):
        story.join(index, last)
        return True
    if last and _is_in_focus(story, last, burst):
        _write_on(story, index, last)
        return True
    if not parts.is_written(burst, story.unit):
        return False
    if last and last.field_box and last.kind == "type" and _continues(story, last, burst):
        _write_on(story, index, last)
        last.field_box = parts.around([last.field_box, burst.touched])
    elif last and last.kind == "click" and last.field_box is None and _entered_by(story, last, burst):
        last.field_box = burst.touched
        _write_on(story, index, last)
    else:
        one = story.start("type", index, 0.7, ["writing"])
        one.boxes, one.field_box = [burst.touched], burst.touched
    return True


def _is_chosen_value(last: Found, burst: Burst) -> bool:
    is_soon = last.pressed is not None and burst.start_s - last.pressed[0] <= CHOSEN_SECONDS
    return last.kind == "select" and is_soon and burst.is_small


def _is_in_focus(story: Story, last: Found, burst: Burst) -> bool:
    """Letters, or what else is small, in the field that the last action entered."""
    focus = story.focus
    if focus is None or last.field_box != focus:
        return False
    if last.kind == "type" and burst.is_small and parts.inside(burst.touched, focus, 14 * story.unit):
        return True
    if not burst.is_small and not parts.inside(burst.touched, focus, 10 * story.unit):
        return False
    is_soon = burst.start_s - last.end_s <= PAUSE_SECONDS or last.kind == "type"
    return is_soon and bool(parts.letters(burst, story.unit, burst.pointer, focus))


def _write_on(story: Story, index: int, one: Found) -> None:
    one.kind = "type"
    story.own(index, one)
    if "writing" not in one.evidence:
        one.evidence.append("writing")


def _continues(story: Story, last: Found, burst: Burst) -> bool:
    """Whether the letters stand in the same field, or in the same or the next line."""
    assert last.field_box is not None
    x, y, w, h = last.field_box
    line = round(22 * story.unit)
    row = (x, y, w, h) if story.focus else (x - line, y - line // 3, w + 8 * line, h + line)
    return burst.start_s - last.end_s <= PAUSE_SECONDS and parts.overlap(row, burst.touched) > 0


def _entered_by(story: Story, last: Found, burst: Burst) -> bool:
    """A press on the line that is being written on now."""
    if last.click is None or last.share > PART_SHARE or burst.start_s - last.end_s > ENTERED_SECONDS:
        return False
    x, y, w, h = burst.touched
    is_level = abs(last.click[1] - (y + h / 2)) <= ROW * story.unit
    return is_level and x - BEFORE_LINE <= last.click[0] <= x + w + BEFORE_LINE
