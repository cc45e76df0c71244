"""A link to a step, made some time ago: where it leads today, and what changed since."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from access.fetch import get_visible
from sops.diffs import Change, step_changes
from sops.document import Document, DocumentStep
from sops.models import Sop, Step, Version


@dataclass(frozen=True)
class Since:
    """What is different about the step now, most telling first; and the version the link was made in."""

    version: Version
    old: DocumentStep
    changes: list[Change]
    old_number: int
    number: int

    @property
    def sentence(self) -> str:
        if self.changes:
            more = len(self.changes) - 1
            rest = f" And {more} more change{'s' if more > 1 else ''}." if more else ""
            return f"{self.changes[0].sentence}{rest}"
        return f"It is step {self.number} now; it was step {self.old_number}."


@dataclass(frozen=True)
class Removed:
    """A step that readers could see once and that is not in the published SOP now."""

    sop: Sop
    step: DocumentStep
    version: Version
    moved_to: Step | None


def find_step(key: str, user: Any) -> Step:
    """The step's live row, if the person may see its SOP; else 404."""
    return get_visible(Step.objects.select_related("sop__current_version", "sop__library"), user, key=key)


def step_in(document: Document, key: str) -> tuple[int, DocumentStep] | None:
    for number, step in enumerate(document.steps, start=1):
        if step.key == key:
            return number, step
    return None


def since(sop: Sop, key: str, version_number: int | None) -> Since | None:
    """What changed in the step since that version, or None: nothing, or no such version."""
    current = sop.current_version
    if current is None or version_number is None or version_number >= current.number:
        return None
    version = sop.versions.filter(number=version_number).first()
    before, now = step_in(version.document, key) if version else None, step_in(current.document, key)
    if version is None or before is None or now is None:
        return None
    changes = step_changes(before[1], now[1])
    if not changes and before[0] == now[0]:
        return None
    return Since(version, before[1], changes, before[0], now[0])


def removed(step: Step, user: Any) -> Removed:
    """The step as readers last saw it. 404 if they never did."""
    for version in step.sop.versions.order_by("-number").iterator(chunk_size=5):
        found = step_in(version.document, step.key)
        if found:
            moved_to = None
            if step.moved_to_key:
                moved_to = Step.objects.visible_to(user).present().filter(key=step.moved_to_key).first()
            return Removed(step.sop, found[1], version, moved_to)
    raise Http404
