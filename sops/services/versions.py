"""Back to what a version said: the live rows become its document again. Nothing is lost, nothing is published."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from sops.document import Document, DocumentStep, Picture, to_plain
from sops.keys import new_key
from sops.models import Screenshot, Sop, Step, Version
from sops.services import editing
from sops.services.importing import sop_fields

# What a picture is by itself; all else of it is kept with the step.
OF_THE_PICTURE = frozenset({"sha256", "width", "height"})


@transaction.atomic
def restore(*, sop: Sop, version: Version, by: Any) -> Sop:
    """Make the live rows say what the version says: texts, steps by their keys, order, pictures.

    Steps that the version doesn't have are removed (their links explain), removed ones come back. The owner
    stays: a version knows only the name of its day. A step that lives in another SOP today stays there; here a
    twin with a key of its own says what it said.
    """
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    document = _with_own_keys(version.document, sop)
    why = f"back to version {version.number}"
    editing.update_sop(sop=sop, by=by, **sop_fields(document))
    shots = {shot.sha256: shot for shot in sop.screenshots.all()}
    rows = {step.key: step for step in sop.steps.select_related("screenshot")}
    for position, step in enumerate(document.steps, start=1):
        row = rows.get(step.key) or Step(sop=sop, key=step.key)
        _restore_row(row, {**step_fields(step, shots), "position": position}, by, why)
    _remove_others(rows, {step.key for step in document.steps}, by, why)
    sop.refresh_from_db()
    return sop


@transaction.atomic
def restore_step(*, sop: Sop, version: Version, key: str, by: Any) -> Step:
    """One step as the version says it; all others stay. A removed one returns under its key, to where it stood.

    ValidationError where the step lives in another SOP today, or the version doesn't have it.
    """
    sop = Sop.objects.select_for_update().get(pk=sop.pk)
    steps = version.document.steps
    at = next((number for number, step in enumerate(steps) if step.key == key), None)
    if at is None:
        raise ValidationError(f"Version {version.number} doesn't have this step.")
    row = Step.objects.select_related("sop").filter(key=key).first()
    if row is not None and row.sop_id != sop.pk:
        raise ValidationError("This step lives in another SOP today. Move it back from there, or duplicate it.")
    shots = {shot.sha256: shot for shot in sop.screenshots.all()}
    was_here = row is not None and row.removed_at is None
    row = row or Step(sop=sop, key=key)
    present = [step for step in sop.steps.present() if step.key != key]
    place = row.position - 1 if was_here else _place(present, [step.key for step in steps[:at]])
    _restore_row(row, {**step_fields(steps[at], shots), "position": place + 1}, by, f"back to version {version.number}")
    editing.move_step(step=row, to=place, by=by)
    return row


def step_fields(step: DocumentStep, shots: Mapping[str, Screenshot]) -> dict[str, Any]:
    """What a document says about a step, as fields of its live row: every field that a document knows."""
    said = {
        field.name: to_plain(getattr(step, field.name))
        for field in dataclasses.fields(step)
        if field.name not in ("key", "picture")
    }
    picture = step.picture or Picture("", 0, 0)
    about = {
        field.name: to_plain(getattr(picture, field.name))
        for field in dataclasses.fields(Picture)
        if field.name not in OF_THE_PICTURE
    }
    return said | about | {"screenshot": shots.get(picture.sha256)}


def _with_own_keys(document: Document, sop: Sop) -> Document:
    """The document with new keys for steps that live in another SOP today, and branches that follow."""
    keys = [step.key for step in document.steps]
    elsewhere = Step.objects.filter(key__in=keys).exclude(sop=sop).values_list("key", flat=True)
    new = {key: new_key() for key in elsewhere}
    if not new:
        return document
    return dataclasses.replace(document, steps=[_rekeyed(step, new) for step in document.steps])


def _rekeyed(step: DocumentStep, new: Mapping[str, str]) -> DocumentStep:
    branches = [
        dataclasses.replace(branch, target_key=new.get(branch.target_key, branch.target_key))
        for branch in step.branches
    ]
    return dataclasses.replace(step, key=new.get(step.key, step.key), branches=branches)


def _place(present: list[Step], before: list[str]) -> int:
    """Behind the nearest of the steps that it once followed, counted from 0."""
    numbers = {step.key: number for number, step in enumerate(present)}
    return next((numbers[key] + 1 for key in reversed(before) if key in numbers), 0)


def _restore_row(row: Step, fields: dict[str, Any], by: Any, why: str) -> None:
    wanted = fields | {"removed_at": None, "moved_to_key": ""}
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
