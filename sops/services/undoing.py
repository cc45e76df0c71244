"""Undo and redo: a person's own edits of an SOP, one after the other, each as a whole, down to the last publication."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from sops.models import Sop, Step, UndoableEdit
from sops.services import edit_log, editing
from sops.services.ordering import order_back


@dataclass
class Taken:
    """What an undo or a redo changed: the steps (removed ones too), whether the SOP's own fields, whether the order."""

    label: str
    steps: list[Step] = field(default_factory=list)
    is_sop: bool = False
    is_reordered: bool = False


def undo_last(*, sop: Sop, by: Any) -> Taken:
    """Take back `by`'s latest edit.

    ValidationError where there is none, or where somebody changed the same things after it.
    """
    edit = edits_of(sop, by).filter(undone_at=None).first()
    if edit is None:
        raise ValidationError("You have changed nothing here that could be undone.")
    return _turn(edit, by, editing.UNDID)


def redo_last(*, sop: Sop, by: Any) -> Taken:
    """Do again what `by` took back last. ValidationError where there is nothing, or others went on meanwhile."""
    edit = edits_of(sop, by).exclude(undone_at=None).order_by("-undone_at", "pk").first()
    if edit is None:
        raise ValidationError("There is nothing to do again.")
    return _turn(edit, by, editing.REDID)


def edits_of(sop: Sop, by: Any) -> Any:
    """What may be taken back or done again, the latest first: what readers have got already stays."""
    edits = UndoableEdit.objects.filter(sop=sop, by=by)
    version = sop.current_version
    return edits.filter(made_at__gt=version.published_at) if version else edits


@transaction.atomic
def _turn(edit: UndoableEdit, by: Any, verb: str) -> Taken:
    is_back = verb == editing.UNDID
    now, then = ("after", "before") if is_back else ("before", "after")
    taken = Taken(edit.label)
    rows = [(_row(edit, row["of"], row["id"]), row[now], row[then]) for row in edit.rows]
    for row, expected, _ in rows:
        _refuse_what_others_changed(row, expected)
    for row, _, wanted in rows:
        _set(row, wanted)
        names = [_named(name) for name in wanted]
        if isinstance(row, Step):
            taken.steps.append(editing.save_edit(row, by, verb, names))
        else:
            editing.save_edit(row, by, verb, names)
            taken.is_sop = True
    if edit.order_before or edit.order_after:
        taken.is_reordered = True
        before, after = edit.order_before, edit.order_after
        wanted_order, known = (before, after) if is_back else (after, before)
        keys = order_back(edit_log.order_of(edit.sop), wanted_order, known)
        with edit_log.unnoted():
            editing.place(sop=edit.sop, keys=keys, by=by)
    edit.undone_at = timezone.now() if is_back else None
    edit.save(update_fields=["undone_at"])
    return taken


def _row(edit: UndoableEdit, of: str, pk: int) -> Sop | Step:
    steps, sops = Step.objects.filter(sop=edit.sop), Sop.objects.filter(pk=edit.sop_id)
    rows: Any = steps if of == "step" else sops
    row: Sop | Step | None = rows.select_for_update().filter(pk=pk).first()
    if row is None:
        raise ValidationError("The step of your last change is not there any more. The history has its text.")
    return row


def _refuse_what_others_changed(row: Sop | Step, expected: dict[str, Any]) -> None:
    state = edit_log.state_of(row)
    if state.get("is_removed") and not expected.get("is_removed"):
        raise ValidationError("The step of your last change is not there any more. The history has its text.")
    if any(state.get(name) != value for name, value in expected.items()):
        raise ValidationError("Somebody changed the same words after you. The history has your earlier text.")


def _set(row: Sop | Step, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        if name == "is_removed" and isinstance(row, Step):
            row.removed_at = timezone.now() if value else None
        elif name != "is_removed":
            target: Any = row._meta.get_field(name.removesuffix("_id"))
            setattr(row, name, target.to_python(value) if target.get_internal_type() == "DateField" else value)


def _named(name: str) -> str:
    return {"is_removed": "removal", "moved_to_key": "merging"}.get(name, name)
