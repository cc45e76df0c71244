"""Goes through the bursts of a recording in order and finds the moments at which a person acted."""

from ingest.stages.moves import alone, choosing, parts, pressing, writing
from ingest.stages.moves.drags import Drag
from ingest.stages.moves.found import Found, Story

OTHER_SCREEN_SHARE = 0.05  # changed pixels: fields known until now are gone
DROPPED_SECONDS = 0.6  # in which the answer to a drag comes


def find(story: Story, drags: list[Drag]) -> list[Found]:
    """All actions, in order of time."""
    waiting = list(drags)
    for index, burst in enumerate(story.bursts):
        while waiting and waiting[0].start_s <= burst.start_s:
            _carry(story, waiting.pop(0))
        _take(story, index, drags)
    for drag in waiting:
        _carry(story, drag)
    return story.found


def _take(story: Story, index: int, drags: list[Drag]) -> None:
    burst = story.bursts[index]
    for undone in burst.undoes:
        story.note_undone(undone, burst)
    if burst.share > OTHER_SCREEN_SHARE:
        story.left = story.focus = None
    if any(d.start_s <= burst.start_s <= d.end_s + DROPPED_SECONDS for d in drags):
        if story.last and story.last.kind == "drag":
            story.join(index, story.last)
    elif burst.moved_page or (not parts.real_boxes(burst) and not burst.has_press):
        return
    elif story.last and pressing.is_mark_of_last(story, index):
        story.join(index, story.last)
    elif choosing.chosen(story, index) or writing.tabbed(story, index) or writing.written(story, index):
        return
    elif parts.is_spinner(burst, story.unit):
        story.spun_s = burst.end_s
    elif burst.pointer is None and not choosing.is_within_list(story, index):
        alone.seen(story, index)
    elif burst.pointer is None:
        story.follow(index)
    else:
        pressing.pressed(story, index, burst.pointer)


def _carry(story: Story, drag: Drag) -> None:
    one = story.add(Found("drag", drag.start_s, drag.end_s, drag.start_s, [], drag.point, drop=drag.drop))
    one.rest, one.evidence = story.way.rest_at(drag.end_s), ["pointer", "carried"]
