"""Search finds what was said in recordings, for those who may see the recording, and opens it at the second.

A draft's steps hold what was said while they were done; it stays with the step when frames and artefacts are gone.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Min

from ingest.models import Recording
from sops.models import Step
from sops.spoken import Said

FEWEST_LETTERS = 2


def find(*, user: Any, stems: Sequence[str], limit: int) -> list[Said]:
    """Stretches in which every one of these words was said. The video must be there still."""
    visible = Recording.objects.visible_to(user).filter(removed_at=None, job__sop__isnull=False)
    said = Step.objects.present().filter(start_s__isnull=False)
    words = [stem for stem in stems if len(stem) >= FEWEST_LETTERS]
    if not words or not visible.exists():
        return []
    for word in words:
        said = said.filter(evidence__said__icontains=word)
    said = said.filter(sop__jobs__recording__in=visible.values("pk"))
    found = list(said.annotate(recording=Min("sop__jobs__recording")).order_by("-sop", "position")[:limit])
    # An SOP of several recordings: its steps' seconds are those of the first one.
    recordings = visible.in_bulk([step.recording for step in found])
    return [_said(step, recordings[step.recording]) for step in found if step.recording in recordings]


def _said(step: Any, recording: Recording) -> Said:
    return Said(
        text=str(step.evidence.get("said", "")),
        start_s=step.start_s,
        recording=recording.name,
        url=f"{recording.get_absolute_url()}?t={step.start_s:.1f}",
        about=step.title,
    )
