"""Takes out what turned out to be no action once one knows what came after."""

from statistics import median

from ingest.artefacts import Burst
from ingest.stages.moves.found import Found

GOES_OUT_SECONDS = 0.5  # after the pointer has left
TALLEST = 150  # pixels: what lights up is no higher
LARGEST_SHARE = 0.03  # of the screen
SMOOTH_FRAMES = 4  # in which half of all large changes happen at least: drawn animation, not an application
LEAST_BURSTS = 8


def sifted(found: list[Found], bursts: list[Burst]) -> list[Found]:
    """Only what a person did: not what lit up under the pointer, nor fields passed by with the keyboard."""
    kept = [one for one in found if not _is_hover(one) and not _is_passed_by(one)]
    if is_animated(bursts):
        return [one for one in kept if one.click and "press" in one.evidence]
    return kept


def is_animated(bursts: list[Burst]) -> bool:
    """Whether things on the screen mostly glide: a drawn film, or effects all over."""
    large = [b.frames for b in bursts if not b.is_small and not b.has_press]
    return len(large) >= LEAST_BURSTS and median(large) >= SMOOTH_FRAMES


def _is_passed_by(one: Found) -> bool:
    """A field that the keyboard went through without writing in it."""
    return one.kind == "click" and "keyboard" in one.evidence


def _is_hover(one: Found) -> bool:
    if one.kind != "click" or one.rest is None or "press" in one.evidence or one.field_box or one.is_new_page:
        return False
    if max((box[3] for box in one.boxes), default=0) > TALLEST or one.share > LARGEST_SHARE:
        return False
    undone = [float(e.split("@")[1]) for e in one.evidence if e.startswith("undone@")]
    return any(-0.15 <= at_s - one.rest.end_s <= GOES_OUT_SECONDS for at_s in undone)
