"""A page of the trail: what people did, newest first, each with the fields that it changed."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from access.models import User
from sops.diffs import kept_in_order
from sops.fieldtexts import unmarked
from sops.models import Sop, Step
from sops.trail.fields import FieldChange, Names, changes_between
from sops.trail.filters import Filters
from sops.trail.groups import Group, grouped
from sops.trail.rows import Light, ends_of, light_rows, places_before, whole_rows

PER_PAGE = 30
# With a filter by field more is looked at, as much of it will not match.
LOOKED_AT = 400
THE_SOP = "the SOP"
SAID = {
    "recording": "drafted from a recording",
    "imported": "imported",
    "written": "wrote",
    "created": "started",
    "redid": "did again",
}
__all__ = ["Entry", "FieldChange", "TrailPage", "page_of"]


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    subject: str
    why: str = ""
    count: int = 1
    fields: list[FieldChange] = field(default_factory=list)
    step_key: str = ""
    version: int | None = None


@dataclass(frozen=True)
class TrailPage:
    """`older` is what `?before=` of the next page says; empty where the history begins here."""

    entries: list[Entry]
    older: str


def page_of(sop: Sop, filters: Filters | None = None) -> TrailPage:
    """At most `PER_PAGE` entries. A handful of queries, however long the history is."""
    filters = filters or Filters()
    wanted = LOOKED_AT if filters.field else PER_PAGE
    groups: list[Group] = []
    is_more = False
    for group in grouped(light_rows(sop, filters)):
        if len(groups) == wanted:
            is_more = True
            break
        groups.append(group)
    entries, used = _entries(sop, groups, filters)
    end = ends_of(chain.from_iterable(group.rows for group in groups[:used]), filters.before)
    is_more = is_more or used < len(groups)
    return TrailPage(entries, f"{end[0]}.{end[1]}" if is_more else "")


def _entries(sop: Sop, groups: list[Group], filters: Filters) -> tuple[list[Entry], int]:
    """The entries of these groups that the page shows, and how many groups it took."""
    details = _Details(sop, groups)
    entries: list[Entry] = []
    for used, group in enumerate(groups):
        if len(entries) == PER_PAGE:
            return entries, used
        entry = details.entry(group)
        if entry and (not filters.field or any(change.field == filters.field for change in entry.fields)):
            entries.append(entry)
    return entries, len(groups)


class _Details:
    """What the lines of one page need from the database: whole rows, people, places."""

    def __init__(self, sop: Sop, groups: list[Group]) -> None:
        orders = [row.history_id for group in groups if group.is_order for row in group.rows]
        self.places = places_before(orders) if orders else {}
        self.rows = {of: self._with_earlier(of, groups) for of in ("sop", "step")}
        people: set[Any] = {row.user_id for group in groups for row in group.rows}
        people |= {row.owner_id for row in self.rows["sop"].values()}
        self.people = {person.pk: str(person) for person in User.objects.filter(pk__in=people - {None})}
        self.names = Names(sop, self.people)

    def entry(self, group: Group) -> Entry | None:
        first = group.first
        who = self.people.get(first.user_id or 0, "Stepmark")
        if group.is_order:
            return self._order(group, who)
        if first.of == "sop" and first.said.startswith("published"):
            number = first.said.rsplit(" ", 1)[-1]
            return Entry(first.at, who, first.said, "", group.why, version=int(number) if number.isdecimal() else None)
        changes, latest = self._changes(group), self.rows[first.of].get(first.history_id)
        key = latest.key if first.of == "step" and latest else ""
        what = SAID.get(group.verb, group.verb) if group.is_edit else SAID.get(first.said, first.said)
        is_many = len({row.row_id for row in group.rows}) > 1
        subject = f"{len(group.rows)} steps" if is_many else THE_SOP if first.of == "sop" else _named(first, latest)
        return Entry(first.at, who, what, subject, group.why, len(group.rows), changes, "" if is_many else key)

    def _changes(self, group: Group) -> list[FieldChange]:
        """From before the oldest row of the group to its newest. Many rows at once say only what was done."""
        first, last = group.first, group.rows[-1]
        if first.kind == "+" or first.row_id != last.row_id:
            return []
        rows = self.rows[first.of]
        oldest = rows.get(last.history_id)
        before = rows.get(oldest.before_id) if oldest else None
        if before is None:
            return []
        return changes_between(Sop if first.of == "sop" else Step, before, rows[first.history_id], self.names)

    def _order(self, group: Group, who: str) -> Entry | None:
        """Which step was really moved; None where others only closed ranks behind a new or removed one."""
        start: dict[int, int] = {}
        end: dict[int, int] = {}
        titles: dict[int, Light] = {}
        for row in group.rows:  # newest first
            was, place = self.places.get(row.history_id, (0, 0))
            start[row.row_id] = was
            end.setdefault(row.row_id, place)
            titles.setdefault(row.row_id, row)
        in_new_order = sorted(end, key=lambda row: end[row])
        kept = kept_in_order([start[row] for row in in_new_order])
        moved = [row for row in in_new_order if start[row] not in kept]
        if not moved:
            return None
        if len(moved) > 1:
            return Entry(group.first.at, who, "moved", f"{len(moved)} steps", group.why, len(moved))
        only = moved[0]
        subject = f"{_named(titles[only], None)} from {start[only]} to {end[only]}"
        return Entry(group.first.at, who, "moved", subject, group.why)

    @staticmethod
    def _with_earlier(of: str, groups: list[Group]) -> dict[int, Any]:
        shown = [group for group in groups if group.first.of == of and not group.is_order]
        ids = [row.history_id for group in shown for row in (group.first, group.rows[-1])]
        rows = whole_rows(of, ids)
        missing = [row.before_id for row in rows.values() if row.before_id and row.before_id not in rows]
        return rows | whole_rows(of, missing)


def _named(light: Light, row: Any) -> str:
    text = light.title or (row.body if row else "")
    words = unmarked(text.splitlines()[0]) if text.strip() else ""
    return f"“{words[:80]}”" if words else "an empty step"
