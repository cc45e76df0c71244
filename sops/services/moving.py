"""Steps go to another SOP, SOPs to another library. Keys go along, so links follow; what is left behind explains."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from access import audit
from access.models import Library
from sops.models import MovedStep, Screenshot, Sop, Step
from sops.services import editing
from sops.services.edit_log import order_of, unnoted
from sops.services.ordering import order_back
from sops.signals import announce, sop_moved


@transaction.atomic
def move_steps(*, steps: Sequence[Step], to: Sop, by: Any, after: str = "") -> list[Step]:
    """The steps, which are of one SOP, stand in `to` from now on: behind the step `after` (a key), else at the end.

    Readers see the move as both SOPs are published next. Ways on to or from a moved step are shown as broken.
    """
    origin = steps[0].sop
    if to.pk == origin.pk:
        raise ValidationError("They are in this SOP already. Choose another one.")
    if to.removed_at is not None:
        raise ValidationError("That SOP was removed. Choose another one.")
    order = order_of(to)
    at = order.index(after) + 1 if after in order else len(order)
    for step in steps:
        step.screenshot = _picture_in(to, step.screenshot)
        step.sop = to
        step.position = len(order) + 1
        step.revision += 1
        step._history_user, step._change_reason = by, f"moved here from “{origin.title}”"[:100]
        step.save()
        MovedStep.objects.filter(step=step, sop=to).delete()  # it came back
        MovedStep.objects.create(step=step, sop=origin)
    keys = [step.key for step in steps]
    with unnoted():
        editing.close_ranks(sop=origin, by=by)
        editing.place(sop=to, keys=[*order[:at], *keys, *order[at:]], by=by)
    _audit_steps(origin, to, keys, by)
    return list(steps)


@transaction.atomic
def take_back(*, steps: Sequence[Step], to: Sop, order: Sequence[str], by: Any) -> list[Step]:
    """The undo of `move_steps`: the steps stand in `to` again, where they stood in `order` (keys) before they left.

    What others added there meanwhile stays where they put it.
    """
    moved = {step.key for step in steps}
    there = moved.union(order_of(to))
    wanted = [key for key in order if key in there]
    known = [key for key in wanted if key not in moved]
    back = move_steps(steps=steps, to=to, by=by)
    with unnoted():
        editing.place(sop=to, keys=order_back(order_of(to), wanted, known), by=by)
    return back


@transaction.atomic
def move_sop(*, sop: Sop, library: Library, by: Any) -> Sop:
    """Another library's people see it from now on, and nobody else: its page, its pictures, its place in search."""
    stored = Sop.objects.select_for_update(of=("self",)).select_related("library").get(pk=sop.pk)
    before = stored.library
    if before.pk == library.pk:
        raise ValidationError(f"It is in {library.name} already.")
    stored.library = library
    stored.revision += 1
    stored._history_user, stored._change_reason = by, f"moved from {before.name} to {library.name}"[:100]
    stored.save()
    for place in (before, library):
        subject, names = f"“{stored.title}” to {library.name}", {"before": before.name, "after": library.name}
        audit.record(by=by, verb="moved", subject=subject, library=place, key=stored.key, **names)
    announce(sop_moved, sop_id=stored.pk)
    return stored


def _picture_in(sop: Sop, shot: Screenshot | None) -> Screenshot | None:
    """The same picture as one of that SOP's: a row of its own, the stored file is shared."""
    if shot is None:
        return None
    copy, _ = Screenshot.objects.get_or_create(
        sop=sop,
        sha256=shot.sha256,
        defaults={"file": shot.file.name, "width": shot.width, "height": shot.height, "words": shot.words},
    )
    return copy


def _audit_steps(origin: Sop, to: Sop, keys: list[str], by: Any) -> None:
    how_many = f"{len(keys)} step{'s' if len(keys) > 1 else ''} of “{origin.title}” to “{to.title}”"
    for library in dict.fromkeys((origin.library, to.library)):
        audit.record(by=by, verb="moved", subject=how_many, library=library, keys=keys)
