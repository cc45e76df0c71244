"""Looks at one episode: which element was acted on, what it may be called, what it held."""

from typing import TYPE_CHECKING, Any

from ingest.artefacts import Box, Episode, Filled, Look, Name, Point, PointerSample, TextLine
from ingest.stages.screen import boxes, geometry, grounds, labels, lit, values
from ingest.stages.screen.moments import Album, Moments
from ingest.stages.words import masking

if TYPE_CHECKING:
    import numpy as np

    Image = np.ndarray[Any, np.dtype[np.uint8]]

SAME_PAGE = 0.012  # share of the screen that a pointer and what lights up under it may change
MOST_INK = 0.4  # of a field: more is another ground, as of a tab that became the open one
MOST_FILLED = 3  # more at once were filled by the application
VISIBLE = 24  # difference of colour
SMALLEST_TICK, LARGEST_TICK = 0.35, 1.3  # in heights of a line


def look(index: int, episode: Episode, moments: Moments, album: Album, pointer: list[PointerSample]) -> Look:
    """What is to be seen of it, secrets and all: they are taken out when all has been read."""
    clean_s = _clean_s(episode, moments, album, pointer)
    seen = _look(index, episode, moments, album, pointer, clean_s)
    earlier_s = moments.earlier_s
    if seen.own is None and seen.box_sign in ("", "point") and earlier_s is not None and earlier_s != clean_s:
        # "before" may be late by a frame: what was pressed is gone already, as with the button of a dialog
        other = _look(index, episode, moments, album, pointer, earlier_s)
        if other.own is not None and other.box_confidence > seen.box_confidence:
            return other
    return seen


def _look(
    index: int, episode: Episode, moments: Moments, album: Album, pointer: list[PointerSample], clean_s: float
) -> Look:
    before = album.pictures[clean_s]
    after = album.pictures[moments.after_s]
    lines, lines_after = album.lines[clean_s], album.lines[moments.after_s]
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
    result["chosen"] = _under(pointer, episode, result["options"])
    if episode.drop is not None:
        result["drop"] = _above(episode.drop, lines or lines_after, unit)
    if moments.earlier_s is not None:
        result["filled_before"] = _filled(album, moments.earlier_s, moments.before_s, None, unit)
    typed_s = moments.typed_s
    if found is None:
        return Look(**result)
    if episode.kind == "type" or "writing" in episode.evidence:
        until_s = moments.after_s if typed_s is None else typed_s
        result["filled"] = _filled(album, clean_s, until_s, found.box, unit)
    held = values.text_in(found.box, lines)
    own = labels.own_text(found, lines, episode.click)
    name = labels.of_field(found.box, lines, before, placeholder=held)
    if (own is None and _is_tick(found.box, unit)) or found.sign == "beside":
        tick = labels.tick_label(found.box, lines, unit)
        own = tick or own
        found = boxes.Found(geometry.union([found.box, tick.box]), "tick", 0.7) if tick else found
    return Look(
        **result,
        box=geometry.clipped(_reaching(found, episode.click, unit), before.shape[1], before.shape[0]),
        box_sign=found.sign,
        box_confidence=round(found.confidence, 3),
        own=_name(own),
        name=_name(name),
        is_framed=found.sign == "surface" and found.box[2] >= 3 * found.box[3],
        held_before=held,
        held_after=values.text_in(found.box, lines_after if typed_s is None else album.lines[typed_s]),
    )


def _clean_s(episode: Episode, moments: Moments, album: Album, pointer: list[PointerSample]) -> float:
    """When the place was last seen without the pointer on it: after the episode before, if the page is the same."""
    earlier_s, before_s = moments.earlier_s, moments.before_s
    if earlier_s is None or episode.click is None or not _is_pointed_at(episode.click, before_s, pointer, album):
        return before_s
    if _is_pointed_at(episode.click, earlier_s, pointer, album):
        return before_s
    is_same_page = changed_share(album.pictures[earlier_s], album.pictures[before_s]) < SAME_PAGE
    return earlier_s if is_same_page else before_s


def _is_pointed_at(place: Point, at_s: float, pointer: list[PointerSample], album: Album) -> bool:
    last = next((sample for sample in reversed(pointer) if sample.at_s <= at_s + 0.01), None)
    if last is None:
        return False
    reach = 2.5 * boxes.line_height(album.lines[at_s], album.pictures[at_s].shape[0])
    return abs(last.x - place[0]) <= 2 * reach and abs(last.y - place[1]) <= reach


