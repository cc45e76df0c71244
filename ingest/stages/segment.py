"""When the person did something: candidates for steps from movement and change, without reading."""

from ingest.artefacts import Box, Burst, Episode, Episodes, Probe, Watch
from ingest.stages.base import Workspace
from ingest.stages.moves import parts
from ingest.stages.moves.drags import drags
from ingest.stages.moves.finding import find
from ingest.stages.moves.found import Found, Story
from ingest.stages.moves.sifting import is_animated, sifted

SETTLES_SECONDS = 0.5  # after the answer, before the picture of the result
MOST_BOXES = 8
ANIMATED = "This looks like an animation rather than like somebody at work: check every step."
STILL_SCREEN = "Nothing happens on the screen in this recording."


class Segment:
    """Writes the candidates in order of time."""

    name = "segment"
    version = 2
    needs = ("probe.json", "watch.json")
    produces = "episodes.json"

    def run(self, workspace: Workspace) -> None:
        probe = workspace.read("probe.json", Probe)
        watch = workspace.read("watch.json", Watch)
        workspace.report(0.1)
        story = Story(watch, probe.width, probe.height, probe.duration_s)
        found = sifted(find(story, drags(watch.changes, story.way, watch.unit)), watch.bursts)
        around = [None, *found, None]
        episodes = [_episode(one, around[i], around[i + 2], story, probe.duration_s) for i, one in enumerate(found)]
        warnings = [*watch.warnings, *([] if episodes else [STILL_SCREEN])]
        warnings += [ANIMATED] if is_animated(watch.bursts) else []
        workspace.write(self.produces, Episodes(episodes, warnings))
        workspace.report(1.0)


def _episode(one: Found, before: Found | None, after: Found | None, story: Story, duration_s: float) -> Episode:
    turned_s = story.way.set_out_s(one.before_s) if one.click else one.action_s
    free_s = before.end_s if before else 0.0
    until_s = after.before_s if after else duration_s
    return Episode(
        kind=one.kind,
        start_s=round(min(one.action_s, max(free_s, turned_s)), 3),
        action_s=round(one.action_s, 3),
        end_s=round(max(one.end_s, one.action_s), 3),
        before_s=round(_clean_before(one, story), 3),
        after_s=round(_rest_after(one, story.bursts, until_s), 3),
        click=one.click,
        drop=one.drop,
        changed=_largest(one.boxes),
        popup=one.popup or _dialog(one, story.bursts),
        field_box=one.field_box,
        is_new_page=one.is_new_page,
        confidence=one.confidence,
        evidence=one.evidence,
    )


def _largest(boxes: list[Box]) -> list[Box]:
    return sorted(dict.fromkeys(boxes), key=lambda b: b[2] * b[3])[-MOST_BOXES:]


def _dialog(one: Found, bursts: list[Burst]) -> Box | None:
    return next((bursts[i].dialog for i in one.bursts if bursts[i].dialog), None)


def _clean_before(one: Found, story: Story) -> float:
    """The same page before the action, pointer away from the place where possible."""
    place: Box = (*one.click, 1, 1) if one.click else parts.around(one.boxes) if one.boxes else (0, 0, 1, 1)
    earlier = [b for b in story.bursts if b.end_s <= one.before_s and parts.real_boxes(b) and not _is_hover(b)]
    last_change_s = earlier[-1].end_s if earlier else 0.0
    away_s = story.way.away_before(place, one.before_s, last_change_s)
    return away_s if away_s is not None and away_s >= last_change_s else one.before_s


def _is_hover(burst: Burst) -> bool:
    return burst.is_moving and burst.is_small


def _rest_after(one: Found, bursts: list[Burst], until_s: float) -> float:
    """When the answer is complete and the next thing has not begun."""
    following_s = min((b.before_s for b in bursts if b.start_s > one.end_s and parts.real_boxes(b)), default=until_s)
    return max(one.end_s, min(one.end_s + SETTLES_SECONDS, following_s, until_s))


stage = Segment()
