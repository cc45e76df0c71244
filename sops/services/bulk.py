"""Several steps at once: all of it or nothing, and one edit to take back."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from sops.models import Sop, Step
from sops.services import editing
from sops.services.edit_log import one_edit, order_of

SETTABLE = frozenset({"section", "kind"})


@transaction.atomic
def remove(*, sop: Sop, steps: Sequence[Step], by: Any) -> None:
    """Take them out; each stays as a tombstone that can be brought back."""
    with one_edit(sop, by, f"removed {_count(steps)}"):
        for step in steps:
            editing.remove_step(step=step, by=by)


@transaction.atomic
def set_field(*, sop: Sop, steps: Sequence[Step], by: Any, name: str, value: str) -> None:
    """The same section, or the same kind, for all of them."""
    if name not in SETTABLE:
        raise ValidationError("Only the section and the kind can be set for several steps at once.")
    with one_edit(sop, by, f"set the {name} of {_count(steps)}"):
        for step in steps:
            changes: dict[str, Any] = {name: value}
            editing.update_step(step=step, by=by, **changes)


@transaction.atomic
def move(*, sop: Sop, steps: Sequence[Step], by: Any, after: str) -> None:
    """Put them, in the order they have, behind the step `after` (a key); with "" before all others."""
    moved = {step.key for step in steps}
    order = order_of(sop)
    if after in moved:
        raise ValidationError("Choose a step that is not one of those to move.")
    if after and after not in order:
        raise ValidationError("The step to stand behind is not there any more.")
    stay = [key for key in order if key not in moved]
    at = stay.index(after) + 1 if after else 0
    with one_edit(sop, by, f"moved {_count(steps)}"):
        editing.place(sop=sop, keys=[*stay[:at], *(key for key in order if key in moved), *stay[at:]], by=by)


def _count(steps: Sequence[Step]) -> str:
    return f"{len(steps)} step{'s' if len(steps) != 1 else ''}"
