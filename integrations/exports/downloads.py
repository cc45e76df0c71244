"""Whether an export may be downloaded today: asked anew each time, for every SOP inside."""

from typing import Any

from integrations.exports.gathering import readable_by
from integrations.models import Export
from sops.models import Version

EXPIRED = "This export has expired and its file is removed. Start it again."
NOT_READY = "This export is not ready."
NOT_YOURS_NOW = "This export holds an SOP that was withdrawn, or that you may no longer read. Start it again."
CHANGED = "A version in this export was redacted since, so its file is no longer handed out. Start it again."


def refusal(export: Export, person: Any) -> str:
    """Why not, as a sentence; empty where the person may have it. Two queries, however many SOPs are inside."""
    if export.has_expired:
        return EXPIRED
    if export.state != Export.State.DONE or not export.file:
        return NOT_READY
    inside = {row["sop"] for row in export.contents}
    readable = set(readable_by(person).values_list("pk", flat=True))
    if not (inside | set(export.named)) <= readable:
        return NOT_YOURS_NOW
    held = {(row["sop"], row["version"], row["hash"]) for row in export.contents}
    versions = Version.objects.filter(sop__in=inside)
    known = set(versions.values_list("sop_id", "number", "content_hash"))
    return "" if held <= known else CHANGED
