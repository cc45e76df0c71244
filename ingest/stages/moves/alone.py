"""Actions by change alone, where no pointer is seen: a field that lights up, or a good part of the screen."""

from ingest.stages.moves import parts
from ingest.stages.moves.found import PART_SHARE, Story

ANIMATED_FRAMES = 5  # pages of applications change in fewer
LEAST_SHARE = 0.008
PAUSE_SECONDS = 0.8  # without large changes
RESTLESS_SECONDS = 1.5  # after which less of a pause is enough
SHORT_PAUSE_SECONDS = 0.35


def seen(story: Story, index: int) -> None:
    """An action, or something that followed from the one before."""
    burst, last = story.bursts[index], story.last
    if burst.is_blank:
        return
    before = story.focus or story.left
    rims = parts.outlines(burst, story.unit)
    entered = [r for r in rims if before is None or parts.overlap(r, before) < 0.9 * r[2] * r[3]]
    if entered and burst.share < PART_SHARE:
        one = story.start("click", index, 0.6, ["focus"])
        story.look_for_field(one, burst)
        return
    quiet_s = burst.start_s - max(last.end_s if last else -10.0, story.spun_s)
    since_s = burst.start_s - (last.action_s if last else -10.0)
    pause_s = PAUSE_SECONDS if since_s < RESTLESS_SECONDS else SHORT_PAUSE_SECONDS
    if burst.is_small or burst.frames > ANIMATED_FRAMES or burst.share < LEAST_SHARE or quiet_s < pause_s:
        story.follow(index)
        if last and quiet_s < PAUSE_SECONDS:
            last.end_s = max(last.end_s, burst.end_s)
        return
    story.start("navigate" if story.is_page(burst) else "click", index, 0.5, ["change"])
