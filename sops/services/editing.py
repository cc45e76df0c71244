"""Changes to the live rows. Each is atomic, in somebody's name, and leaves its trace in the history."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from access import audit
from access.models import Library
from sops.models import Sop, Step
from sops.services.edit_log import SOP_FIELDS, STEP_FIELDS, one_edit
from sops.services.merging import EditConflict, merged
from sops.signals import announce, sop_withdrawn

__all__ = ["SOP_FIELDS", "STEP_FIELDS", "EditConflict"]

Row = TypeVar("Row", Sop, Step)
EDITED, UNDID, REDID = "edited", "undid", "redid"  # how the reasons of such history rows begin


@transaction.atomic
def create_sop(*, library: Library, title: str, by: Any, **fields: Any) -> Sop:
    """A new draft, owned by `by` unless told otherwise."""
    sop = Sop(library=library, title=title.strip(), **{"owner": by, **fields})
    return _save(sop, by, "created")


@transaction.atomic
def update_sop(*, sop: Sop, by: Any, revision: int | None = None, **changes: Any) -> Sop:
    """Change what is said about the SOP. `revision` is the one the editor saw: see `merging` for what that means."""
    stored = Sop.objects.select_for_update().get(pk=sop.pk)
    with one_edit(stored, by, "changed what is said about the SOP", only=stored):
        return _edit(stored, by, revision, _cleaned(changes, SOP_FIELDS))


@transaction.atomic
def add_step(*, sop: Sop, by: Any, after: Step | None = None, **fields: Any) -> Step:
    """A new step behind `after`, or at the end."""
    step = Step(sop=sop, **_cleaned(fields, STEP_FIELDS))
    with one_edit(sop, by, "added a step"):
        steps = list(sop.steps.present())
        at = steps.index(after) + 1 if after in steps else len(steps)
        step.position = at + 1
        _save(step, by, "added")
        _renumber([*steps[:at], step, *steps[at:]], by)
    _touch(sop)
    return step


@transaction.atomic
def update_step(*, step: Step, by: Any, revision: int | None = None, **changes: Any) -> Step:
    """Change a step. `revision` is the one the editor saw: see `merging` for what that means."""
    stored = Step.objects.select_for_update().get(pk=step.pk)
    if stored.removed_at:
        raise ValidationError("This step was removed while you were writing. Bring it back to change it.")
    before = stored.revision
    with one_edit(stored.sop, by, "changed a step", only=stored):
        _edit(stored, by, revision, _cleaned(changes, STEP_FIELDS))
    if stored.revision != before:
        _touch(stored.sop)
    return stored


@transaction.atomic
def move_step(*, step: Step, to: int, by: Any) -> None:
    """Put the step at place `to` (0 is the first) among the present steps of its SOP."""
    steps = [other for other in step.sop.steps.present() if other.pk != step.pk]
    steps.insert(max(0, min(to, len(steps))), step)
    with one_edit(step.sop, by, "moved a step"):
        _renumber(steps, by)
    _touch(step.sop)


@transaction.atomic
def place(*, sop: Sop, keys: list[str], by: Any) -> None:
    """Put the present steps in the order of `keys`; those that are not named keep their place behind the others."""
    numbers = {key: at for at, key in enumerate(keys)}
    with one_edit(sop, by, "moved steps"):
        _renumber(sorted(sop.steps.present(), key=lambda step: numbers.get(step.key, len(keys))), by)
    _touch(sop)


def close_ranks(*, sop: Sop, by: Any) -> None:
    """Number the steps anew after some have left."""
    _renumber(list(sop.steps.present()), by)
    _touch(sop)


@transaction.atomic
def remove_step(*, step: Step, by: Any, moved_to: Step | None = None) -> Step:
    """Take the step out. It stays as a tombstone: its link explains, or leads to `moved_to`."""
    with one_edit(step.sop, by, "removed a step"):
        step.removed_at = timezone.now()
        step.moved_to_key = moved_to.key if moved_to else ""
        _save(step, by, "removed")
        _renumber(list(step.sop.steps.present()), by)
    _touch(step.sop)
    return step


@transaction.atomic
def bring_back_step(*, step: Step, by: Any) -> Step:
    """Undo a removal: the step returns to the place it had."""
    place = step.position - 1
    with one_edit(step.sop, by, "brought a step back"):
        step.removed_at, step.moved_to_key = None, ""
        _save(step, by, "brought back")
        steps = [other for other in step.sop.steps.present() if other.pk != step.pk]
        steps.insert(place, step)
        _renumber(steps, by)
    _touch(step.sop)
    return step


@transaction.atomic
def remove_sop(*, sop: Sop, by: Any) -> Sop:
    """Take the SOP out of every list. Its rows and versions stay in the database."""
    sop.removed_at = timezone.now()
    _save(sop, by, "removed")
    audit.record(by=by, verb="removed", subject=sop.title, library=sop.library, key=sop.key)
    announce(sop_withdrawn, sop_id=sop.pk)
    return sop


def _cleaned(changes: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any]:
    """The changes with texts trimmed and their lines ending alike; TypeError for a field that nobody may set."""
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise TypeError(f"These fields can't be edited: {', '.join(unknown)}.")
    return {name: cleaned_text(value) if isinstance(value, str) else value for name, value in changes.items()}


def cleaned_text(text: str) -> str:
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValidationError("This text holds characters that can't be stored.")
    return text.replace("\r\n", "\n").strip()


def _edit(stored: Row, by: Any, revision: int | None, changes: dict[str, Any]) -> Row:
    """Save what really changes; a save that changes nothing leaves no trace."""
    applied = {
        name: value for name, value in merged(stored, revision, changes).items() if getattr(stored, name) != value
    }
    if not applied:
        return stored
    for name, value in applied.items():
        setattr(stored, name, value)
    return save_edit(stored, by, EDITED, list(applied))


def save_edit(row: Row, by: Any, verb: str, fields: list[str]) -> Row:
    """Save a row whose `fields` were just set, as the next revision."""
    row.revision += 1
    names = ", ".join(name.removesuffix("_id").replace("_", " ") for name in fields)
    return _save(row, by, f"{verb} {names}"[:100])


def _save(row: Row, by: Any, why: str) -> Row:
    row._history_user = by
    row._change_reason = why
    row.full_clean(exclude=["sop", "library", "category", "listed_category", "owner", "screenshot", "current_version"])
    row.save()
    return row


def _renumber(steps: list[Step], by: Any) -> None:
    moved = []
    for position, step in enumerate(steps, start=1):
        if step.position != position:
            step.position = position
            moved.append(step)
    if moved:
        bulk_update_with_history(moved, Step, ["position"], default_user=by, default_change_reason="moved")


def _touch(sop: Sop) -> None:
    """The SOP was worked on. A time, not content: no history row for it."""
    Sop.objects.filter(pk=sop.pk).update(updated_at=timezone.now())
