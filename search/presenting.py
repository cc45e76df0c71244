"""Answers as the page draws them: which steps are in sight, and which part of a screenshot shows the match."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.results import Box, Shot, SopHit, StepHit
from sops import drawings
from sops.document import Highlight, Picture

IN_SIGHT = 3  # steps of an SOP; the others are folded


@dataclass(frozen=True)
class Thumb:
    """A part of the screenshot; `marks` are words on it that were asked for, in percent of the frame."""

    drawing: drawings.Drawing
    marks: list[Box]


@dataclass(frozen=True)
class ShownStep:
    hit: StepHit
    thumb: Thumb | None


@dataclass(frozen=True)
class ShownSop:
    hit: SopHit
    steps: list[ShownStep]
    folded: list[StepHit]


def shown(sops: Iterable[SopHit]) -> list[ShownSop]:
    return [_shown(sop) for sop in sops]


def shown_answer(sop: SopHit | None) -> ShownSop | None:
    """The step that clearly answers, alone."""
    if sop is None:
        return None
    return ShownSop(sop, [ShownStep(sop.best, thumb(sop.best.shot) if sop.best.shot else None)], [])


def _shown(sop: SopHit) -> ShownSop:
    steps = (sop.best, *sop.others)
    return ShownSop(
        hit=sop,
        steps=[ShownStep(step, thumb(step.shot) if step.shot else None) for step in steps[:IN_SIGHT]],
        folded=list(steps[IN_SIGHT:]),
    )


def thumb(shot: Shot) -> Thumb:
    """Around the highlight where words near it match or none do, else around the first word that matches."""
    look_at = _target(shot)
    picture = Picture(shot.sha256, shot.width, shot.height, shot.alt, look_at)
    drawing = drawings.draw(picture, shot.url, alt="Screen of this step")
    marks = [Box(*(round(100 * side, 3) for side in box)) for box in shot.boxes]
    return Thumb(drawing, marks)


def _target(shot: Shot) -> Highlight | None:
    highlight = Highlight(*shot.highlight) if shot.highlight else None
    if not shot.boxes or (highlight and any(_in_sight(box, highlight, shot) for box in shot.boxes)):
        return highlight
    return highlight or Highlight(*shot.boxes[0])


def _in_sight(box: Box, highlight: Highlight, shot: Shot) -> bool:
    crop = drawings.crop_around(highlight, shot.width, shot.height, drawings.THUMB)
    x, y = (box.x + box.width / 2) * shot.width, (box.y + box.height / 2) * shot.height
    return crop.x <= x <= crop.x + crop.width and crop.y <= y <= crop.y + crop.height
