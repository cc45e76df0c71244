"""Looks at one episode: which element was acted on, what it may be called, what it held."""

from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Episode, Look, Name, Point, TextLine
from ingest.stages.screen import boxes, geometry, labels, lit, values
from ingest.stages.screen.moments import Album, Moments

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

VISIBLE = 24  # difference of colour
SMALLEST_TICK, LARGEST_TICK = 0.35, 1.3  # in heights of a line


def look(index: int, episode: Episode, moments: Moments, album: Album) -> Look:
    """What is to be seen of it, secrets and all: they are taken out when all has been read."""
    before = album.pictures[moments.before_s]
    after = album.pictures[moments.after_s]
    lines, lines_after = album.lines[moments.before_s], album.lines[moments.after_s]
    unit = boxes.line_height(lines or lines_after, before.shape[0])
    others = [album.pictures[moments.arrived_s], album.pictures[moments.answered_s]]
    found = _element(episode, before, after, lines, lines_after, others, unit)
    opened = album.lines[moments.open_s] if moments.open_s is not None else []
    result: dict[str, Any] = {
        "index": index,
        "appeared": values.appeared(lines, lines_after),
        "vanished": values.appeared(lines_after, lines),
        "options": options(lines, opened, episode.popup),
        "changed_share": changed_share(before, after),
    }
    if episode.drop is not None:
        result["drop"] = _above(episode.drop, lines_after or lines, unit)
    if found is None:
        return Look(**result)
    held = values.text_in(found.box, lines)
    own = labels.own_text(found, lines, episode.click)
    name = labels.of_field(found.box, lines, before, placeholder=held)
    if own is None and _is_tick(found.box, unit) or found.sign == "beside":
        tick = labels.tick_label(found.box, lines, unit)
        own = tick or own
        found = boxes.Found(geometry.union([found.box, tick.box]), "tick", 0.7) if tick else found
    return Look(
        **result,
        box=geometry.clipped(found.box, before.shape[1], before.shape[0]),
        box_sign=found.sign,
        box_confidence=round(found.confidence, 3),
        own=_name(own),
        name=_name(name),
        is_framed=found.sign == "surface" and found.box[2] >= 3 * found.box[3],
        held_before=held,
        held_after=values.text_in(found.box, lines_after),
    )


def _element(
    episode: Episode,
    before: "Image",
    after: "Image",
    lines: list[TextLine],
    lines_after: list[TextLine],
    others: list["Image"],
    unit: float,
) -> boxes.Found | None:
    is_field = episode.kind == "type" or episode.field_box is not None
    point = episode.click
    if is_field and episode.field_box is not None:
        inside = _in_field(episode.field_box, unit)
        if point is None or not geometry.holds(geometry.grown(episode.field_box, 2 * unit), point):
            point = inside
    if point is not None:
        found = boxes.element_at(point, before, lines, others, is_field)
        return _holding(found, episode.field_box) if is_field else found
    line = lit.newly_lit(before, after, lines, lines_after)
    if line is not None:
        return boxes.element_at(geometry.centre(line.box), after, lines_after, [])
    if episode.is_new_page or not episode.changed:
        return None
    smallest = min(episode.changed, key=geometry.area)
    if geometry.area(smallest) > boxes.LARGEST_SHARE * before.shape[0] * before.shape[1]:
        return None
    return boxes.element_at(geometry.centre(smallest), before, lines, [])


def _in_field(field_box: Box, unit: float) -> Point:
    """A place in the field, but not on its text if that can be helped."""
    x, y, width, height = field_box
    return x + min(width // 2, round(unit)), y + min(height // 2, round(0.6 * unit))


def _holding(found: boxes.Found, field_box: Box | None) -> boxes.Found:
    """The field's box; where its border wasn't found, the part in which the text grew."""
    if field_box is None or found.sign == "surface":
        return found
    return boxes.Found(field_box, "changed", 0.5)


def _is_tick(box: Box, unit: float) -> bool:
    return all(SMALLEST_TICK * unit <= side <= LARGEST_TICK * unit for side in box[2:])


def _name(label: labels.Label | None) -> Name | None:
    return None if label is None else Name(label.text, label.sign, round(label.confidence, 3))


def _above(point: Point, lines: list[TextLine], unit: float) -> Name | None:
    """The heading of the column or area in which something was dropped."""
    over = [
        line
        for line in lines
        if geometry.bottom(line.box) <= point[1] + unit and line.box[0] - 2 * unit <= point[0] and boxes.is_wording(line.text)
    ]
    column = [line for line in over if point[0] - line.box[0] <= 20 * unit]
    if not column:
        return None
    start = max(line.box[0] for line in column)
    stack = [line for line in column if start - line.box[0] <= 2 * unit]
    heading = min(stack, key=lambda line: line.box[1])
    tallest = [line for line in stack if line.box[1] > point[1] - 14 * unit]
    first = min(tallest, key=lambda line: line.box[1], default=heading)
    return Name(labels.cleaned(first.text), "above", round(0.8 * first.confidence, 3))


def options(before: list[TextLine], opened: list[TextLine], popup: Box | None) -> list[TextLine]:
    """The entries of a list that hangs open."""
    if popup is not None:
        return [line for line in opened if geometry.share_inside(line.box, geometry.grown(popup, 4)) > 0.6]
    return values.appeared(before, opened)


def changed_share(before: "Image", after: "Image") -> float:
    """How much of the screen is different."""
    if before.shape != after.shape:
        return 1.0
    return round(float((boxes.apart(before, after) > VISIBLE).mean()), 4)
