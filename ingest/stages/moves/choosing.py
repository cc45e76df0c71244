"""Choosing from a list that a press opened: both together are one action."""

from ingest.artefacts import Box, Burst, Point
from ingest.stages.moves import parts
from ingest.stages.moves.found import Found, Story
from ingest.stages.moves.way import distance

LISTS_BACK = 3  # actions back to the one that opened the list
LIST_SECONDS = 20.0
TWO_ROWS = 42  # pixels: no list is lower
BESIDE = 60  # pixels between the pressed place and the list
LIST_SHARE = 0.24  # of the screen: a list, not a part of the page
MENU_SHARE = 0.12  # if the page is left by choosing
CHANGED_SHARE = 0.25


def chosen(story: Story, index: int) -> bool:
    """Whether the list of an earlier press is gone, and the pointer was in it."""
    burst = story.bursts[index]
    for back, one in enumerate(reversed(story.found[-LISTS_BACK:])):
        popup = _chosen_from(story, one, burst)
        if popup is None:
            continue
        between = story.found[len(story.found) - back :]
        if any(b.click is None or distance(popup, b.click) > 6 * story.unit for b in between):
            return False
        for passed in between:  # noise in the list while the pointer was on it
            one.bursts += passed.bursts
            story.found.remove(passed)
        one.kind, one.popup, one.field_box = "select", popup, None
        if burst.pointer:
            one.pressed = (burst.start_s, burst.pointer)
        one.rest = story.way.rest_at(burst.before_s) or one.rest
        one.evidence = [e for e in one.evidence if not e.startswith("undone")]
        story.join(index, one)
        one.evidence.append("list")
        return True
    return False


def is_within_list(story: Story, index: int) -> bool:
    """Whether only rows of the list that the last action opened light up."""
    burst, last = story.bursts[index], story.last
    if last is None or last.kind != "click" or last.click is not None:
        return False
    boxes = parts.real_boxes(burst)
    lists = [popup for popup in (_popup_of(story, opened, None) for opened in last.bursts) if popup]
    return any(all(parts.inside(box, popup, 6 * story.unit) for box in boxes) for popup in lists)


def _chosen_from(story: Story, one: Found, burst: Burst) -> Box | None:
    """The list that belongs to this press, if the burst chooses from it."""
    if one.kind != "click" or burst.start_s - one.action_s > LIST_SECONDS:
        return None
    for opened in one.bursts:
        popup = _popup_of(story, opened, one.click)
        if popup is None or not (opened in burst.undoes or _leaves_page(story, burst)):
            continue
        if burst.pointer is None or one.click is None:
            return popup if opened in burst.undoes and burst.pointer == one.click else None
        return popup if _is_choice(story, burst, burst.pointer, popup, one.click, opened) else None
    return None


def _is_choice(story: Story, burst: Burst, tip: Point, popup: Box, click: Point, opened: int) -> bool:
    """Whether the press lies in the list, elsewhere than the one that opened it."""
    if distance(popup, tip) > 6 * story.unit or distance((*click, 0, 0), tip) <= 8 * story.unit:
        return False
    if opened in burst.undoes:
        return True
    return _is_menu(story, popup, opened) and story.way.rest_at(burst.before_s) is not None


def _is_menu(story: Story, popup: Box, opened: int) -> bool:
    """Whether nothing but a narrow list of some rows appeared."""
    size = popup[2] * popup[3]
    rest = parts.area(story.bursts[opened].boxes) - size
    tall, narrow = popup[3] >= 60 * story.unit, popup[2] <= 0.4 * story.width
    return tall and narrow and size <= MENU_SHARE * story.screen and rest <= size


def _popup_of(story: Story, index: int, click: Point | None) -> Box | None:
    """The box that opened beside the pressed place (anywhere, if that isn't known)."""
    burst = story.bursts[index]
    if burst.dialog or burst.share > CHANGED_SHARE:
        return None
    boxes = parts.real_boxes(burst)
    whole = parts.area(boxes)
    lists = [
        b
        for b in boxes
        if min(b[2], b[3]) >= TWO_ROWS * story.unit
        and b[2] * b[3] <= LIST_SHARE * story.screen
        and whole <= 2.2 * b[2] * b[3]
        and (click is None or distance(b, click) <= BESIDE * story.unit)
    ]
    return max(lists, key=lambda b: b[2] * b[3], default=None)


def _leaves_page(story: Story, burst: Burst) -> bool:
    return burst.dialog is not None or story.is_page(burst)
