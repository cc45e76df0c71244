"""Undo: a person's own edits of an SOP, the latest first, one after the other."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from sops.models import Sop, Step
from sops.services import editing

LOOKED_AT = 300


@transaction.atomic
def undo_last(*, sop: Sop, by: Any) -> Sop | Step:
    """Take back `by`'s latest edit that was not undone yet; the row as it is now.

    ValidationError where there is none, or where somebody changed the same fields after it.
    """
    undone = 0
    for row in _edits(sop, by):
        reason = row.history_change_reason or ""
        if reason.startswith(editing.UNDID):
            undone += 1
        elif undone:
            undone -= 1
        else:
            return _undo(row, by)
    raise ValidationError("You have changed nothing here that could be undone.")


def _edits(sop: Sop, by: Any) -> list[Any]:
    of_steps = Step.history.filter(sop_id=sop.pk, history_user=by)[:LOOKED_AT]
    of_sop = sop.history.filter(history_user=by)[:LOOKED_AT]
    rows = [
        row
        for row in [*of_steps, *of_sop]
        if (row.history_change_reason or "").startswith((editing.EDITED, editing.UNDID))
    ]
    return sorted(rows, key=lambda row: row.history_date, reverse=True)


def _undo(row: Any, by: Any) -> Sop | Step:
    model, fields = (Step, editing.STEP_FIELDS) if hasattr(row, "sop_id") else (Sop, editing.SOP_FIELDS)
    stored: Any = model._default_manager.select_for_update().get(pk=row.id)
    before = row.prev_record
    names = [model._meta.get_field(name).attname for name in sorted(fields)]  # type: ignore[union-attr]
    changed = [name for name in names if before is not None and getattr(before, name) != getattr(row, name)]
    if not changed or getattr(stored, "removed_at", None):
        raise ValidationError("The step of your last change is not there any more. The history has its text.")
    if any(getattr(stored, name) != getattr(row, name) for name in changed):
        raise ValidationError("Somebody changed the same words after you. The history has your earlier text.")
    for name in changed:
        setattr(stored, name, getattr(before, name))
    return editing.save_edit(stored, by, editing.UNDID, changed)
