"""What each person did to an SOP, noted so that it can be taken back as one thing, whatever rows it touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db.models import Field, Model

from sops.models import Sop, Step, UndoableEdit

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
        "troubleshooting",
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
        "troubleshooting",
        "screenshot",
        "highlight",
        "annotations",
        "alt",
        "unsure",
        "start_s",
        "end_s",
        "confidence",
        "evidence",
    ]
)
KEPT = 200  # edits of one person in one SOP
State = dict[str, Any]
_is_noting: ContextVar[bool] = ContextVar("is_noting", default=False)


@contextmanager
def one_edit(sop: Sop, by: Any, label: str, *, only: Sop | Step | None = None) -> Iterator[None]:
    """Everything inside is one edit of `by`. Edits within edits belong to the outermost one.

    `only`: the one row that can change; else all steps and their order are looked at, before and after.
    """
    if _is_noting.get() or not getattr(by, "pk", None):
        yield
        return
    before = _Look(sop, only)
    token = _is_noting.set(True)
    try:
        yield
    finally:
        _is_noting.reset(token)
    _note(sop, by, label, before, _Look(sop, only))


@contextmanager
def unnoted() -> Iterator[None]:
    """What happens inside can't be taken back by itself."""
    token = _is_noting.set(True)
    try:
        yield
    finally:
        _is_noting.reset(token)


class _Look:
    """The rows as they are now."""

    def __init__(self, sop: Sop, only: Sop | Step | None) -> None:
        self.rows: dict[tuple[str, int], State] = {}
        self.order: list[str] = []
        if isinstance(only, Sop):
            self.rows["sop", only.pk] = state_of(Sop.objects.get(pk=only.pk))
        elif only is not None:
            self.rows["step", only.pk] = state_of(Step.objects.get(pk=only.pk))
        else:
            for step in Step.objects.filter(sop=sop):
                self.rows["step", step.pk] = state_of(step)
            self.order = order_of(sop)


def _note(sop: Sop, by: Any, label: str, before: _Look, after: _Look) -> None:
    rows = [
        {"of": of, "id": pk, "before": old, "after": new}
        for (of, pk), state in after.rows.items()
        for old, new in [_difference(before.rows.get((of, pk), _not_there(state)), state)]
        if new
    ]
    is_moved = before.order != after.order
    if not rows and not is_moved:
        return
    mine = UndoableEdit.objects.filter(sop=sop, by=by)
    mine.exclude(undone_at=None).delete()  # what was taken back can't come back over something new
    UndoableEdit.objects.create(
        sop=sop,
        by=by,
        label=label[:100],
        rows=rows,
        order_before=before.order if is_moved else [],
        order_after=after.order if is_moved else [],
    )
    mine.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()


def _not_there(state: State) -> State:
    """Before a step was added: as it is, but removed."""
    return {**state, "is_removed": True}


def _difference(before: State, after: State) -> tuple[State, State]:
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def state_of(row: Sop | Step) -> State:
    """A row's content as plain JSON, related rows by their ids."""
    state = {field.attname: _plain(getattr(row, field.attname)) for field in fields_of(type(row))}
    if isinstance(row, Step):
        state |= {"is_removed": row.removed_at is not None, "moved_to_key": row.moved_to_key}
    return state


def fields_of(model: type[Model]) -> "list[Field[Any, Any]]":
    names = STEP_FIELDS if model is Step else SOP_FIELDS
    return [model._meta.get_field(name) for name in sorted(names)]  # type: ignore[misc]


def order_of(sop: Sop) -> list[str]:
    return list(Step.objects.filter(sop=sop).present().values_list("key", flat=True))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
