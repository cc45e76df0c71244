"""Takes out what turned out to be no action once one knows what came after."""

from ingest.stages.moves.finding import Found

GOES_OUT_SECONDS = 0.5  # after the pointer has left
TALLEST = 150  # pixels: what lights up is no higher
LARGEST_SHARE = 0.03  # of the screen


def without_hovers(found: list[Found]) -> list[Found]:
    """Without things that lit up while the pointer rested on them, and went out when it left."""
    return [one for one in found if not _is_hover(one)]


def _is_hover(one: Found) -> bool:
    if one.kind != "click" or one.rest is None or "press" in one.evidence or one.field_box or one.is_new_page:
        return False
    if max((box[3] for box in one.boxes), default=0) > TALLEST or one.share > LARGEST_SHARE:
        return False
    undone = [float(e.split("@")[1]) for e in one.evidence if e.startswith("undone@")]
    return any(-0.15 <= at_s - one.rest.end_s <= GOES_OUT_SECONDS for at_s in undone)
