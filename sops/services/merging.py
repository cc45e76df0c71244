"""Two people on one row: what both may have, and what a person has to decide."""

from typing import Any

from sops.models import Sop, Step


class EditConflict(Exception):
    """Somebody else changed the same fields first; nothing was saved.

    `row` is what is stored now, `mine` what this person really changed, `fields` the names in which both did.
    """

    def __init__(self, row: Sop | Step, fields: list[str], mine: dict[str, Any]) -> None:
        super().__init__("Somebody else changed this while you were writing.")
        self.row = row
        self.fields = fields
        self.mine = mine


def merged(stored: Sop | Step, revision: int | None, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes that may be applied to `stored` by somebody who saw `revision` of it.

    Field by field against the row as they saw it: what they left alone stays as it is now, what only they changed
    is taken. EditConflict where both changed the same field to different things.
    """
    if revision is None or revision == stored.revision:
        return changes
    seen = stored.history.filter(revision=revision).first()
    mine = {name: value for name, value in changes.items() if seen is None or _of(seen, name) != _plain(value)}
    fields = [
        name
        for name, value in mine.items()
        if _of(stored, name) != _plain(value) and (seen is None or _of(seen, name) != _of(stored, name))
    ]
    if fields:
        raise EditConflict(stored, fields, mine)
    return mine


def _of(row: Any, name: str) -> Any:
    """A field's value; of a related row its id, which is what the history keeps too."""
    return getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name)


def _plain(value: Any) -> Any:
    return value.pk if hasattr(value, "pk") else value
