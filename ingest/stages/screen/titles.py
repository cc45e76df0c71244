"""The heading of a page: large, near the top, and not what stands on every page."""

from collections import Counter

from ingest.artefacts import TextLine
from ingest.stages.screen import boxes, geometry
from ingest.stages.words.text import compact

HIGHEST_PLACE = 0.5
LARGER = 1.12
EVERYWHERE = 0.8


def furniture(screens: list[list[TextLine]]) -> set[str]:
    """Texts of bars and menus: on nearly every screen. With few screens nothing can be told."""
    if len(screens) < 5:
        return set()
    counts = Counter(text for lines in screens for text in {compact(line.text) for line in lines})
    return {text for text, count in counts.items() if count >= EVERYWHERE * len(screens)}


def heading(
    lines: list[TextLine], height: int, everywhere: set[str], within: tuple[int, int, int, int] | None = None
) -> str:
    """The heading of the page, or of the dialog in `within`; "" if nothing stands out."""
    unit = boxes.line_height(lines, height)
    pool = [line for line in lines if within is None or geometry.share_inside(line.box, within) > 0.7]
    lowest = HIGHEST_PLACE * height if within is None else within[1] + 0.5 * within[3]
    wording = [
        line
        for line in pool
        if line.box[1] < lowest and sum(c.isalpha() for c in line.text) >= 3 and compact(line.text) not in everywhere
    ]
    large = [line for line in wording if line.box[3] >= LARGER * unit]
    if not large:
        return ""
    return max(large, key=lambda line: (line.box[3] - 0.02 * line.box[1], -line.box[1])).text
