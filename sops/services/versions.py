"""Back to what a version said: the live rows become its document again. Nothing is lost, nothing is published."""

import dataclasses
from typing import Any

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from sops.document import DocumentStep
from sops.models import Screenshot, Sop, Step, Version
from sops.services import editing
from sops.services.importing import sop_fields

STEP_TEXTS = (
    "kind",
    "title",
    "body",
    "section",
    "note",
    "note_kind",
    "action",
    "target_label",
    "value",
    "sub_sop_key",
)


@transaction.atomic
def restore(*, sop: Sop, version: Version, by: Any) -> Sop:
    """Make the live rows say what the version says: texts, steps by their keys, order, pictures.

    Steps that the version doesn't have are removed (their links explain), removed ones come back. The owner
    stays: a version knows only the name of its day.
    """
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    document = version.document
    why = f"back to version {version.number}"
    editing.update_sop(sop=sop, by=by, **sop_fields(document))
    shots = {shot.sha256: shot for shot in sop.screenshots.all()}
    rows = {step.key: step for step in sop.steps.select_related("screenshot")}
    for position, step in enumerate(document.steps, start=1):
        _restore_step(rows.get(step.key) or Step(sop=sop, key=step.key), step, position, shots, by, why)
    _remove_others(rows, {step.key for step in document.steps}, by, why)
    sop.refresh_from_db()
    return sop


def _restore_step(
    row: Step, step: DocumentStep, position: int, shots: dict[str, Screenshot], by: Any, why: str
) -> None:
    wanted = {name: getattr(step, name) for name in STEP_TEXTS} | {
        "branches": [dataclasses.asdict(branch) for branch in step.branches],
        "links": [dataclasses.asdict(link) for link in step.links],
        "screenshot": shots.get(step.picture.sha256) if step.picture else None,
        "highlight": dataclasses.asdict(step.picture.highlight) if step.picture and step.picture.highlight else None,
        "alt": step.picture.alt if step.picture else "",
        "position": position,
        "removed_at": None,
        "moved_to_key": "",
    }
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.revision += 1 if row.pk else 0
    row._history_user, row._change_reason = by, why
    row.save()


def _remove_others(rows: dict[str, Step], kept: set[str], by: Any, why: str) -> None:
    gone = [step for step in rows.values() if step.key not in kept and step.removed_at is None]
    for step in gone:
        step.removed_at = timezone.now()
    if gone:
        bulk_update_with_history(gone, Step, ["removed_at"], default_user=by, default_change_reason=why)
