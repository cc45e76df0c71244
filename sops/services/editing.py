"""Changes to the live rows. Each is atomic, in somebody's name, and leaves its trace in the history."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from access.models import Library
from sops.models import Sop, Step

Row = TypeVar("Row", Sop, Step)
SOP_FIELDS = frozenset(
    [
        "title",
        "purpose",
        "when_to_use",
        "who",
        "prerequisites",
        "expected_result",
        "notes",
        "links",
        "tags",
        "minutes",
        "owner",
        "category",
        "review_every_months",
        "next_review_at",
    ]
)
STEP_FIELDS = frozenset(
    [
        "kind",
        "section",
        "title",
        "body",
        "note",
        "note_kind",
        "action",
        "target_label",
        "value",
        "branches",
        "sub_sop_key",
        "links",
        "screenshot",
        "highlight",
        "alt",
        "unsure",
        "start_s",
        "end_s",
        "confidence",
        "evidence",
    ]
)


class EditConflict(Exception):
    """Somebody else saved this row first. `row` is what is stored now; nothing was overwritten."""

    def __init__(self, row: Sop | Step) -> None:
        super().__init__("Somebody else changed this while you were writing.")
        self.row = row


@transaction.atomic
def create_sop(*, library: Library, title: str, by: Any, **fields: Any) -> Sop:
    """A new draft, owned by `by` unless told otherwise."""
    sop = Sop(library=library, title=title.strip(), **{"owner": by, **fields})
    return _save(sop, by, "created")


@transaction.atomic
def update_sop(*, sop: Sop, by: Any, revision: int | None = None, **changes: Any) -> Sop:
    """Change what is said about the SOP. `revision` is the one the editor saw; EditConflict if it is not the stored one."""
    stored = Sop.objects.select_for_update().get(pk=sop.pk)
    if revision is not None and revision != stored.revision:
        raise EditConflict(stored)
    _set(stored, changes, SOP_FIELDS)
    stored.revision += 1
    return _save(stored, by, "edited")


@transaction.atomic
def add_step(*, sop: Sop, by: Any, after: Step | None = None, **fields: Any) -> Step:
    """A new step behind `after`, or at the end."""
    step = Step(sop=sop)
    _set(step, fields, STEP_FIELDS)
    steps = list(sop.steps.present())
    at = steps.index(after) + 1 if after in steps else len(steps)
    step.position = at + 1
    _save(step, by, "added")
    _renumber([*steps[:at], step, *steps[at:]], by)
    _grow(sop)
    return step


@transaction.atomic
def update_step(*, step: Step, by: Any, revision: int | None = None, **changes: Any) -> Step:
    """Change a step. `revision` is the one the editor saw; EditConflict if it is not the stored one."""
    stored = Step.objects.select_for_update().get(pk=step.pk)
    if revision is not None and revision != stored.revision:
        raise EditConflict(stored)
    _set(stored, changes, STEP_FIELDS)
    stored.revision += 1
    _save(stored, by, "edited")
    _grow(stored.sop)
    return stored


@transaction.atomic
def move_step(*, step: Step, to: int, by: Any) -> None:
    """Put the step at place `to` (0 is the first) among the present steps of its SOP."""
    steps = [other for other in step.sop.steps.present() if other.pk != step.pk]
    steps.insert(max(0, min(to, len(steps))), step)
    _renumber(steps, by)
    _grow(step.sop)


@transaction.atomic
def remove_step(*, step: Step, by: Any, moved_to: Step | None = None) -> Step:
    """Take the step out. It stays as a tombstone: its link explains, or leads to `moved_to`."""
    step.removed_at = timezone.now()
    step.moved_to_key = moved_to.key if moved_to else ""
    _save(step, by, "removed")
    _renumber(list(step.sop.steps.present()), by)
    _grow(step.sop)
    return step


@transaction.atomic
def bring_back_step(*, step: Step, by: Any) -> Step:
    """Undo a removal: the step returns to the place it had."""
    place = step.position - 1
    step.removed_at, step.moved_to_key = None, ""
    _save(step, by, "brought back")
    steps = [other for other in step.sop.steps.present() if other.pk != step.pk]
    steps.insert(place, step)
    _renumber(steps, by)
    _grow(step.sop)
    return step


def _set(row: Sop | Step, changes: dict[str, Any], allowed: frozenset[str]) -> None:
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise TypeError(f"These fields can't be edited: {', '.join(unknown)}.")
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _save(row: Row, by: Any, why: str) -> Row:
    row._history_user = by
    row._change_reason = why
    row.full_clean(exclude=["sop", "library", "category", "owner", "screenshot", "current_version"])
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


def _grow(sop: Sop) -> None:
    """The SOP's revision counts its steps' edits too. A counter, not content: no history row for it."""
    Sop.objects.filter(pk=sop.pk).update(revision=F("revision") + 1, updated_at=timezone.now())
