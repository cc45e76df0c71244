"""Two people on the same fields: what the page shows so that one of them can choose."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from sops.forms import HIGHLIGHT, EditForm
from sops.models import Sop, Step
from sops.rows import BranchRow, LinkRow
from sops.services.merging import EditConflict
from sops.views.names import FIELD_NAMES
from sops.worddiff import Piece, compare_texts

# Fields of the form that together, or under another name, are one field of the row.
FIELD_OF = {f"highlight_{side}": "highlight" for side in HIGHLIGHT} | {"sub_sop": "sub_sop_key"}


@dataclass(frozen=True)
class Clash:
    """A field that two people changed: what is stored, what this person wrote, and the words between."""

    field: str
    label: str
    theirs: str
    mine: str
    pieces: list[Piece]


def clashes_of(conflict: EditConflict) -> list[Clash]:
    """The fields of the conflict, as texts that can be laid beside each other."""
    return [
        Clash(name, FIELD_NAMES.get(name, name), theirs, mine, compare_texts(theirs, mine))
        for name in conflict.fields
        for theirs, mine in [(_as_text(getattr(conflict.row, name)), _as_text(conflict.mine[name]))]
    ]


def last_editor(row: Sop | Step) -> str:
    last = row.history.select_related("history_user").first()
    return str(last.history_user) if last and last.history_user else "Somebody else"


def joined(sent: QueryDict, stored: EditForm, conflict: EditConflict, titles: dict[str, str]) -> QueryDict:
    """The form as it goes on: what this person really changed as they sent it, all the rest as it is stored now.

    Without this, saving their choice would put back old texts into fields that they never touched.
    """
    data = sent.copy()
    for name in stored.fields:
        if name in data and FIELD_OF.get(name, name) not in conflict.mine:
            value = stored[name].value()
            data[name] = "" if value is None else str(value)
    if "highlight" not in conflict.mine:
        data["highlight_was"] = getattr(stored, "highlight_was", "")
    if "branches" not in conflict.mine and isinstance(conflict.row, Step):
        rows = [BranchRow.of(branch, titles) for branch in conflict.row.branches]
        _set_columns(data, branch_condition=(r.condition for r in rows), branch_target=(r.target for r in rows))
        data.setlist("branch_sop", [row.sop for row in rows])
    if "troubleshooting" not in conflict.mine:
        _set_columns(
            data,
            fix_symptom=(fix["symptom"] for fix in conflict.row.troubleshooting),
            fix_fix=(fix["fix"] for fix in conflict.row.troubleshooting),
        )
    if "annotations" not in conflict.mine and isinstance(conflict.row, Step):
        data["annotations"] = json.dumps(conflict.row.annotations)
    if "links" not in conflict.mine:
        links = [LinkRow.of(link, titles) for link in conflict.row.links]
        _set_columns(data, link_label=(r.label for r in links), link_address=(r.address for r in links))
        data.setlist("link_kind", [row.kind for row in links])
    return data


def _set_columns(data: QueryDict, **columns: Iterable[str]) -> None:
    for name, values in columns.items():
        data.setlist(name, list(values))


def _as_text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part:.1%}" for name, part in value.items())
    if isinstance(value, list):
        return "\n".join(_line(item) for item in value)
    return "" if value is None else str(value)


def _line(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return " → ".join(str(part) for name, part in item.items() if part and name not in ("kind", "target_kind"))
