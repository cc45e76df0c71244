"""Entity tags of SOPs and steps: the hash of the content, and the revisions that a change is checked against."""

from access.api.preconditions import tag
from sops.document import Document
from sops.models import Sop, Step, Version


def of_version(sop: Sop, version: Version) -> str:
    return tag("version", sop.library_id, version.number, version.content_hash)


def of_draft(sop: Sop, document: Document) -> str:
    """Changes with every edit of the SOP or of a step, also with one that was taken back."""
    revisions = sop.steps.present().values_list("key", "revision")
    return tag("draft", sop.library_id, sop.revision, document.content_hash(), *sorted(revisions))


def of_step(step: Step) -> str:
    return tag("step", step.sop_id, step.key, step.revision, step.position)
