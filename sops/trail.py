"""Who changed what, when and why: the history of an SOP and its steps as lines for people."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sops.markdown import plain
from sops.models import Sop, Step

# What happened in one breath (a draft from a recording, an import, an order after a move) is one line.
THE_SOP = "the SOP"
ONE_BREATH = timedelta(seconds=5)
SAID = {
    "recording": "drafted from a recording",
    "imported": "imported",
    "written": "wrote",
    "created": "started",
}


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    subject: str
    count: int = 1


def entries(sop: Sop, *, limit: int = 100) -> list[Entry]:
    """The latest first. Two queries."""
    of_sop = sop.history.select_related("history_user")[:limit]
    of_steps = Step.history.filter(sop_id=sop.pk).select_related("history_user")[:limit]
    found = [_entry(row, THE_SOP) for row in of_sop] + [_entry(row, _named(row)) for row in of_steps]
    return _joined(sorted(found, key=lambda entry: entry.at, reverse=True))[:limit]


def _entry(row: Any, subject: str) -> Entry:
    reason = row.history_change_reason or "changed"
    who = str(row.history_user or "Stepmark")
    if reason.startswith("published"):
        return Entry(row.history_date, who, reason, "")
    if reason.startswith(("edited", "undid", "back to")):
        return Entry(row.history_date, who, f"{reason.replace('body', 'description')}:", subject)
    return Entry(row.history_date, who, SAID.get(reason, reason), subject)


def _named(row: Any) -> str:
    text = row.title or row.body
    words = plain(text.splitlines()[0]) if text.strip() else ""
    return f"“{words[:80]}”" if words else "an empty step"


def _joined(found: Iterable[Entry]) -> list[Entry]:
    lines: list[Entry] = []
    for entry in found:
        last = lines[-1] if lines else None
        if last and _is_one_breath(last, entry):
            count = last.count + 1
            lines[-1] = replace(last, count=count, subject=f"{count} steps")
        else:
            lines.append(entry)
    return lines


def _is_one_breath(last: Entry, entry: Entry) -> bool:
    is_alike = (last.who, last.what) == (entry.who, entry.what) and THE_SOP not in (last.subject, entry.subject)
    return is_alike and last.at - entry.at < ONE_BREATH
