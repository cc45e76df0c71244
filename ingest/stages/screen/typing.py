"""When typing ended: letters come one after the other, then a pause."""

from ingest.artefacts import Change, Episode, Look
from ingest.stages.screen import geometry

PAUSE_SECONDS = 1.6
SETTLES_SECONDS = 0.25  # the pointer still moves away from the text at first
MARGIN = 6  # pixels


def until_s(episode: Episode, look: Look, changes: list[Change]) -> float | None:
    """When the last letter came; None if no letters were seen to come."""
    if look.box is None or "writing" not in episode.evidence:
        return None
    area = geometry.grown(look.box, MARGIN)
    last_s: float | None = None
    for change in changes:
        if not episode.action_s + SETTLES_SECONDS <= change.at_s <= episode.end_s or change.kind != "text":
            continue
        if geometry.share_inside(change.box, area) < 0.9:
            continue
        if last_s is not None and change.at_s - last_s > PAUSE_SECONDS:
            break
        last_s = change.at_s
    return last_s