def _element(
    episode: Episode,
    before: "Image",
    after: "Image",
    lines: list[TextLine],
    lines_after: list[TextLine],
    others: list["Image"],
    unit: float,
) -> boxes.Found | None:
    is_field = episode.kind == "type"
    point = episode.click
    if is_field and episode.field_box is not None:
        inside = _in_field(episode.field_box, unit)
        if point is None or not geometry.holds(geometry.grown(episode.field_box, 2 * unit), point):
            point = inside
    if point is not None:
        found = boxes.element_at(point, before, lines, others, is_field, rim=episode.field_box)
        return _holding(found, episode.field_box) if is_field else found
    line = lit.newly_lit(before, after, lines, lines_after)
    if line is not None:
        return boxes.element_at(geometry.centre(line.box), after, lines_after, [])
    if episode.is_new_page or not episode.changed or episode.popup is not None:
        return None
    smallest = min(episode.changed, key=geometry.area)
    if geometry.area(smallest) > boxes.LARGEST_SHARE * before.shape[0] * before.shape[1]:
        return None
    return boxes.element_at(geometry.centre(smallest), before, lines, [])


def _in_field(field_box: Box, unit: float) -> Point:
    """A place in the field, but not on its text if that can be helped."""
    x, y, width, height = field_box
    return x + min(width // 2, round(unit)), y + min(height // 2, round(0.6 * unit))


def _reaching(found: boxes.Found, click: Point | None, unit: float) -> Box:
    """The box, drawn out to the click where that was a little beside the text."""
    if click is None or geometry.holds(found.box, click) or geometry.distance(found.box, click) > 3 * unit:
        return found.box
    return geometry.union([found.box, (click[0] - 1, click[1] - 1, 2, 2)])


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
        if geometry.bottom(line.box) <= point[1] + unit
        and line.box[0] - 2 * unit <= point[0]
        and boxes.is_wording(line.text)
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
    new = values.appeared(before, opened)
    if popup is not None:
        new = [line for line in new if geometry.share_inside(line.box, geometry.grown(popup, 4)) > 0.6]
    return new


def _filled(album: Album, then_s: float, now_s: float, known: Box | None, unit: float) -> list[Filled]:
    """Fields with a new content, on a page that is else the same."""
    then, now = album.pictures[then_s], album.pictures[now_s]
    if changed_share(then, now) > SAME_PAGE:
        return []
    lines = album.lines[now_s]
    found: list[Filled] = []
    for line in values.appeared(album.lines[then_s], lines):
        if not boxes.is_wording(line.text) or (known and geometry.overlap(line.box, known)):
            continue
        surface = boxes.field_at(geometry.centre(line.box), now, lines, unit)
        name = labels.of_field(surface.box, lines, now) if surface else None
        if surface is None or name is None or any(geometry.overlap(surface.box, other.box) for other in found):
            continue
        value, old = values.text_in(surface.box, lines), values.text_in(surface.box, album.lines[then_s])
        x, y, width, height = surface.box
        ground = (slice(y, y + height), slice(x, x + width))
        is_relit = float((grounds.apart(then[ground], now[ground]) > VISIBLE).mean()) > MOST_INK
        if value and not is_relit and not values.is_same(value, old):
            secret = masking.is_secret_name(name.text) or values.is_dotted(value)
            found.append(Filled(surface.box, Name(name.text, name.sign, round(name.confidence, 3)), value, secret))
    return found if len(found) <= MOST_FILLED else []


def _under(pointer: list[PointerSample], episode: Episode, entries: list[TextLine]) -> Name | None:
    """The entry that the pointer was on last, before the list closed."""
    if episode.popup is None or not entries:
        return None
    area = episode.popup
    on_list = [
        sample
        for sample in pointer
        if episode.action_s < sample.at_s <= episode.end_s + 0.05 and geometry.holds(area, (sample.x, sample.y), 2)
    ]
    if not on_list:
        return None
    last = on_list[-1]
    entry = min(entries, key=lambda line: abs(geometry.centre(line.box)[1] - last.y))
    if abs(geometry.centre(entry.box)[1] - last.y) > entry.box[3]:
        return None
    return Name(labels.cleaned(entry.text), "pointer", round(0.9 * entry.confidence, 3))


def changed_share(before: "Image", after: "Image") -> float:
    """How much of the screen is different."""
    if before.shape != after.shape:
        return 1.0
    return round(float((grounds.apart(before, after) > VISIBLE).mean()), 4)
