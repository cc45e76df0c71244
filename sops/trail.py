"""Who changed what, when and why: the history of an SOP and its steps as lines for people."""

from dataclasses import dataclass
from datetime import datetime

from sops.markdown import plain
from sops.models import Sop, Step


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    subject: str


def entries(sop: Sop, *, limit: int = 60) -> list[Entry]:
    """The latest first. Two queries."""
    of_sop = sop.history.select_related("history_user")[:limit]
    of_steps = Step.history.filter(sop_id=sop.pk).select_related("history_user")[:limit]
    found = [_entry(row, "the SOP") for row in of_sop]
    found += [_entry(row, _named(row.title or row.body)) for row in of_steps]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]


def _entry(row: object, subject: str) -> Entry:
    reason = getattr(row, "history_change_reason", None) or "changed"
    who = str(getattr(row, "history_user", None) or "Stepmark")
    return Entry(getattr(row, "history_date"), who, reason, subject)  # noqa: B009 - a history row has no type


def _named(text: str) -> str:
    words = plain(text.splitlines()[0]) if text.strip() else ""
    return f"“{words[:80]}”" if words else "an empty step"
